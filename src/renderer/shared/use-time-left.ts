// How long it is until a moment, and whether it has passed.
import { useNow } from './use-now.ts';
import { nextTickMs } from './wait-text.ts';

/**
 * Milliseconds left until `until` (epoch milliseconds), 0 when it is past or null. `nextMs` says after how long what is drawn from them
 * changes.
 */
export function useTimeLeft(until: number | null, nextMs: (leftMs: number) => number = nextTickMs): number {
  const leftAt = (now: number): number => (until === null ? 0 : Math.max(0, until - now));
  return leftAt(
    useNow((now) => {
      const leftMs = leftAt(now);
      return leftMs === 0 ? 0 : nextMs(leftMs);
    }),
  );
}

/** Turns to true by itself. `at` in epoch milliseconds; null never passes. */
export function usePassed(at: number | null): boolean {
  return useTimeLeft(at, (leftMs) => leftMs) === 0 && at !== null;
}
