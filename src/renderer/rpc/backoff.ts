// How long to wait before the next try to connect.

const firstMs = 120;
const longestMs = 4_000;

/** `tries`: how many have failed in a row, from 0. Doubles up to four seconds: the core is on this machine and comes back soon or not at all. */
export function backoffMs(tries: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(tries, 10));
}
