// What a server that runs has written beside its messages, its last lines as they come, for whoever looks for what is wrong.
import { useCallback, useId, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { ToolServerId } from '../../../../preload/contract/tools.ts';
import { useCoreAccess } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { words } from '../../../words.ts';

type ServerWordsProps = { readonly id: ToolServerId; readonly name: string };

export function ServerWords({ id, name }: ServerWordsProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const blockId = useId();
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        aria-expanded={isOpen}
        aria-controls={blockId}
        aria-label={words.tools.saidBy(name)}
        onClick={() => setOpen(!isOpen)}
      >
        {words.tools.saidShort}
      </Button>
      <div id={blockId} hidden={!isOpen} className="order-last w-full">
        {isOpen ? <Lines id={id} name={name} /> : null}
      </div>
    </>
  );
}

function Lines({ id, name }: ServerWordsProps): ReactNode {
  const access = useCoreAccess();
  const watch = useMemo(
    () =>
      access.watch<{ readonly text: string }, string>({
        open: (signal) => access.core.tools.said({ id }, { signal }),
        reduce: (_, { text }) => text,
      }),
    [access, id],
  );
  const subscribe = useCallback((listener: () => void) => watch.subscribe(listener), [watch]);
  const { value: text } = useSyncExternalStore(subscribe, watch.current);
  if (text === null || text === '') return <p className="mt-1 text-sm text-ink-3">{words.tools.saidNothing}</p>;
  return (
    <pre
      dir="ltr"
      role="group"
      aria-label={words.tools.saidBy(name)}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must do so by keyboard
      tabIndex={0}
      className="mt-1 max-h-64 overflow-y-auto rounded-md border border-line bg-code p-2.5 font-mono text-xs wrap-anywhere whitespace-pre-wrap text-code-ink"
    >
      {text}
    </pre>
  );
}
