// Looking after an Ollama: what suits this computer, copies of models, and what is in memory.
import type { ModelNameTrouble } from '../../../preload/contract/downloads.ts';
import type { Failure } from '../../../preload/contract/failure.ts';
import type { CloudAccount, Recommended } from '../../../preload/contract/manager.ts';
import { readModelName } from '../model-name.ts';
import { orNull } from './probe.ts';
import { recommend } from './recommended.ts';
import { callTo, type OllamaHere } from './stock.ts';
import { tellApart } from './tell-apart.ts';

type Failed = { readonly kind: 'failed'; readonly failure: Failure };
type Copied =
  | { readonly kind: 'copied'; readonly name: string }
  | { readonly kind: 'malformed'; readonly trouble: ModelNameTrouble }
  | { readonly kind: 'taken'; readonly name: string }
  | Failed;

export type Manager = {
  recommended(signal: AbortSignal): Promise<Recommended>;
  cloudAccount(signal: AbortSignal): Promise<CloudAccount>;
  copy(names: { readonly from: string; readonly to: string }, signal: AbortSignal): Promise<Copied>;
  /** `keepS`: 0 unloads, -1 keeps it until it is unloaded. */
  keep(name: string, keepS: number, signal: AbortSignal): Promise<{ readonly kind: 'ok' } | Failed>;
};

export function createManager(here: OllamaHere): Manager {
  const { ollama, look } = here;
  const to = (signal: AbortSignal) => callTo(here, signal);
  return {
    async recommended(signal) {
      const isHere = here.isHere();
      const [advised, freeBytes] = await Promise.all([
        orNull(to(signal).then((call) => ollama.advice(call))),
        isHere ? here.freeBytes() : null,
      ]);
      return recommend(advised ?? [], { memoryBytes: isHere ? here.memoryBytes() : null, freeBytes });
    },
    async cloudAccount(signal) {
      const asked = await tellApart<CloudAccount>(async () => ({
        kind: 'signed_in',
        name: await ollama.me(await to(signal)),
      }));
      if (asked.kind !== 'failed') return asked;
      const { signInUrl: url } = asked.failure;
      return url === undefined ? { kind: 'unknown' } : { kind: 'signed_out', url };
    },
    async copy({ from, to: wish }, signal) {
      const read = readModelName(wish);
      if (read.kind === 'malformed') return read;
      return tellApart<Copied>(async () => {
        // Ollama itself would put the copy in the place of what is there.
        const installed = await ollama.tags(await to(signal));
        if (installed.some(({ name }) => name.toLowerCase() === read.name.toLowerCase()))
          return { kind: 'taken', name: read.name };
        await ollama.copy(await to(signal), { from, to: read.name });
        look();
        return { kind: 'copied', name: read.name };
      });
    },
    keep: (name, keepS, signal) =>
      tellApart(async () => {
        await ollama.keep(await to(signal), name, keepS);
        look();
        return { kind: 'ok' };
      }),
  };
}
