// How long to wait before the next try.

/** Doubles from `first` to `max` milliseconds; `tries` starts at 1. Pure. */
export function backoffMs(tries: number, first: number, max: number): number {
  return Math.min(max, first * 2 ** Math.min(20, Math.max(0, tries - 1)));
}
