// Fetches what sets formulas when the first of them is shown.
import { useEffect, useSyncExternalStore } from 'react';
import type { math } from './math.ts';

const againMs = 1_000;

const listeners = new Set<() => void>();
const fetched: { part: typeof math | null; isAsked: boolean } = { part: null, isAsked: false };

/** null while it is not there, or not needed. */
export function useMath(isNeeded: boolean): typeof math | null {
  const part = useSyncExternalStore(subscribe, current, current);
  useEffect(() => {
    if (isNeeded) void fetchMath();
  }, [isNeeded]);
  return isNeeded ? part : null;
}

export async function fetchMath(): Promise<void> {
  if (fetched.isAsked) return;
  fetched.isAsked = true;
  try {
    fetched.part = (await import('./math.ts')).math;
  } catch {
    // The app behind the page has gone for a moment.
    fetched.isAsked = false;
    setTimeout(() => void fetchMath(), againMs);
    return;
  }
  for (const listener of listeners) listener();
}

const current = (): typeof math | null => fetched.part;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
