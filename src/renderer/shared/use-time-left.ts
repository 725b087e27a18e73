// The time, as often as the words that depend on it change.
import { useEffect, useState } from 'react';
import { nextTickMs } from './wait-text.ts';

/** Milliseconds left until `until` (epoch milliseconds), 0 when it is past or null. */
export function useTimeLeft(until: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  const leftMs = until === null ? 0 : Math.max(0, until - now);
  useEffect(() => {
    if (leftMs <= 0) return;
    const timer = setTimeout(() => setNow(Date.now()), nextTickMs(leftMs));
    return () => clearTimeout(timer);
  }, [leftMs]);
  return leftMs;
}
