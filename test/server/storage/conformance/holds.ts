// What every store must guarantee of holds, refusals and the free allowance.
import { describe, expect, it } from 'vitest';
import type { HoldBudget } from '../../../../server/domain/budgets/budget.ts';
import { bucketKey } from '../../../../server/domain/holds/allowance.ts';
import { endHold } from '../../../../server/domain/holds/end-hold.ts';
import { extendHold, type HoldRecord, tokenHolder } from '../../../../server/domain/holds/hold.ts';
import { holdFromAllowance, holdFromWallet } from '../../../../server/domain/holds/open-hold.ts';
import { microcredits, noMicrocredits } from '../../../../server/domain/money.ts';
import type { HoldDay } from '../../../../server/domain/plans/day-spending.ts';
import { planSubject } from '../../../../server/domain/plans/plan.ts';
import { one } from '../../../../server/domain/rate.ts';
import { transferRef } from '../../../../server/domain/wallets/ledger.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { hashOf, holdId, start } from '../../../support/ledger-values.ts';
import { end, grant, held, letterOf, newOrder, opening, owner, reserve, told } from './fixtures.ts';
import type { Both } from './both.ts';

const dayInMoney: HoldDay = {
  window: { key: brand('spending:1:wallet:w'), endsAt: start + 5_000 },
  subject: planSubject('wallet', 'w'),
  planId: brand('pro'),
  limit: microcredits(100),
  overflow: 'block',
  counted: microcredits(4),
};

export function provesHolds(both: Both): void {
  describe('holds', () => {
    it('money for ten holds lets exactly ten of forty through, over two connections', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 40);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, i) => reserve(i % 2 === 0 ? both.storage : both.other, holdId())),
      );
      expect(answers.filter((answer) => answer === 'held')).toHaveLength(10);
      expect(await both.other.readWallet(owner)).toMatchObject({ balance: 40, held: 40 });
      expect(await both.other.audit()).toMatchObject({ findings: [] });
    });

    it('a hold comes back from the store as it went in, and after its end as it ended', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 40);
      const id = holdId();
      await reserve(both.storage, id);
      expect(await both.other.readHold(id)).toMatchObject({
        hold: { ...held(id), payer: { kind: 'wallet' } },
        wallet: { balance: 40, held: 4 },
        allowances: [],
      });
      const usage = { promptTokens: 4, cachedTokens: 3, completionTokens: 2, reasoningTokens: 1, durationMs: 3 };
      const ended = await end(both.storage, id, { kind: 'capture', usage, outcome: 'stopped', upstream: 'litellm' });
      expect(ended?.hold).toMatchObject({
        state: 'captured',
        captured: 4,
        endedAt: start + 1,
        outcome: 'stopped',
        priceRule: 'test',
        upstream: 'litellm',
        usage,
      });
      expect(await both.other.readHold(id)).toEqual({
        hold: ended?.hold,
        day: null,
        wallet: ended?.posting?.after,
        wallets: null,
        allowances: [],
        plan: null,
      });
    });

    it.each<readonly [name: string, says: Partial<HoldRecord>]>([
      ['nothing more', {}],
      [
        'what was estimated, and a lower limit',
        { estimate: { promptTokens: 2, completionTokens: 50, durationMs: 0 }, outputLimit: 8 },
      ],
      ['no price rule', { priceRule: null }],
      ['whose it is', { usedBy: { user: 'ann', team: null, key: null } }],
      ['by which key', { usedBy: { user: null, team: 'acme', key: 'k1' } }],
      ['another model', { degrade: { toModel: 'small', fromModel: 'm' } }],
      ['a grace', { isOnGrace: true }],
      ['a day in money', { day: dayInMoney }],
      [
        'a budget',
        { budget: { windows: [{ key: brand('key:k1:all'), endsAt: start + 5_000 }], counted: microcredits(4) } },
      ],
    ])('a hold of a wallet that says %s comes back with all of it', async (_name, says) => {
      await grant(both.storage, transferRef('grant', 'a'), 40);
      const id = holdId();
      const written = await both.storage.reserveHold<HoldRecord | null>(
        { id, payer: { kind: 'wallet', owner } },
        ({ wallet }) => {
          const made = wallet && holdFromWallet({ ...opening(id), usedBy: null }, wallet);
          const hold = made && { ...made.hold, ...says };
          return { write: made && hold && { kind: 'hold', ...made, hold, allowances: [] }, answer: hold };
        },
      );
      expect(written).not.toBeNull();
      expect((await both.other.readHold(id))?.hold).toEqual(written);
    });

    const counts = { promptTokens: 3, completionTokens: 2, durationMs: 7 };
    const budget: HoldBudget = {
      windows: [{ key: brand('key:k1:all'), endsAt: start + 5_000 }],
      counted: microcredits(4),
    };

    it.each<readonly [name: string, ended: Partial<HoldRecord>, made: Partial<HoldRecord>]>([
      ['nothing more', {}, {}],
      ['that it was given back', { state: 'released', captured: noMicrocredits, outcome: 'released' }, {}],
      ['more than its bound', { overrun: microcredits(3) }, {}],
      ['by which upstream', { upstream: 'gpu-1' }, {}],
      ['what a cache gave', { usage: { ...counts, cachedTokens: 1 } }, {}],
      ['how long was thought', { usage: { ...counts, reasoningTokens: 1 } }, {}],
      ['how much was sent', { usage: { ...counts, responseBytes: 9 } }, {}],
      ['how many images', { usage: { ...counts, images: 2 } }, {}],
      ['what it comes to in its day', { day: { ...dayInMoney, counted: microcredits(1) } }, { day: dayInMoney }],
      ['what it comes to in its budget', { budget: { ...budget, counted: microcredits(1) } }, { budget }],
    ])('an end that says %s is read with all of it, and with all that was there before', async (_name, ended, made) => {
      await grant(both.storage, transferRef('grant', 'a'), 40);
      const id = holdId();
      await both.storage.reserveHold<null>({ id, payer: { kind: 'wallet', owner } }, ({ wallet }) => {
        const held = wallet && holdFromWallet({ ...opening(id), usedBy: null }, wallet);
        const hold = held && { ...held.hold, ...made };
        return { write: held && hold && { kind: 'hold', ...held, hold, allowances: [] }, answer: null };
      });
      const written = await both.storage.endHold<HoldRecord | null>(id, (seen) => {
        const capture = { kind: 'capture', usage: counts, outcome: 'completed' } as const;
        const end = seen && endHold({ ...seen.hold, day: null, budget: null }, capture, { ...seen, now: start + 1 });
        if (seen === null || end === null) return { write: null, answer: null };
        const { day, budget: counted } = seen.hold;
        const hold = { ...end.hold, day, budget: counted, ...ended };
        return { write: { ...end, hold, letters: [] }, answer: hold };
      });
      expect(written).not.toBeNull();
      expect((await both.other.readHold(id))?.hold).toEqual(written);
    });

    it('of many endings of one hold at once exactly one is written', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 4);
      const id = holdId();
      await reserve(both.storage, id);
      const endings = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          end(
            i % 2 === 0 ? both.storage : both.other,
            id,
            i % 3 === 0
              ? { kind: 'capture', usage: held(id).usage, outcome: 'completed' }
              : { kind: 'release', reason: 'x' },
          ),
        ),
      );
      expect(endings.filter((ended) => ended !== null)).toHaveLength(1);
      expect(await both.storage.audit()).toMatchObject({ findings: [] });
    });

    it('a free hold counts under its keys and remembers which window counted it', async () => {
      const id = holdId();
      const key = bucketKey('b');
      const count = { key, startedAt: start, used: 1 };
      await both.storage.reserveHold({ id, payer: { kind: 'free', keys: [key] } }, ({ allowances }) => {
        expect(allowances).toEqual([{ key, count: null }]);
        return {
          write: { kind: 'hold', hold: holdFromAllowance(opening(id), [count]), posting: null, allowances: [count] },
          answer: null,
        };
      });
      expect(await both.other.readHold(id)).toMatchObject({
        hold: { payer: { kind: 'free', counted: [count] } },
        wallet: null,
        allowances: [{ key, count }],
      });
      await end(both.storage, id, { kind: 'release', reason: 'x' });
      expect(await both.other.readAllowances([key])).toEqual([{ key, count: { ...count, used: 0 } }]);
      await both.storage.resetAllowances([key]);
      expect(await both.other.readAllowances([key])).toEqual([{ key, count: null }]);
    });

    it('a hold that is said to be new is never written over one that is there', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 10);
      const id = holdId();
      await reserve(both.storage, id);
      const ask = { id, payer: { kind: 'wallet', owner }, isNewId: true } as const;
      const again = both.other.reserveHold(ask, ({ wallet }) => {
        const made = wallet && holdFromWallet(opening(id), wallet);
        return { write: made && { kind: 'hold', ...made, allowances: [] }, answer: null };
      });
      await expect(again).rejects.toThrow(/unique/i);
      expect(await both.storage.readWallet(owner)).toMatchObject({ balance: 10, held: 4 });
      expect(await both.storage.audit()).toMatchObject({ findings: [] });
    });

    it('a refusal is remembered by its id until it is pruned', async () => {
      const id = holdId();
      const refusal = {
        id,
        holder: tokenHolder(hashOf('owner')),
        model: 'm',
        venue: 'local',
        estimate: { promptTokens: 3, completionTokens: 4, durationMs: 5 },
        code: 'credits_exhausted',
        params: { needed_microcredits: microcredits(2), available_microcredits: microcredits(1) },
        at: start,
      } as const;
      const ask = { id, payer: { kind: 'wallet', owner } } as const;
      await both.storage.reserveHold(ask, () => ({ write: { kind: 'refusal', refusal }, answer: null }));
      const stored = () => both.other.reserveHold(ask, (seen) => ({ write: null, answer: seen.refusal }));
      expect(await stored()).toEqual(refusal);
      await both.storage.prune({ refusals: start, allowances: start, counters: start, told: start, limit: 10 });
      expect(await stored()).toEqual(refusal);
      await both.storage.prune({ refusals: start + 1, allowances: start, counters: start, told: start, limit: 10 });
      expect(await stored()).toBeNull();
    });

    it('due holds are those past their time and those impossibly far from it', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 40);
      const id = holdId();
      await reserve(both.storage, id);
      const due = (before: number, after: number) => both.storage.dueHolds({ before, after, limit: 10 });
      expect(await due(start + 999, start + 1_001)).toEqual([]);
      expect(await due(start + 1_000, start + 9_999)).toEqual([id]);
      expect(await due(start - 5_000, start - 3_000)).toEqual([id]);
      await end(both.storage, id, { kind: 'release', reason: 'x' });
      expect(await due(start + 1_000, start + 9_999)).toEqual([]);
    });

    it('a hold keeps its estimate, its lowered limit and its overrun', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 10);
      const id = holdId();
      const estimate = { promptTokens: 2, completionTokens: 50, durationMs: 0, responseBytes: 0, images: 1 };
      const perToken = { ...byTokens, kind: 'metered' } as const;
      await both.storage.reserveHold({ id, payer: { kind: 'wallet', owner } }, ({ wallet }) => {
        const made = wallet && holdFromWallet({ ...opening(id), price: perToken, estimate }, wallet);
        return { write: made && { kind: 'hold', ...made, allowances: [] }, answer: null };
      });
      const usage = { promptTokens: 2, completionTokens: 20, durationMs: 5, responseBytes: 7, images: 3 };
      await end(both.storage, id, { kind: 'capture', usage, outcome: 'completed' });
      expect((await both.other.readHold(id))?.hold).toMatchObject({
        price: perToken,
        estimate,
        usage,
        amount: 10,
        outputLimit: 8,
        captured: 10,
        overrun: 12,
      });
    });

    it('the end of a hold and the letters that tell of it are one commit', async () => {
      const id = holdId();
      const key = bucketKey('b');
      const count = { key, startedAt: start, used: 1 };
      await both.storage.reserveHold({ id, payer: { kind: 'free', keys: [key] } }, () => ({
        write: { kind: 'hold', hold: holdFromAllowance(opening(id), [count]), posting: null, allowances: [count] },
        answer: null,
      }));
      const letter = { ...letterOf(newOrder(), 'paid'), eventId: `usage_${id}`, type: 'usage.captured' } as const;
      const { hold } = (await both.other.readHold(id)) ?? {};
      const write = { posting: null, allowances: [], givenBack: [], spent: null, overdraft: null, letters: [letter] };
      const endAgain = () =>
        both.storage.endHold(id, () => ({
          write: hold === undefined ? null : { ...write, hold: { ...hold, state: 'released', endedAt: start + 1 } },
          answer: null,
        }));
      await endAgain();
      await expect(endAgain()).rejects.toThrow('was not held any more');
      const told = await both.other.leaseOutbox({ outlet: 'http', now: start, until: start + 1, limit: 5 });
      expect(told).toMatchObject([
        { eventId: `usage_${id}`, type: 'usage.captured', data: letter.data, createdAt: start },
      ]);
    });

    it('an extended hold is due at its new time', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 40);
      const id = holdId();
      await reserve(both.storage, id);
      await both.storage.endHold(id, (seen) => ({
        write: told(seen && extendHold(seen.hold, { now: start, until: start + 5_000, ageMaxMs: 9_000 })),
        answer: null,
      }));
      const due = (before: number) => both.other.dueHolds({ before, after: before + 2_000, limit: 10 });
      expect(await due(start + 4_999)).toEqual([]);
      expect(await due(start + 2_500)).toEqual([]);
      expect(await due(start + 5_000)).toEqual([id]);
      expect(await due(start - 5_000)).toEqual([id]);
      expect(await both.other.readHold(id)).toMatchObject({ hold: { state: 'held' }, wallet: { held: 4 } });
    });
  });
}

const byTokens = { minimum: noMicrocredits, rates: { input: one, output: one } };
