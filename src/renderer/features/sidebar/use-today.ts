// The current day, so that "Today" is right after midnight too.
import { useEffect, useState } from 'react';

/** Epoch milliseconds of some moment of today; it changes only when the day does. */
export function useToday(): number {
  const [today, setToday] = useState(() => Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setToday(Date.now()), msToMidnight(today) + 1_000);
    return () => clearTimeout(timer);
  }, [today]);
  return today;
}

function msToMidnight(now: number): number {
  return new Date(now).setHours(24, 0, 0, 0) - now;
}
