// Whether two models can answer at once, so that neither slows the other down or drives it out of memory. Pure.
import type { OwnPlace } from '../../../preload/contract/models.ts';
import { isLoopback } from './address.ts';

/** One of a person's own models as it stands now. */
export type Standing = {
  readonly name: string;
  /** Of its Ollama. */
  readonly address: string;
  readonly place: OwnPlace;
  /** null: it is not in memory. `window`: that it is loaded with, in tokens; null: not known. */
  readonly loaded: { readonly window: number | null } | null;
};

/** `numCtx`: the window that both will be asked for; null: none. Ollama loads a model anew for another window than it has. */
export function canBeTogether(one: Standing, other: Standing, numCtx: number | null): boolean {
  if (one.place === 'cloud' || other.place === 'cloud') return true;
  if (originOf(one.address) !== originOf(other.address)) return true;
  return one.name !== other.name && [one, other].every(({ loaded }) => loaded !== null && fits(loaded, numCtx));
}

function fits({ window }: { readonly window: number | null }, numCtx: number | null): boolean {
  return numCtx === null || window === null || window === numCtx;
}

/** Two entries of the list may mean one Ollama, and differ by what they send along. */
function originOf(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  return isLoopback(url) ? `this computer ${url.port}` : url.origin;
}
