// The page's clock: what is drawn from the time, or waits for a moment, is drawn again by it.
import { useEffect, useState } from 'react';

/** setTimeout takes no longer waits than this. */
const waitMaxMs = 2 ** 31 - 1;

/** The time in epoch milliseconds, renewed after `everyMs`; zero or less: not again, for what no longer changes. */
export function useNow(everyMs: number | ((now: number) => number) = 60_000): number {
  // An object, so that also a time that comes out the same starts the next wait.
  const [clock, setClock] = useState(() => ({ now: Date.now() }));
  const waitMs = typeof everyMs === 'number' ? everyMs : everyMs(clock.now);
  useEffect(() => {
    if (waitMs <= 0) return;
    // The wait counts from the clock's own time: where that is old, the next time is due at once.
    const leftMs = clock.now + waitMs - Date.now();
    const timer = setTimeout(() => setClock({ now: Date.now() }), Math.min(waitMaxMs, Math.max(0, leftMs)));
    return () => clearTimeout(timer);
  }, [clock, waitMs]);
  return clock.now;
}
