// Fetches what sets formulas when the first of them is shown.
import { useEffect } from 'react';
import { createLatePart } from '../late-part.ts';
import type { math } from './math.ts';

const late = createLatePart('math', () => import('./math.ts'));

export const fetchMath = late.fetch;

/** null while it is not there, or not needed. */
export function useMath(isNeeded: boolean): typeof math | null {
  const part = late.usePart();
  useEffect(() => {
    if (isNeeded) void late.fetch();
  }, [isNeeded]);
  return isNeeded ? (part?.math ?? null) : null;
}
