// Beneath a model that is about to go: how long it can still be kept, and what it frees.
import { useEffect, useRef, type ReactNode } from 'react';
import type { Removal } from '../../../preload/contract/downloads.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { useNow } from '../../shared/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { useToast } from '../../ui/toast.tsx';
import { words } from '../../words.ts';

export function RemovalNote({
  removal,
  freesBytes,
}: {
  readonly removal: Removal;
  readonly freesBytes: number;
}): ReactNode {
  const core = useCore();
  const toast = useToast();
  const { name, goesAt, state } = removal;
  const now = useNow(state.kind === 'waiting' ? 1_000 : 0);
  const undo = useRef<HTMLButtonElement>(null);
  const isWaiting = state.kind === 'waiting';
  // The button that was pressed is gone; this one takes its place.
  useEffect(() => {
    if (isWaiting && document.activeElement === document.body) undo.current?.focus();
  }, [isWaiting]);
  const keep = (): void => {
    core.downloads.keep({ ollama: removal.ollama, name }).then(
      ({ kind }) => (kind === 'too_late' ? toast.show({ text: words.manager.tooLate }) : undefined),
      () => toast.show({ text: words.manager.notDone }),
    );
  };
  switch (state.kind) {
    case 'waiting':
      return (
        <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-ink-2">
          <p className="min-w-0 flex-1 basis-56 tabular-nums">
            {words.manager.goes(freesBytes, Math.max(0, Math.ceil((goesAt - now) / 1_000)))}
          </p>
          <Button ref={undo} size="sm" aria-label={words.manager.keepNamed(name)} onClick={keep}>
            {words.manager.keep}
          </Button>
        </div>
      );
    case 'going':
      return (
        <p role="status" className="mt-1.5 text-sm text-ink-2">
          {words.manager.going}
        </p>
      );
    case 'failed':
      return (
        <p role="alert" className="mt-1.5 text-sm text-danger">
          {words.manager.notRemoved(words.failures[state.failure.code].remedy)}
        </p>
      );
  }
}
