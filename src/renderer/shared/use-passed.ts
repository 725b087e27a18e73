// Whether a moment lies in the past; turns once, by itself.
import { useEffect, useState } from 'react';

/** setTimeout takes no longer waits than this. */
const waitMaxMs = 2 ** 31 - 1;

/** `at` in epoch milliseconds; null never passes. */
export function usePassed(at: number | null): boolean {
  const [passed, setPassed] = useState<number | null>(() => (at !== null && at <= Date.now() ? at : null));
  useEffect(() => {
    if (at === null) return;
    const timer = setTimeout(() => setPassed(at), Math.min(waitMaxMs, Math.max(0, at - Date.now())));
    return () => clearTimeout(timer);
  }, [at]);
  return at !== null && passed === at;
}
