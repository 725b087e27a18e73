// Fetches what sets formulas when the first of them is shown, and says how they are set.
import { useEffect, useMemo } from 'react';
import { createLatePart } from '../../../shared/late-part.ts';
import type { math } from './math.ts';
import { withOptions } from './with-options.ts';

type Maths = typeof math;

const late = createLatePart('math', () => import('./math.ts'));

export const fetchMath = late.fetch;

/** What cannot be set stands there as it was written. Sizes and macros are bounded: the words come from a model. */
const options = { errorColor: 'var(--color-ink-2)', strict: 'ignore', maxSize: 20, maxExpand: 300 };

/** null while it is not there, or not needed. */
export function useMath(isNeeded: boolean): Maths | null {
  const part = late.usePart();
  useEffect(() => {
    if (isNeeded) void late.fetch();
  }, [isNeeded]);
  return useMemo(() => (isNeeded && part !== null ? withBounds(part.math) : null), [isNeeded, part]);
}

// Not in the part itself: what two late parts share would be one more file for every start.
function withBounds(maths: Maths): Maths {
  return { ...maths, rehypePlugin: withOptions(maths.rehypePlugin, options) };
}
