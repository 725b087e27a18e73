// What is fetched into Ollama and deleted from it, as downloads ask for it.
import { CodedFailure } from '../coded-failure.ts';
import type { ModelStock, PullNews } from '../ports.ts';
import type { Call } from './ask.ts';
import type { Ollama } from './ollama.ts';
import type { Target } from './ollamas/ollama-book.ts';
import type { PullBody } from './wire.ts';

/** The Ollama that is looked after. */
export type OllamaHere = {
  readonly ollama: Ollama;
  /** Read again for each call. Throws a CodedFailure. */
  readonly target: () => Promise<Target>;
  readonly isHere: () => boolean;
  readonly memoryBytes: () => number;
  readonly freeBytes: () => Promise<number | null>;
  readonly look: () => void;
  readonly closing: AbortSignal;
};

export function createStock(here: OllamaHere): ModelStock {
  const { ollama, isHere, freeBytes, look } = here;
  const to = (signal: AbortSignal) => callTo(here, signal);
  return {
    async *pull(name, signal) {
      for await (const line of ollama.pull(await to(signal), name)) {
        const news = newsOf(line);
        if (news !== null) yield news;
      }
    },
    async remove(name, signal) {
      try {
        await ollama.remove(await to(signal), name);
      } catch (error) {
        if (!(error instanceof CodedFailure) || error.failure.code !== 'ollama_model_missing') throw error;
      }
    },
    freeBytes: async () => (isHere() ? await freeBytes() : null),
    look,
  };
}

export async function callTo({ target, closing }: OllamaHere, signal: AbortSignal): Promise<Call> {
  const { address, headers } = await target();
  return { address, headers, signal: AbortSignal.any([signal, closing]) };
}

/** null: a line that says nothing new, as of a later version. */
function newsOf({ status, digest, total, completed }: PullBody): PullNews | null {
  if (status === 'success') return { kind: 'done' };
  if (digest !== null) return { kind: 'layer', digest, totalBytes: total, completedBytes: completed };
  if (status === 'pulling manifest') return { kind: 'step', step: 'looking' };
  if (status.startsWith('verifying')) return { kind: 'step', step: 'verifying' };
  if (status.startsWith('writing')) return { kind: 'step', step: 'writing' };
  return status.startsWith('removing') ? { kind: 'step', step: 'cleaning' } : null;
}
