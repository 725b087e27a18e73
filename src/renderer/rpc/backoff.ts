// How long to wait before the next try of what has failed.

/** Doubles from `firstMs` to `mostMs`. `failures`: how many came before this one, from 0. */
export function backoffMs(failures: number, firstMs: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(failures, 20));
}

/** The core is on this machine: it comes back soon or not at all. */
export function reconnectMs(failures: number): number {
  return backoffMs(failures, 120, 4_000);
}
