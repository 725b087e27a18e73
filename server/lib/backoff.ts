// How long to wait before the next try of what has failed.

export type Backoff = { readonly firstMs: number; readonly factor: number; readonly mostMs: number };

/** From here on no wait grows any more. */
export const growingTries = 20;

/** `firstMs` times `factor` to the power of `failures`, and never more than `mostMs`. `failures`: before this one, from 0. */
export function backoffMs({ firstMs, factor, mostMs }: Backoff, failures: number): number {
  return Math.min(firstMs * factor ** Math.min(failures, growingTries), mostMs);
}
