// The free allowance as properties: never more than the limit in one window, and a message given back is there again.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type AllowanceSeen,
  allowanceLeft,
  bucketKey,
  clientKey,
  giveMessageBack,
  takeMessage,
} from '../../../server/domain/holds/allowance.ts';

const rule = { limit: 3, windowMs: 1_000 };
const unseen: readonly AllowanceSeen[] = [
  { key: bucketKey('b'), count: null },
  { key: clientKey('c'), count: null },
];

it('in any window that a first message opens no more than the limit are taken', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 40 }), (steps) => {
      let seen = unseen;
      let now = 0;
      const taken: number[] = [];
      for (const step of steps) {
        now += step;
        const result = takeMessage(seen, rule, now);
        if (result.kind !== 'taken') continue;
        seen = result.counts.map((count) => ({ key: count.key, count }));
        const opened = result.counts[0]?.startedAt ?? now;
        taken.push(opened);
        expect(taken.filter((at) => at === opened).length).toBeLessThanOrEqual(rule.limit);
        expect(now - opened).toBeLessThan(rule.windowMs);
      }
    }),
  );
});

it('when one key is exhausted none is counted', () => {
  const full: AllowanceSeen = { key: bucketKey('b'), count: { key: bucketKey('b'), startedAt: 0, used: 3 } };
  expect(takeMessage([full, { key: clientKey('c'), count: null }], rule, 10)).toEqual({
    kind: 'exhausted',
    key: full.key,
    resetsAt: 1_000,
  });
});

it('a message given back leaves what was left before it was taken', () => {
  const taken = takeMessage(unseen, rule, 5);
  if (taken.kind !== 'taken') throw new Error('nothing was taken');
  const seen = taken.counts.map((count) => ({ key: count.key, count }));
  const back = giveMessageBack(taken.counts, seen).map((count) => ({ key: count.key, count }));
  expect(allowanceLeft(seen, rule, 6)).toEqual({ left: 2, resetsAt: 1_005 });
  expect(allowanceLeft(back, rule, 6).left).toBe(3);
});

it('a window counted by a clock since put back does not lock anybody out for ever', () => {
  const ahead: AllowanceSeen = { key: clientKey('c'), count: { key: clientKey('c'), startedAt: 1_000_000, used: 3 } };
  expect(allowanceLeft([ahead], rule, 999_500).left).toBe(0);
  expect(allowanceLeft([ahead], rule, 0).left).toBe(3);
});

it('an allowance of nothing lets no message through, not even a first one', () => {
  expect(takeMessage(unseen, { ...rule, limit: 0 }, 5)).toEqual({
    kind: 'exhausted',
    key: clientKey('c'),
    resetsAt: 1_005,
  });
});
