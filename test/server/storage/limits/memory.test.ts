import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LimitCount } from '../../../../server/storage/limits/limit-store.ts';
import { createMemoryLimits } from '../../../../server/storage/limits/memory-limits.ts';
import { provesLimits, under } from './conformance.ts';

provesLimits({
  name: 'memory',
  open() {
    const limits = createMemoryLimits();
    return Promise.resolve([limits, limits]);
  },
});

const lengths = { short: 10, long: 25 } as const;
const step = fc.record({
  limit: fc.constantFrom('short' as const, 'long' as const),
  key: fc.constantFrom('a', 'b', 'c'),
  passes: fc.nat({ max: 12 }),
});

it('limits in memory count what a window holds and no more, in whatever order windows begin and end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      let now = 0;
      const limits = createMemoryLimits(() => now);
      const known = new Map<string, { used: number; endsAt: number }>();
      for (const { limit, key, passes } of steps) {
        now += passes;
        const name = `${limit} ${key}`;
        const before = known.get(name);
        const window = before !== undefined && before.endsAt > now ? before : { used: 0, endsAt: now + lengths[limit] };
        window.used += 1;
        known.set(name, window);
        const expected: LimitCount = { used: window.used, resetMs: window.endsAt - now };
        expect(await limits.count(under(limit, key, 3, lengths[limit]))).toEqual(expected);
      }
    }),
  );
});
