// How long what takes long rests before it is done again.

/** Twenty times as long as it took, `everyMs` at least and sixty times that at most. */
export function restAfter(tookMs: number, everyMs: number): number {
  return Math.max(everyMs, Math.min(20 * tookMs, 60 * everyMs));
}
