// Asks the core to download a model, and remembers what came of it until the next try.
import { useCallback, useState } from 'react';
import type { Core } from '../../rpc/core.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { useChosenOllama } from '../chosen-ollama.tsx';
import { words } from '../../words.ts';

export type Adding =
  | { readonly kind: 'resting' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'refused'; readonly sentence: string }
  /** The person may have it all the same. */
  | { readonly kind: 'no_room'; readonly name: string; readonly sentence: string };

export function useAdding(onAdded: () => void = nothing): {
  readonly adding: Adding;
  readonly add: (name: string, anyway?: boolean) => void;
} {
  const core = useCore();
  const ollama = useChosenOllama();
  const [adding, setAdding] = useState<Adding>({ kind: 'resting' });
  const add = useCallback(
    (name: string, anyway = false) => {
      setAdding({ kind: 'asking' });
      core.downloads.add({ ollama, name, anyway }).then(
        (answer) => {
          setAdding(addingAfter(name, answer));
          return answer.kind === 'added' ? onAdded() : undefined;
        },
        () => setAdding({ kind: 'refused', sentence: words.downloads.notAsked }),
      );
    },
    [core, ollama, onAdded],
  );
  return { adding, add };
}

type Answer = Awaited<ReturnType<Core['downloads']['add']>>;

function addingAfter(name: string, answer: Answer): Adding {
  switch (answer.kind) {
    case 'added':
      return { kind: 'resting' };
    case 'malformed':
      return { kind: 'refused', sentence: words.downloads.nameTrouble(answer.trouble) };
    case 'too_many':
      return { kind: 'refused', sentence: words.downloads.tooMany };
    case 'no_room':
      return { kind: 'no_room', name, sentence: words.downloads.noRoom(answer.neededBytes, answer.freeBytes) };
  }
}

function nothing(): void {}
