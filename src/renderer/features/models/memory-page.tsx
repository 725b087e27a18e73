// What is in memory now: how much, where, and until when; and how to change that.
import { useState, type ReactNode } from 'react';
import type { RunningModel } from '../../../preload/contract/manager.ts';
import { useCore, useManager } from '../../rpc/core-context.tsx';
import { useChosenOllama } from '../../shared/chosen-ollama.tsx';
import { useNow } from '../../shared/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useToast } from '../../ui/toast.tsx';
import { words } from '../../words.ts';
import { AwayNote } from './away-note.tsx';
import { sayRunning } from './model-words.ts';

export function MemoryPage(): ReactNode {
  const ollama = useChosenOllama();
  const { value: manager } = useManager(ollama);
  const now = useNow(1_000);
  if (manager === null || manager.kind === 'checking') return <Spinner label={words.manager.checking} />;
  if (manager.kind === 'unreachable') return <AwayNote failure={manager.failure} />;
  if (manager.running.length === 0) return <p className="text-ink-2">{words.manager.nothingInMemory}</p>;
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-raised">
      {manager.running.map((model) => (
        <Entry key={model.name} model={model} now={now} />
      ))}
    </ul>
  );
}

function Entry({ model, now }: { readonly model: RunningModel; readonly now: number }): ReactNode {
  const { manager } = useCore();
  const ollama = useChosenOllama();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const { name } = model;
  const act = async (work: Promise<{ readonly kind: 'ok' | 'failed' }>): Promise<void> => {
    setBusy(true);
    const isDone = await work.then(
      ({ kind }) => kind === 'ok',
      () => false,
    );
    setBusy(false);
    if (!isDone) toast.show({ text: words.manager.notDone });
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5" aria-label={name}>
      <div className="min-w-0 flex-1 basis-56">
        <MiddleText text={name} className="font-medium" />
        <p className="text-sm text-ink-3 tabular-nums">{sayRunning(model, now)}</p>
      </div>
      <div className="flex gap-2">
        {model.unloadsAt === null ? null : (
          <Button
            size="sm"
            variant="ghost"
            aria-label={words.manager.keepLoadedNamed(name)}
            onClick={() => void act(manager.keepLoaded({ ollama, name, keepS: -1 }))}
          >
            {words.manager.keepLoaded}
          </Button>
        )}
        <Button
          size="sm"
          isBusy={isBusy}
          aria-label={words.manager.unloadNamed(name)}
          onClick={() => void act(manager.unload({ ollama, name }))}
        >
          {words.manager.unload}
        </Button>
      </div>
    </li>
  );
}
