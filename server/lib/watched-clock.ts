// A clock that remembers the latest time it has shown. When the system's clock is put back, work that was put off to a time that is
// now too far ahead can be brought forward.
import type { Clock } from './clock.ts';

export type WatchedClock = Clock & {
  /** Whether it was put back since the last question. The first answer is yes: nobody knows what it was before the start. */
  wasPutBack(): boolean;
};

export function watchClock(clock: Clock): WatchedClock {
  let latest = Number.POSITIVE_INFINITY;
  return {
    now() {
      const now = clock.now();
      if (now > latest) latest = now;
      return now;
    },
    wait: (ms, signal) => clock.wait(ms, signal),
    wasPutBack() {
      const now = clock.now();
      const isEarlier = now < latest;
      latest = now;
      return isEarlier;
    },
  };
}
