// How a server is, in a line; and where it does not work, why, with the last words of its program.
import { useId, useState, type ReactNode } from 'react';
import type { ToolServerState } from '../../../../preload/contract/tools.ts';
import { useNow } from '../../../shared/use-now.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { words } from '../../../words.ts';

export function StateLine({ state }: { readonly state: ToolServerState }): ReactNode {
  return <span role="status">{state.kind === 'waiting' ? <Waiting againAt={state.againAt} /> : sayState(state)}</span>;
}

function sayState(state: Exclude<ToolServerState, { kind: 'waiting' }>): string {
  switch (state.kind) {
    case 'off':
      return words.tools.state.off;
    case 'starting':
      return words.tools.state.starting;
    case 'ready':
      return words.tools.state.ready(state.tools.length);
    case 'failed':
      return words.tools.state.failed;
  }
}

/** The seconds are drawn, but a screen reader is told only once that it waits. */
function Waiting({ againAt }: { readonly againAt: number }): ReactNode {
  const left = Math.ceil((againAt - useNow(1_000)) / 1_000);
  return (
    <>
      <span className="sr-only">{words.tools.state.waiting(0)}</span>
      <span aria-hidden="true" className="tabular-nums">
        {words.tools.state.waiting(left)}
      </span>
    </>
  );
}

type TroubleProps = { readonly state: ToolServerState; readonly restart: ReactNode };

export function ServerTrouble({ state, restart }: TroubleProps): ReactNode {
  if (state.kind === 'ready' && state.isCut) return <Notice className="mt-3">{words.tools.state.cut}</Notice>;
  if (state.kind !== 'waiting' && state.kind !== 'failed') return null;
  const { trouble } = state;
  return (
    <Notice tone={state.kind === 'failed' ? 'danger' : 'warning'} className="mt-3" actions={restart}>
      <p className="text-ink">{words.tools.trouble(trouble)}</p>
      {'detail' in trouble && trouble.detail.trim() !== '' ? <Said text={trouble.detail} /> : null}
    </Notice>
  );
}

/** In the words of the program, which are shown as they are. */
function Said({ text }: { readonly text: string }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        className="mt-1 -ml-2.5 h-auto! min-h-7 shrink! whitespace-normal! text-left"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {words.tools.said}
      </Button>
      <pre
        id={id}
        hidden={!isOpen}
        dir="ltr"
        className="mt-1 rounded-md border border-line bg-code p-2.5 font-mono text-xs wrap-anywhere whitespace-pre-wrap text-code-ink"
      >
        {text.trim()}
      </pre>
    </>
  );
}
