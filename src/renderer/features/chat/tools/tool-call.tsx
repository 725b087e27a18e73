// A model's call of a tool: what it wants, whether it may, and what came of it. Once it is shown it opens and closes only by the
// person, so that nothing moves while the answer goes on.
import { ChevronRight, CircleAlert, CircleCheck, CircleHelp, CircleSlash, Clock, Hand, Wrench } from 'lucide-react';
import { memo, useId, useRef, useState, type ReactNode } from 'react';
import type { MessageId, RunId } from '../../../../preload/contract/ids.ts';
import type { ToolCallPart, ToolCallState } from '../../../../preload/contract/part.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { useNow } from '../../../shared/use-now.ts';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { focusFirst, homeOfFocus } from '../../../ui/focus-return.ts';
import { Spinner } from '../../../ui/spinner.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';
import { useLeadHere } from './lead-to-call.ts';
import { Permission } from './permission.tsx';
import { atEnd, explain, sayState, type Result } from './tool-call-text.ts';
import { ToolInput } from './tool-input.tsx';
import { ToolName } from './tool-name.tsx';
import { ToolResult } from './tool-result.tsx';

type ToolCallProps = {
  readonly call: ToolCallPart;
  readonly result: Result;
  readonly answerId: MessageId;
  readonly runId: RunId;
  readonly model: string;
  /** Who hosts the model; null: nobody does. */
  readonly host: string | null;
  /** The answer is still being written. */
  readonly isLive: boolean;
};

export const ToolCall = memo(function ToolCall({ call, result, answerId, runId, model, host, isLive }: ToolCallProps) {
  const state = isLive ? call.state : atEnd(call.state);
  const isAsked = state.kind === 'asked';
  const [isOpen, setOpen] = useState(isAsked);
  // It may have been allowed when it came, and be asked for after all.
  const [wasAsked, setWasAsked] = useState(isAsked);
  if (isAsked && !wasAsked) {
    setWasAsked(true);
    setOpen(true);
  }
  const header = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLDivElement>(null);
  useLeadHere({ answerId, isAsked, card, header });
  const id = useId();
  const server = call.server?.name ?? null;
  return (
    <div
      ref={card}
      role="group"
      aria-label={words.toolCalls.call(call.tool, server)}
      className={cx('my-3 overflow-hidden rounded-lg border bg-raised', isAsked ? 'border-accent' : 'border-line')}
    >
      <button
        ref={header}
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        // In pixels, so that large letters leave the room to the name.
        className="flex min-h-10 w-full items-center gap-[10px] px-[12px] py-2 text-left transition-colors hover:bg-hover focus-visible:-outline-offset-2"
      >
        <Wrench aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
        {/* Where both have no room in one line, the state goes beneath the name. */}
        <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2.5 gap-y-0.5">
          <span className="min-w-0 flex-auto wrap-anywhere">
            <span className="font-mono text-sm font-medium">
              <ToolName name={call.tool} />
            </span>{' '}
            {server === null ? null : <span className="text-sm text-ink-3">{words.toolCalls.of(server)}</span>}
          </span>
          <span className="inline-flex items-center gap-1.5 text-sm text-ink-2 tabular-nums [&_svg]:size-4 [&_svg]:shrink-0">
            <StateSign state={state} isError={result?.isError === true} />
            {state.kind === 'running' ? <RunningFor /> : sayState(state, result)}
          </span>
        </span>
        <ChevronRight
          aria-hidden="true"
          className={cx('size-4 shrink-0 text-ink-3 transition-transform', isOpen && 'rotate-90')}
        />
      </button>
      <div id={id} hidden={!isOpen} className="border-t border-line px-3 py-3">
        {isOpen ? (
          <div className="flex flex-col gap-3">
            {isAsked ? (
              <p className="text-sm text-ink-2">
                {words.toolCalls.asks(model)} {host === null ? null : words.toolCalls.sentTo(host)}
              </p>
            ) : null}
            <ToolInput input={call.input} />
            <Explained state={state} />
            {result === null ? null : <ToolResult result={result} />}
          </div>
        ) : null}
      </div>
      {isAsked ? (
        <Permission
          runId={runId}
          callId={call.callId}
          tool={call.tool}
          onDecided={() => focusFirst([header.current, homeOfFocus()])}
        />
      ) : null}
      {state.kind === 'running' ? <StopRow runId={runId} /> : null}
    </div>
  );
});

function Explained({ state }: { readonly state: ToolCallState }): ReactNode {
  const said = explain(state);
  return said === null ? null : <p className="text-sm wrap-anywhere text-ink-2">{said}</p>;
}

function RunningFor(): ReactNode {
  const [since] = useState(() => Date.now());
  const seconds = Math.floor((useNow(1_000) - since) / 1_000);
  return <>{seconds < 1 ? words.toolCalls.state.running : words.toolCalls.state.runningFor(seconds)}</>;
}

function StateSign({ state, isError }: { readonly state: ToolCallState; readonly isError: boolean }): ReactNode {
  switch (state.kind) {
    case 'asked':
      return <Hand aria-hidden="true" className="text-accent" />;
    case 'approved':
      return <Clock aria-hidden="true" />;
    case 'running':
      return <Spinner size={16} label={null} />;
    case 'done':
      return isError ? (
        <CircleAlert aria-hidden="true" className="text-warning" />
      ) : (
        <CircleCheck aria-hidden="true" className="text-positive" />
      );
    case 'failed':
      return <CircleAlert aria-hidden="true" className="text-danger" />;
    case 'unknown':
      return <CircleHelp aria-hidden="true" className="text-warning" />;
    case 'refused':
    case 'not_callable':
    case 'not_run':
      return <CircleSlash aria-hidden="true" />;
  }
}

function StopRow({ runId }: { readonly runId: RunId }): ReactNode {
  const core = useCore();
  const toast = useToast();
  return (
    <div className="flex justify-end border-t border-line px-3 py-2">
      <Button
        size="sm"
        onClick={() => {
          focusFirst([homeOfFocus()]);
          core.runs.stop({ runId }).catch(() => toast.show({ text: words.chat.trouble.notStopped }));
        }}
      >
        {words.toolCalls.stop}
      </Button>
    </div>
  );
}
