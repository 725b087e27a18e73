// Hands an Ollama to the core to be kept, and says in words what came of it.
import { useCallback, useState } from 'react';
import type { OllamaState } from '../../../../preload/contract/models.ts';
import type { OllamaDraft } from '../../../../preload/contract/ollamas.ts';
import type { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import type { Core } from '../../../rpc/core.ts';
import { useCore, useSettings } from '../../../rpc/core-context.tsx';
import { words } from '../../../words.ts';

export type Putting = {
  readonly isBusy: boolean;
  /** A sentence; null: nothing is wrong. */
  readonly trouble: string | null;
  readonly put: (draft: OllamaDraft) => void;
};

/** `onKept`: with the place of the headers' values; null: there are none. */
export function usePut(onKept: (headersIn: TokenPlace | null) => void): Putting {
  const core = useCore();
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const put = useCallback(
    (draft: OllamaDraft) => {
      setBusy(true);
      setTrouble(null);
      core.ollamas.put(draft).then(
        (answer) => {
          setBusy(false);
          return answer.kind === 'kept' ? onKept(answer.headersIn) : setTrouble(sayNot(answer));
        },
        () => {
          setBusy(false);
          setTrouble(words.ollamas.notSaved);
        },
      );
    },
    [core, onKept],
  );
  return { isBusy, trouble, put };
}

/** The same Ollama at another address. Values of headers that are kept for the old one are not taken along. */
export function useMove(ollama: OllamaState, onMoved: () => void) {
  const { value: settings } = useSettings();
  const { put, trouble } = usePut(onMoved);
  const headers = settings?.ollamas.find(({ id }) => id === ollama.id)?.headers ?? [];
  const move = (address: string): void =>
    put({ id: ollama.id, name: ollama.name, address, headers: headers.map((name) => ({ name, value: null })) });
  return { move, trouble };
}

type NotKept = Exclude<Awaited<ReturnType<Core['ollamas']['put']>>, { kind: 'kept' }>;

function sayNot(answer: NotKept): string {
  switch (answer.kind) {
    case 'malformed':
      return words.addressTrouble(answer.trouble);
    case 'too_many':
      return words.ollamas.tooMany;
    case 'values_missing':
      return words.ollamas.valuesMissing(words.formats.list(answer.names));
    case 'secrets_not_kept':
      return words.ollamas.notKept(answer.trouble.code);
  }
}
