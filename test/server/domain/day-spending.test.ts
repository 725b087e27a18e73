// A plan's day in money: whom it lets through, and what its holds come to, whatever their order.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Plan, type PlanId } from '../../../server/contract/plans/plans.ts';
import { add, microcredits, noMicrocredits } from '../../../server/domain/money.ts';
import { createCalendar } from '../../../server/domain/plans/calendar.ts';
import {
  type DaySpent,
  type DayTerms,
  type SpendingRule,
  chargeable,
  checkSpending,
  countEnded,
  countHeld,
  settleDay,
  spendingRule,
  spendingWindow,
} from '../../../server/domain/plans/day-spending.ts';
import { type CounterKey, planSubject } from '../../../server/domain/plans/plan.ts';
import { brand } from '../../../server/lib/brand.ts';
import { start } from '../../support/ledger-values.ts';

const window = { key: brand<CounterKey>('spent:0:user:ada'), endsAt: start + 86_400_000 };
const limit = microcredits(100);
const spent = (used: number, settled = used): DaySpent => ({
  ...window,
  used: microcredits(used),
  settled: microcredits(settled),
  overdrawn: noMicrocredits,
});
const terms = (overflow: DayTerms['overflow']): DayTerms => ({
  window,
  subject: planSubject('user', 'ada'),
  planId: brand<PlanId>('club'),
  limit,
  overflow,
});
const daily = (change: object = {}) => ({
  unit: 'cents',
  amount: 5,
  overflow: { kind: 'block' },
  resets_at: '04:00',
  ...change,
});
const plan = (change: object) =>
  Plan.parse({
    id: 'club',
    name: 'Club',
    time_zone: 'UTC',
    monthly_quota: null,
    per_minute: null,
    daily: daily(),
    routes: null,
    models: null,
    ...change,
  });

function check(overflow: SpendingRule['overflow'], used: number, hinted: number | null, bound = 1) {
  const asked = { hinted: hinted === null ? null : microcredits(hinted), bound: microcredits(bound) };
  return checkSpending({ limit, overflow }, spent(used), asked);
}

it('without a word about its use a request is let through while anything is left, with one while all of it fits', () => {
  const block = { kind: 'block' } as const;
  expect(check(block, 99, null, 1_000)).toEqual({ kind: 'open', isOnGrace: false });
  expect(check(block, 100, null)).toEqual({ kind: 'full' });
  expect(check(block, 60, 40)).toEqual({ kind: 'open', isOnGrace: false });
  expect(check(block, 60, 41)).toEqual({ kind: 'full' });
  expect(check(block, 100, 0)).toEqual({ kind: 'full' });
});

it('grace goes on for its amount, or without an end, and says so', () => {
  const grace = (amount: number | null) =>
    ({ kind: 'grace', amount: amount === null ? null : microcredits(amount) }) as const;
  expect(check(grace(20), 99, null)).toEqual({ kind: 'open', isOnGrace: false });
  expect(check(grace(20), 99, 2)).toEqual({ kind: 'open', isOnGrace: true });
  expect(check(grace(20), 119, null)).toEqual({ kind: 'open', isOnGrace: true });
  expect(check(grace(20), 119, 2)).toEqual({ kind: 'full' });
  expect(check(grace(20), 120, null)).toEqual({ kind: 'full' });
  expect(check(grace(null), 1_000_000, 1_000_000)).toEqual({ kind: 'open', isOnGrace: true });
});

it('degrade names the model to go on with', () => {
  const degrade = { kind: 'degrade', toModel: 'tiny' } as const;
  expect(check(degrade, 99, null)).toEqual({ kind: 'open', isOnGrace: false });
  expect(check(degrade, 99, 2)).toEqual({ kind: 'degrade', toModel: 'tiny' });
});

it('no sum grows beyond what can be counted exactly', () => {
  const asked = { hinted: null, bound: microcredits(2) };
  const rule = { limit, overflow: { kind: 'grace', amount: null } } as const;
  expect(checkSpending(rule, spent(Number.MAX_SAFE_INTEGER - 1), asked)).toEqual({ kind: 'full' });
  expect(checkSpending(rule, spent(Number.MAX_SAFE_INTEGER - 2), asked)).toMatchObject({ kind: 'open' });
});

it('cents become microcredits, the grace’s as well', () => {
  const worth = (cents: number) => microcredits(cents * 7);
  const rule = (overflow: object) => {
    const { daily: made } = plan({ daily: daily({ overflow }) });
    return made && spendingRule(made, worth);
  };
  expect(rule({ kind: 'block' })).toEqual({ limit: 35, overflow: { kind: 'block' } });
  expect(rule({ kind: 'grace', amount: 2 })).toEqual({ limit: 35, overflow: { kind: 'grace', amount: 14 } });
  expect(rule({ kind: 'grace', amount: null })).toEqual({ limit: 35, overflow: { kind: 'grace', amount: null } });
  expect(rule({ kind: 'degrade', to_model: 'a' })).toEqual({ limit: 35, overflow: { kind: 'degrade', toModel: 'a' } });
});

it('only a day in money has a window of spending, by its own zone where it has one', () => {
  const at = { subject: planSubject('user', 'ada'), now: start, calendar: createCalendar() };
  expect(spendingWindow(plan({ daily: null }), at)).toBeNull();
  expect(spendingWindow(plan({ daily: daily({ unit: 'messages' }) }), at)).toBeNull();
  const begins = Date.UTC(2026, 0, 7, 4);
  expect(spendingWindow(plan({}), at)).toEqual({ key: `spent:${begins}:user:ada`, endsAt: begins + 86_400_000 });
  const east = { daily: daily({ time_zone: 'Asia/Shanghai' }) };
  expect(spendingWindow(plan(east), at)?.endsAt).toBe(Date.UTC(2026, 0, 7, 20));
});

const hold = fc.record({
  bound: fc.nat({ max: 60 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  rank: fc.nat(),
  isReleased: fc.boolean(),
});

it('whatever ends in whatever order, a day comes to what was used, grace charges its limit and block tells all beyond it', () => {
  fc.assert(
    fc.property(fc.constantFrom('block', 'grace', 'degrade'), fc.array(hold, { maxLength: 20 }), (overflow, holds) => {
      const its = terms(overflow);
      const sums = { used: 0, settled: 0, overdrawn: 0, charged: 0 };
      const apply = (change: ReturnType<typeof countHeld>) => {
        sums.used += change.used;
        sums.settled += change.settled;
        sums.overdrawn += change.overdrawn;
      };
      const made = holds.map((one) => {
        const bound = microcredits(one.bound);
        const most = chargeable(its, spent(sums.used, sums.settled)) ?? bound;
        apply(countHeld({ ...its, counted: bound }));
        return { ...one, bound, most };
      });
      for (const { bound, most, share, isReleased } of made.toSorted((a, b) => a.rank - b.rank)) {
        if (isReleased) {
          apply(countEnded({ ...its, counted: noMicrocredits }, bound, null));
          continue;
        }
        const cost = microcredits(Math.floor(bound * share));
        const { charged, overdraft } = settleDay(its, spent(sums.used, sums.settled), cost);
        expect(charged).toBeLessThanOrEqual(most);
        sums.charged += charged;
        apply(countEnded({ ...its, counted: cost }, bound, { overdraft }));
      }
      const total = made
        .filter((one) => !one.isReleased)
        .reduce((sum, { bound, share }) => add(sum, microcredits(Math.floor(bound * share))), noMicrocredits);
      expect([sums.used, sums.settled]).toEqual([total, total]);
      expect(sums.charged).toBe(overflow === 'grace' ? Math.min(total, limit) : total);
      expect(sums.overdrawn).toBe(overflow === 'block' ? Math.max(0, total - limit) : 0);
    }),
  );
});
