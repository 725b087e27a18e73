// The current day, so that "Today" is right after midnight too.
import { useNow } from '../../shared/use-now.ts';

/** Epoch milliseconds of some moment of today; it changes only when the day does. */
export function useToday(): number {
  return useNow(msToMidnight);
}

function msToMidnight(now: number): number {
  return new Date(now).setHours(24, 0, 0, 0) - now;
}
