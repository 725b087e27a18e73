// What is fetched into Ollama and deleted from it, as downloads ask for it.
import { CodedFailure } from '../coded-failure.ts';
import type { ModelStock, PullNews } from '../ports.ts';
import type { Ollama } from './ollama.ts';
import { placeOfAddress } from './place.ts';
import type { PullBody } from './wire.ts';

/** The Ollama that is looked after. */
export type OllamaHere = {
  readonly ollama: Ollama;
  /** Read again for each call. */
  readonly address: () => string;
  readonly memoryBytes: () => number;
  readonly freeBytes: () => Promise<number | null>;
  readonly look: () => void;
  readonly closing: AbortSignal;
};

export function createStock({ ollama, address, freeBytes, look, closing }: OllamaHere): ModelStock {
  const to = (signal: AbortSignal) => ({ address: address(), signal: AbortSignal.any([signal, closing]) });
  return {
    async *pull(name, signal) {
      for await (const line of ollama.pull(to(signal), name)) {
        const news = newsOf(line);
        if (news !== null) yield news;
      }
    },
    async remove(name, signal) {
      try {
        await ollama.remove(to(signal), name);
      } catch (error) {
        if (!(error instanceof CodedFailure) || error.failure.code !== 'ollama_model_missing') throw error;
      }
    },
    freeBytes: async () => (placeOfAddress(address()) === 'this_computer' ? await freeBytes() : null),
    look,
  };
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
