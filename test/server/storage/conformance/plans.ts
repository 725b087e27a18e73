// What every store must guarantee of plans and of what counts for them.
import { describe, expect, it } from 'vitest';
import { Plan, type PlanId } from '../../../../server/contract/plans/plans.ts';
import type { HoldId } from '../../../../server/contract/holds/holds.ts';
import { endHold } from '../../../../server/domain/holds/end-hold.ts';
import { holdFromPlan } from '../../../../server/domain/holds/open-hold.ts';
import { noUsage } from '../../../../server/domain/holds/price.ts';
import { microcredits } from '../../../../server/domain/money.ts';
import { type DaySpent, type DayTerms, countHeld } from '../../../../server/domain/plans/day-spending.ts';
import {
  type CounterKey,
  type CounterWindow,
  type PlanBook,
  planSubject,
} from '../../../../server/domain/plans/plan.ts';
import { transferRef } from '../../../../server/domain/wallets/ledger.ts';
import { brand } from '../../../../server/lib/brand.ts';
import type { PlanAsk } from '../../../../server/storage/plans/plan-store.ts';
import type { Storage } from '../../../../server/storage/storage.ts';
import { holdId, start } from '../../../support/ledger-values.ts';
import { putPlan } from '../../../support/put-plans.ts';
import { count, end, grant, opening, owner, planAsk, usedIn } from './fixtures.ts';
import type { Both } from './both.ts';

export function provesPlans(both: Both): void {
  describe('plans', () => {
    it('the plans that one connection writes are the plans that every other reads at once', async () => {
      expect(await both.other.readPlans()).toEqual(new Map());
      await putPlan(both.storage, somePlan);
      expect(await both.other.readPlans()).toEqual(new Map([[somePlan.id, somePlan]]));
      const changed = { ...somePlan, per_minute: 2 };
      await putPlan(both.other, changed);
      expect(await both.storage.readPlans()).toEqual(new Map([[somePlan.id, changed]]));
    });

    it('plans are changed one after the other, each with the last change in sight', async () => {
      const { storage, other } = both;
      const grow = (book: PlanBook) => {
        const before = book.get(somePlan.id);
        return { write: { ...somePlan, per_minute: (before?.per_minute ?? 0) + 1 }, answer: before === undefined };
      };
      const answers = await Promise.all([storage, other, storage, other].map((store) => store.changePlans(grow)));
      expect(answers.filter((isNew) => isNew)).toHaveLength(1);
      expect((await other.readPlans()).get(somePlan.id)).toMatchObject({ per_minute: 4 });
    });

    it('a plan is given to one subject, changed, and taken back', async () => {
      const subject = planSubject('user', 'ada');
      const assigned = () =>
        both.other.reserveHold(
          { id: holdId(), payer: { kind: 'owners', owners: [] }, plan: { ...planAsk([]), subject: () => subject } },
          ({ plan }) => ({
            write: null,
            answer: plan?.assigned,
          }),
        );
      expect(await assigned()).toBeNull();
      await both.storage.assignPlan({ subject: subject, planId: brand<PlanId>('team'), at: 1 });
      await both.storage.assignPlan({ subject: planSubject('org', 'ada'), planId: brand<PlanId>('pro'), at: 1 });
      expect(await assigned()).toBe('team');
      await both.storage.assignPlan({ subject: subject, planId: null, at: 1 });
      expect(await assigned()).toBeNull();
    });

    it('the plan of a wallet is found through the token that pays', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 40);
      await both.storage.assignPlan({
        subject: planSubject('wallet', 'the-wallet'),
        planId: brand<PlanId>('team'),
        at: 1,
      });
      const ask = { id: holdId(), payer: { kind: 'wallet', owner } as const, plan: planAsk([]) };
      const assigned = await both.other.reserveHold(ask, ({ plan }) => ({ write: null, answer: plan?.assigned }));
      expect(assigned).toBe('team');
    });

    it('a hold and what counts it are one commit, and its end gives back in one too', async () => {
      const id = holdId();
      const window = { key: brand<CounterKey>('month'), endsAt: start + 9_999 };
      const minute = { key: brand<CounterKey>('minute'), endsAt: start + 60_000 };
      const reservePlan = (isBroken: boolean) =>
        both.storage.reserveHold({ id, payer: { kind: 'owners', owners: [] }, plan: planAsk([window]) }, () => {
          const taken = { planId: brand<PlanId>('free'), counted: [window] };
          const hold = holdFromPlan(
            { ...opening(id), degrade: { toModel: 'tiny' }, ...(isBroken ? { ttlMs: 0 } : {}) },
            taken,
          );
          return {
            write: { kind: 'hold', hold, posting: null, allowances: [], counted: [minute, window] },
            answer: null,
          };
        });
      await expect(reservePlan(true)).rejects.toThrow(/check/i);
      expect(await usedIn(both.other, [minute, window])).toEqual([0, 0]);
      await reservePlan(false);
      expect(await usedIn(both.other, [minute, window])).toEqual([1, 1]);
      expect(await both.other.readHold(id, { plan: planAsk([window]) })).toMatchObject({
        hold: { payer: { kind: 'plan', planId: 'free', counted: [window] }, degrade: { toModel: 'tiny' } },
        wallet: null,
        allowances: [],
        plan: { minute: { used: 1 }, counts: [{ used: 1 }] },
      });
      await end(both.storage, id, { kind: 'release', reason: 'x' });
      expect(await usedIn(both.other, [minute, window])).toEqual([1, 0]);
    });

    it('to say where messages are counted, as they were before, changes no count', async () => {
      const windows = [{ key: brand<CounterKey>(`month:${start}:user:7`), endsAt: start + 9_999 }];
      await count(both.storage, windows);
      await both.other.countPlans({ isElsewhere: false, now: start });
      expect(await usedIn(both.storage, windows)).toEqual([1]);
    });

    it('counters whose windows are long over are forgotten', async () => {
      const windows = [1, 2].map((endsAt) => ({ key: brand<CounterKey>(`w${endsAt}`), endsAt }));
      await count(both.storage, windows);
      await both.storage.prune({ refusals: 0, allowances: 0, counters: 2, told: 0, limit: 10 });
      expect(await usedIn(both.other, windows)).toEqual([0, 1]);
    });

    it('a hold and what it counts in a day of money are one commit, and so is its end with what went beyond the day', async () => {
      const [first, second] = [holdId(), holdId()];
      await makeInDay(both.storage, first);
      expect(await makeInDay(both.other, second)).toMatchObject({ used: 4, settled: 0, overdrawn: 0 });
      expect(await spentIn(both.storage)).toMatchObject({ used: 8, settled: 0, overdrawn: 0 });
      expect(await both.other.readHold(first)).toMatchObject({
        hold: { amount: 4, isOnGrace: true, day: { ...inDay, counted: 4 } },
        day: { used: 8 },
      });
      const capture = { kind: 'capture', usage: noUsage, outcome: 'x' } as const;
      await end(both.other, first, capture);
      expect(await spentIn(both.storage)).toMatchObject({ used: 8, settled: 4, overdrawn: 0 });
      await end(both.storage, second, capture);
      expect(await spentIn(both.other)).toMatchObject({ used: 8, settled: 8, overdrawn: 2 });
      expect(await both.other.audit()).toMatchObject({ planFindings: [] });
    });

    it('a hold that is released counts nothing in its day any more, and in no other', async () => {
      const id = holdId();
      await makeInDay(both.storage, id);
      await end(both.other, id, { kind: 'release', reason: 'x' });
      expect(await spentIn(both.storage)).toMatchObject({ used: 0, settled: 0 });
      expect((await both.other.readHold(id))?.hold.day?.counted).toBe(0);
      expect(await spentIn(both.storage, { ...inDay.window, endsAt: start + 1 })).toMatchObject({ used: 0 });
    });

    it('a day that ends otherwise counts from nothing, and days long over are forgotten', async () => {
      await makeInDay(both.storage, holdId());
      const later = { ...inDay.window, endsAt: inDay.window.endsAt + 1 };
      expect(await makeInDay(both.other, holdId(), later)).toMatchObject({ used: 0 });
      expect(await spentIn(both.storage, later)).toMatchObject({ used: 4 });
      await both.storage.prune({ refusals: 0, allowances: 0, counters: later.endsAt + 1, told: 0, limit: 10 });
      expect(await spentIn(both.other, later)).toMatchObject({ used: 0 });
    });

    const window = (name: string, endsAt = 1_000): CounterWindow => ({ key: brand<CounterKey>(name), endsAt });

    it('a message counts one in every window, for everyone to see', async () => {
      const windows = [window('month'), window('day')];
      expect(await usedIn(both.other, windows)).toEqual([0, 0]);
      await count(both.storage, windows, { limit: 2 });
      expect(await usedIn(both.other, windows)).toEqual([1, 1]);
      await count(both.other, windows);
      expect(await usedIn(both.storage, windows)).toEqual([2, 2]);
    });

    it('a message counts in no window when one of them is full', async () => {
      await count(both.storage, [window('day')]);
      expect(await count(both.other, [window('month'), window('day')], { limit: 1 })).toBe('full');
      expect(await usedIn(both.storage, [window('month'), window('day')])).toEqual([0, 1]);
    });

    it('a window lets exactly as many through as its limit says, whoever asks at once', async () => {
      const windows = [window('month'), window('day')];
      const asked = Array.from({ length: 50 }, (_, i) =>
        count(i % 2 === 0 ? both.storage : both.other, windows, { limit: 20 }),
      );
      expect((await Promise.all(asked)).filter((answer) => answer === 'counted')).toHaveLength(20);
      expect(await usedIn(both.other, windows)).toEqual([20, 20]);
    });

    it('the next window counts from nothing', async () => {
      await count(both.storage, [window('minute', 1_000)]);
      expect(await usedIn(both.other, [window('minute', 2_000)])).toEqual([0]);
      expect(await count(both.other, [window('minute', 2_000)], { limit: 1 })).toBe('counted');
      expect(await usedIn(both.other, [window('minute', 2_000)])).toEqual([1]);
    });

    it('the end of a hold gives back to the window that counted, to no other, and never below nothing', async () => {
      const [first, second, third] = [holdId(), holdId(), holdId()];
      const giveBack = (id: typeof first, givenBack: readonly CounterWindow[]) =>
        both.storage.endHold(id, (seen) => {
          const ended = seen && endHold(seen.hold, { kind: 'release', reason: 'x' }, { ...seen, now: start + 1 });
          return { write: ended && { ...ended, givenBack, letters: [] }, answer: null };
        });
      await count(both.storage, [window('a')], { id: first });
      await count(both.storage, [window('c')], { id: second });
      await count(both.storage, [window('c')], { id: third });
      await giveBack(second, [window('a', 2_000), window('b')]);
      expect(await usedIn(both.other, [window('a'), window('b')])).toEqual([1, 0]);
      await giveBack(first, [window('a')]);
      await giveBack(third, [window('a')]);
      expect(await usedIn(both.other, [window('a')])).toEqual([0]);
    });
  });
}

/** A day that six microcredits fill. */
const inDay: DayTerms = {
  window: { key: brand<CounterKey>('spent:1:user:ada'), endsAt: start + 9_999 },
  subject: planSubject('user', 'ada'),
  planId: brand<PlanId>('free'),
  limit: microcredits(6),
  overflow: 'block',
};

const spendingAsk = (window: CounterWindow): PlanAsk => ({ ...planAsk([]), spending: () => window });

/** Answers with what the day had come to before. */
function makeInDay(storage: Storage, id: HoldId, window = inDay.window): Promise<DaySpent | null> {
  const ask = { id, payer: { kind: 'owners', owners: [] }, plan: spendingAsk(window) } as const;
  return storage.reserveHold<DaySpent | null>(ask, ({ plan }) => {
    const spent = plan?.spent ?? null;
    if (spent === null) return { write: null, answer: null };
    const day = { terms: { ...inDay, window }, spent };
    const hold = holdFromPlan({ ...opening(id), isOnGrace: true }, { planId: inDay.planId, counted: [], day });
    const counted = hold.day && countHeld(hold.day);
    return { write: { kind: 'hold', hold, posting: null, allowances: [], spent: counted }, answer: spent };
  });
}

async function spentIn(storage: Storage, window = inDay.window): Promise<DaySpent | null> {
  const { plan } = await storage.readPayer({ payer: { kind: 'owners', owners: [] }, plan: spendingAsk(window) });
  return plan && plan.spent;
}

const somePlan = Plan.parse({
  id: 'club',
  name: 'Club',
  time_zone: 'Europe/Berlin',
  monthly_quota: null,
  per_minute: 1,
  daily: { amount: 1, overflow: { kind: 'degrade', to_model: null }, resets_at: '04:00' },
  routes: ['a'],
  models: null,
});
