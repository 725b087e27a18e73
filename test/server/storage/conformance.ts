// What every store must guarantee, whatever its engine. An adapter's test calls this with a way to open it.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HoldId } from '../../../server/contract/holds/holds.ts';
import { Plan, type PlanId } from '../../../server/contract/plans/plans.ts';
import { bucketKey } from '../../../server/domain/holds/allowance.ts';
import {
  type EndedHold,
  type HoldRecord,
  endHold,
  extendHold,
  holdFromAllowance,
  holdFromPlan,
  holdFromWallet,
  tokenHolder,
} from '../../../server/domain/holds/hold.ts';
import {
  type Transfer,
  type TransferRef,
  type Wallet,
  emptyWallet,
  post,
  promoAccount,
  tokenOwner,
  transferRef,
  walletAccount,
  walletId,
} from '../../../server/domain/wallets/ledger.ts';
import { microcredits, noMicrocredits } from '../../../server/domain/money.ts';
import type { OutgoingLetter } from '../../../server/domain/letters/outgoing.ts';
import { type OrderRecord, emptyBooks } from '../../../server/domain/orders/order.ts';
import { applyReading } from '../../../server/domain/orders/order-reading.ts';
import { type CounterKey, type CounterWindow, planSubject } from '../../../server/domain/plans/plan.ts';
import { flatRule } from '../../../server/domain/holds/price.ts';
import { brand } from '../../../server/lib/brand.ts';
import type { HoldWrite } from '../../../server/storage/holds/hold-store.ts';
import type { OrderAsk } from '../../../server/storage/orders/order-store.ts';
import type { PlanAsk } from '../../../server/storage/plans/plan-store.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { StorageUnavailable } from '../../../server/storage/storage.ts';
import { credits, hashOf, holdId, orderId, start } from '../../support/server-ledger.ts';

export type StorageUnderTest = {
  readonly name: string;
  /** Opens an empty store; `again` opens another connection to the same data. */
  open(): Promise<{
    readonly storage: Storage;
    readonly again: () => Promise<Storage>;
    readonly remove: () => Promise<void>;
  }>;
};

const owner = tokenOwner(hashOf('owner'));
/** In place of a job that was not there: ending it does nothing. */
const nothing = { id: 0, attempts: 0 };
const { price } = flatRule({ id: 'test', models: '*', venue: 'local', perRequest: microcredits(4) });

export function provesStorage(subject: StorageUnderTest): void {
  describe(`${subject.name} as a store`, () => {
    let storage: Storage;
    let other: Storage;
    let remove: () => Promise<void>;

    beforeEach(async () => {
      const opened = await subject.open();
      storage = opened.storage;
      other = await opened.again();
      remove = opened.remove;
    });

    afterEach(async () => {
      await storage.close();
      await other.close();
      await remove();
    });

    const page = (after: string | null, limit = 10) =>
      other.readLedger({
        id: walletId('the-wallet'),
        after: after === null ? null : transferRef('grant', after),
        limit,
      });

    it('a transfer is booked once under its ref, whoever books it', async () => {
      const refs = Array.from({ length: 20 }, (_, i) => transferRef('grant', `r${i % 5}`));
      await Promise.all(refs.map((ref, i) => grant(i % 2 === 0 ? storage : other, ref, 10)));
      expect(await storage.readWallet(owner)).toMatchObject({ balance: 50, held: 0 });
      expect(await other.audit()).toMatchObject({ findings: [], entries: 10, wallets: 1 });
    });

    it('a decision that throws writes nothing, and its neighbours in the same moment are done', async () => {
      const [, failed] = await Promise.allSettled([
        grant(storage, transferRef('grant', 'a'), 1),
        storage.changeWallet({ owner, ref: transferRef('grant', 'b') }, () => {
          throw new RangeError('a bug');
        }),
        grant(storage, transferRef('grant', 'c'), 2),
      ]);
      expect(failed).toMatchObject({ status: 'rejected', reason: new RangeError('a bug') });
      expect(await storage.readWallet(owner)).toMatchObject({ balance: 3 });
    });

    it('a write that the store itself refuses leaves nothing half-written', async () => {
      await grant(storage, transferRef('grant', 'a'), 1);
      const stale = storage.changeWallet({ owner, ref: transferRef('grant', 'b') }, ({ wallet }) => {
        const imagined: Wallet = { ...(wallet ?? fresh()), balance: microcredits(99) };
        return {
          write: post({ wallet: imagined, transfers: [gift(imagined, transferRef('grant', 'b'), 5)] }),
          answer: 'done',
        };
      });
      await expect(stale).rejects.toThrow('not as the posting found it');
      expect(await storage.readWallet(owner)).toMatchObject({ balance: 1 });
      expect(await storage.audit()).toMatchObject({ findings: [], entries: 2 });
    });

    it('money for ten holds lets exactly ten of forty through, over two connections', async () => {
      await grant(storage, transferRef('grant', 'a'), 40);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, i) => reserve(i % 2 === 0 ? storage : other, holdId())),
      );
      expect(answers.filter((answer) => answer === 'held')).toHaveLength(10);
      expect(await other.readWallet(owner)).toMatchObject({ balance: 40, held: 40 });
      expect(await other.audit()).toMatchObject({ findings: [] });
    });

    it('a hold comes back from the store as it went in, and after its end as it ended', async () => {
      await grant(storage, transferRef('grant', 'a'), 40);
      const id = holdId();
      await reserve(storage, id);
      expect(await other.readHold(id)).toMatchObject({
        hold: { ...held(id), payer: { kind: 'wallet' } },
        wallet: { balance: 40, held: 4 },
        allowances: [],
      });
      const usage = { promptTokens: 1, completionTokens: 2, durationMs: 3 };
      const ended = await end(storage, id, { kind: 'capture', usage, outcome: 'stopped' });
      expect(ended?.hold).toMatchObject({
        state: 'captured',
        captured: 4,
        endedAt: start + 1,
        outcome: 'stopped',
        usage,
      });
      expect(await other.readHold(id)).toEqual({
        hold: ended?.hold,
        wallet: ended?.posting?.after,
        allowances: [],
        plan: null,
      });
    });

    it('of many endings of one hold at once exactly one is written', async () => {
      await grant(storage, transferRef('grant', 'a'), 4);
      const id = holdId();
      await reserve(storage, id);
      const endings = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          end(
            i % 2 === 0 ? storage : other,
            id,
            i % 3 === 0
              ? { kind: 'capture', usage: held(id).usage, outcome: 'completed' }
              : { kind: 'release', reason: 'x' },
          ),
        ),
      );
      expect(endings.filter((ended) => ended !== null)).toHaveLength(1);
      expect(await storage.audit()).toMatchObject({ findings: [] });
    });

    it('a free hold counts under its keys and remembers which window counted it', async () => {
      const id = holdId();
      const key = bucketKey('b');
      const count = { key, startedAt: start, used: 1 };
      await storage.reserveHold({ id, payer: { kind: 'free', keys: [key] } }, ({ allowances }) => {
        expect(allowances).toEqual([{ key, count: null }]);
        return {
          write: { kind: 'hold', hold: holdFromAllowance(opening(id), [count]), posting: null, allowances: [count] },
          answer: null,
        };
      });
      expect(await other.readHold(id)).toMatchObject({
        hold: { payer: { kind: 'free', counted: [count] } },
        wallet: null,
        allowances: [{ key, count }],
      });
      await end(storage, id, { kind: 'release', reason: 'x' });
      expect(await other.readAllowances([key])).toEqual([{ key, count: { ...count, used: 0 } }]);
      await storage.resetAllowances([key]);
      expect(await other.readAllowances([key])).toEqual([{ key, count: null }]);
    });

    it('a refusal is remembered by its id until it is pruned', async () => {
      const id = holdId();
      const refusal = {
        id,
        holder: tokenHolder(hashOf('owner')),
        model: 'm',
        venue: 'local',
        estimate: null,
        code: 'credits_exhausted',
        detail: 'no',
        resetsAt: null,
        at: start,
      } as const;
      const ask = { id, payer: { kind: 'wallet', owner } } as const;
      await storage.reserveHold(ask, () => ({ write: { kind: 'refusal', refusal }, answer: null }));
      const stored = () => other.reserveHold(ask, (seen) => ({ write: null, answer: seen.refusal }));
      expect(await stored()).toEqual(refusal);
      await storage.prune({ refusals: start, allowances: start, counters: start, told: start, limit: 10 });
      expect(await stored()).toEqual(refusal);
      await storage.prune({ refusals: start + 1, allowances: start, counters: start, told: start, limit: 10 });
      expect(await stored()).toBeNull();
    });

    it('due holds are those past their time and those impossibly far from it', async () => {
      await grant(storage, transferRef('grant', 'a'), 40);
      const id = holdId();
      await reserve(storage, id);
      const due = (before: number, after: number) => storage.dueHolds({ before, after, limit: 10 });
      expect(await due(start + 999, start + 1_001)).toEqual([]);
      expect(await due(start + 1_000, start + 9_999)).toEqual([id]);
      expect(await due(start - 5_000, start - 3_000)).toEqual([id]);
      await end(storage, id, { kind: 'release', reason: 'x' });
      expect(await due(start + 1_000, start + 9_999)).toEqual([]);
    });

    it('a hold and what counts it are one commit, and its end gives back in one too', async () => {
      const id = holdId();
      const window = { key: brand<CounterKey>('month'), endsAt: start + 9_999 };
      const minute = { key: brand<CounterKey>('minute'), endsAt: start + 60_000 };
      const reservePlan = (isBroken: boolean) =>
        storage.reserveHold({ id, payer: { kind: 'plan' }, plan: planAsk([window]) }, () => {
          const taken = { planId: brand<PlanId>('free'), counted: [window], degrade: { toModel: 'tiny' } };
          const hold = holdFromPlan(isBroken ? { ...opening(id), ttlMs: 0 } : opening(id), taken);
          return {
            write: { kind: 'hold', hold, posting: null, allowances: [], counted: [minute, window] },
            answer: null,
          };
        });
      await expect(reservePlan(true)).rejects.toThrow('CHECK');
      expect(await other.counters.read([minute, window])).toMatchObject([{ used: 0 }, { used: 0 }]);
      await reservePlan(false);
      expect(await other.counters.read([minute, window])).toMatchObject([{ used: 1 }, { used: 1 }]);
      expect(await other.readHold(id, planAsk([window]))).toMatchObject({
        hold: { payer: { kind: 'plan', planId: 'free', counted: [window] }, degrade: { toModel: 'tiny' } },
        wallet: null,
        allowances: [],
        plan: { minute: { used: 1 }, counts: [{ used: 1 }] },
      });
      await end(storage, id, { kind: 'release', reason: 'x' });
      expect(await other.counters.read([minute, window])).toMatchObject([{ used: 1 }, { used: 0 }]);
    });

    it('a hold keeps its estimate, its lowered limit and its overrun', async () => {
      await grant(storage, transferRef('grant', 'a'), 10);
      const id = holdId();
      const estimate = { promptTokens: 2, completionTokens: 50, durationMs: 0, responseBytes: 0, images: 1 };
      const perToken = { ...byTokens, kind: 'metered' } as const;
      await storage.reserveHold({ id, payer: { kind: 'wallet', owner } }, ({ wallet }) => {
        const made = wallet && holdFromWallet({ ...opening(id), price: perToken, estimate }, wallet);
        return { write: made && { kind: 'hold', ...made, allowances: [] }, answer: null };
      });
      const usage = { promptTokens: 2, completionTokens: 20, durationMs: 5, responseBytes: 7, images: 3 };
      await end(storage, id, { kind: 'capture', usage, outcome: 'completed' });
      expect((await other.readHold(id))?.hold).toMatchObject({
        price: perToken,
        estimate,
        usage,
        amount: 10,
        outputLimit: 8,
        captured: 10,
        overrun: 12,
      });
    });

    it('an extended hold is due at its new time', async () => {
      await grant(storage, transferRef('grant', 'a'), 40);
      const id = holdId();
      await reserve(storage, id);
      await storage.endHold(id, (seen) => ({
        write: told(seen && extendHold(seen.hold, { now: start, until: start + 5_000, ageMaxMs: 9_000 })),
        answer: null,
      }));
      const due = (before: number) => other.dueHolds({ before, after: before + 2_000, limit: 10 });
      expect(await due(start + 4_999)).toEqual([]);
      expect(await due(start + 2_500)).toEqual([]);
      expect(await due(start + 5_000)).toEqual([id]);
      expect(await due(start - 5_000)).toEqual([id]);
      expect(await other.readHold(id)).toMatchObject({ hold: { state: 'held' }, wallet: { held: 4 } });
    });

    it('the plans that one connection writes are the plans that every other reads at once', async () => {
      expect(await other.readPlans()).toEqual(new Map());
      expect(await storage.putPlan(somePlan)).toBe(true);
      expect(await other.readPlans()).toEqual(new Map([[somePlan.id, somePlan]]));
      const changed = { ...somePlan, per_minute: 2 };
      expect(await other.putPlan(changed)).toBe(false);
      expect(await storage.readPlans()).toEqual(new Map([[somePlan.id, changed]]));
    });

    it('a plan is given to one subject, changed, and taken back', async () => {
      const subject = planSubject('user', 'ada');
      const assigned = () =>
        other.reserveHold(
          { id: holdId(), payer: { kind: 'plan' }, plan: { ...planAsk([]), subject: () => subject } },
          ({ plan }) => ({
            write: null,
            answer: plan?.assigned,
          }),
        );
      expect(await assigned()).toBeNull();
      await storage.assignPlan(subject, brand<PlanId>('team'));
      await storage.assignPlan(planSubject('org', 'ada'), brand<PlanId>('pro'));
      expect(await assigned()).toBe('team');
      await storage.assignPlan(subject, null);
      expect(await assigned()).toBeNull();
    });

    it('the plan of a wallet is found through the token that pays', async () => {
      await grant(storage, transferRef('grant', 'a'), 40);
      await storage.assignPlan(planSubject('wallet', 'the-wallet'), brand<PlanId>('team'));
      const ask = { id: holdId(), payer: { kind: 'wallet', owner } as const, plan: planAsk([]) };
      const assigned = await other.reserveHold(ask, ({ plan }) => ({ write: null, answer: plan?.assigned }));
      expect(assigned).toBe('team');
    });

    it('a ledger is read newest first, from any entry of its own on, and shows both halves', async () => {
      for (const name of ['a', 'b', 'c']) await grant(storage, transferRef('grant', name), 5);
      expect(await page(null, 2)).toEqual([
        { ref: 'grant:c', counterpart: 'promo', delta: 5, balanceAfter: 15, reason: 'test', at: start },
        { ref: 'grant:b', counterpart: 'promo', delta: 5, balanceAfter: 10, reason: 'test', at: start },
      ]);
      expect((await page('b'))?.map(({ ref }) => ref)).toEqual(['grant:a']);
      expect(await page('a')).toEqual([]);
      expect(await page('never booked')).toBeNull();
    });

    it('a wallet is the same by its id as by its owner', async () => {
      await grant(storage, transferRef('grant', 'a'), 5);
      expect(await other.readWalletById(walletId('the-wallet'))).toEqual(await other.readWallet(owner));
      expect(await other.readWalletById(walletId('another'))).toBeNull();
      const found = await other.changeWallet(
        { id: walletId('the-wallet'), ref: transferRef('grant', 'a') },
        (seen) => ({
          write: null,
          answer: seen,
        }),
      );
      expect(found).toMatchObject({ wallet: { balance: 5 }, transfer: { amount: 5 } });
    });

    it('counters whose windows are long over are forgotten', async () => {
      const windows = [1, 2].map((endsAt) => ({ key: brand<CounterKey>(`w${endsAt}`), endsAt }));
      await storage.counters.take(windows.map((window) => ({ ...window, limit: null })));
      await storage.prune({ refusals: 0, allowances: 0, counters: 2, told: 0, limit: 10 });
      expect(await other.counters.read(windows)).toMatchObject([{ used: 0 }, { used: 1 }]);
    });

    it('an order, its credit, its event and the webhook that led to them are one commit', async () => {
      const order = newOrder();
      await write(storage, order);
      await storage.fileDelivery({
        provider: 'sandbox',
        eventId: 'e',
        eventType: 'paid',
        orderId: order.id,
        providerTxnId: 'txn',
        at: start,
      });
      const [delivery] = await storage.leaseDeliveries({ now: start, until: start + 10, limit: 5 });
      const pay = (isBroken: boolean) =>
        storage.changeOrder(orderAsk(order.id), (seen) => {
          const reading = {
            providerTxnId: 'txn',
            paymentTxnId: 'txn',
            state: 'paid',
            providerStatus: 'ok',
            paidCents: null,
            refunds: [],
            dispute: 'none',
          } as const;
          const change = applyReading({ order: seen.order ?? order, refunds: [], cases: [] }, reading, {
            slot: { wallet: fresh(), isNew: !isBroken },
            now: start,
            newId: randomUUID,
          });
          return {
            write: change && { ...change, letters: [letterOf(order, 'paid')], deliveryId: delivery?.id ?? null },
            answer: null,
          };
        });
      await expect(pay(true)).rejects.toThrow('not as the posting found it');
      expect(await other.readOrder(order.id)).toEqual(order);
      expect(await other.readWallet(owner)).toBeNull();
      await pay(false);
      expect(await other.findOrder({ provider: 'sandbox', providerTxnId: 'txn' })).toMatchObject({
        id: order.id,
        state: 'paid',
        paidAt: start,
      });
      expect(await other.readWallet(owner)).toMatchObject({ balance: credits(100) });
      expect(await other.leaseOutbox({ outlet: 'http', now: start, until: start + 1, limit: 5 })).toMatchObject([
        { subject: `order:${order.id}`, data: expect.stringContaining('"state":"paid"'), attempts: 0 },
      ]);
      expect(await other.leaseDeliveries({ now: start + 1_000, until: start + 1_001, limit: 5 })).toEqual([]);
    });

    it('what was bought, for how much and by whom is never rewritten', async () => {
      const order = newOrder();
      await write(storage, order);
      await write(storage, { ...order, credits: credits(9_999), amountCents: 1, tokenHash: hashOf('thief'), polls: 3 });
      expect(await other.readOrder(order.id)).toEqual({ ...order, polls: 3 });
    });

    it('a leased job is hidden from everyone until its lease ends, and then comes again', async () => {
      expect([await file(storage), await file(other)]).toEqual([true, false]);
      const lease = { now: start, until: start + 100, limit: 5 };
      const takers = await Promise.all([storage.leaseDeliveries(lease), other.leaseDeliveries(lease)]);
      expect(takers.flat()).toMatchObject([{ eventId: 'e', attempts: 0 }]);
      expect(await other.leaseDeliveries({ ...lease, now: start + 99 })).toEqual([]);
      const [again] = await other.leaseDeliveries({ now: start + 100, until: start + 200, limit: 5 });
      expect(again).toMatchObject({ eventId: 'e', attempts: 1 });
      await other.endDelivery(again ?? nothing, { kind: 'parked', at: start + 500, note: 'no such order' });
      expect(await storage.leaseDeliveries({ ...lease, now: start + 499 })).toEqual([]);
      const [last] = await storage.leaseDeliveries({ ...lease, now: start + 500 });
      await storage.endDelivery(last ?? nothing, { kind: 'dead', at: start + 500, note: 'given up' });
      expect(await storage.leaseDeliveries({ ...lease, now: start + 9_999 })).toEqual([]);
    });

    it('whoever has lost a lease to another has no say any more, but a receipt stands', async () => {
      await file(storage);
      await write(storage, newOrder(), [letterOf(newOrder(), 'seen')]);
      const lease = { outlet: 'http' as const, now: start, until: start + 100, limit: 5 };
      const late = { ...lease, now: start + 100, until: start + 200 };
      const [lost = nothing] = await storage.leaseDeliveries(lease);
      const [held = nothing] = await other.leaseDeliveries(late);
      await storage.endDelivery(lost, { kind: 'dead', at: start + 150, note: 'too late' });
      expect(await storage.countDeadLetters()).toEqual({ inbox: 0, outbox: 0 });
      await other.endDelivery(held, { kind: 'retry', at: start + 160, note: 'in time' });
      expect(await other.leaseDeliveries({ ...lease, now: start + 160 })).toHaveLength(1);
      const [lostEvent = nothing] = await storage.leaseOutbox(lease);
      const [heldEvent = nothing] = await other.leaseOutbox(late);
      await storage.endOutbox(lostEvent, { kind: 'retry', at: start + 101, note: 'too late' });
      expect(await other.leaseOutbox({ ...late, now: start + 150 })).toEqual([]);
      await storage.endOutbox(lostEvent, { kind: 'done', at: start + 150 });
      await other.endOutbox(heldEvent, { kind: 'dead', at: start + 160, note: 'too late as well' });
      expect(await storage.countDeadLetters()).toEqual({ inbox: 0, outbox: 0 });
      expect(await storage.leaseOutbox({ ...lease, now: start + 9_999 })).toEqual([]);
    });

    it('open orders are leased when their time has come, by one process', async () => {
      const order = newOrder();
      await write(storage, order);
      const lease = { now: start, until: start + 100, limit: 5 };
      const takers = await Promise.all([storage.leaseOrders(lease), other.leaseOrders(lease)]);
      expect(takers.flat()).toEqual([{ ...order, nextPollAt: start + 100, polls: 1 }]);
    });

    it('the events of one order are told in order, each only after the one before', async () => {
      const order = newOrder();
      await write(storage, order, [letterOf(order, 'seen'), letterOf(order, 'paid')]);
      const lease = { outlet: 'http' as const, now: start, until: start + 100, limit: 5 };
      const [first = nothing, ...rest] = await storage.leaseOutbox(lease);
      expect([first, rest]).toMatchObject([{ data: expect.stringContaining('"state":"seen"') }, []]);
      expect(await other.leaseOutbox(lease)).toEqual([]);
      await storage.endOutbox(first, { kind: 'dead', at: start, note: 'x' });
      expect(await other.leaseOutbox(lease)).toMatchObject([{ data: expect.stringContaining('"state":"paid"') }]);
    });

    it('a closed store refuses, and closing it twice is no harm', async () => {
      const waiting = grant(storage, transferRef('grant', 'a'), 1);
      await Promise.all([storage.close(), storage.close()]);
      expect(await waiting).toBe('done');
      await expect(storage.readWallet(owner)).rejects.toThrow(StorageUnavailable);
      await expect(storage.checkWritable()).rejects.toThrow(StorageUnavailable);
      expect(await other.readWallet(owner)).toMatchObject({ balance: 1 });
    });
  });
}

const byTokens = {
  base: noMicrocredits,
  minimum: noMicrocredits,
  perInputToken: microcredits(1),
  inputMultiplier: 1_000_000,
  perOutputToken: microcredits(1),
  outputMultiplier: 1_000_000,
  perKilobyte: noMicrocredits,
  perSecond: noMicrocredits,
  perImage: noMicrocredits,
};

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

function planAsk(windows: readonly CounterWindow[]): PlanAsk {
  const minute = { key: brand<CounterKey>('minute'), endsAt: start + 60_000 };
  return { subject: (wallet) => wallet && planSubject('wallet', wallet.id), minute, windows: () => windows };
}

function fresh(): Wallet {
  return emptyWallet({ id: walletId('the-wallet'), owner });
}

function gift(wallet: Wallet, ref: TransferRef, amount: number): Transfer {
  return {
    ref,
    from: promoAccount,
    to: walletAccount(wallet.id),
    amount: microcredits(amount),
    reason: 'test',
    at: start,
  };
}

export function grant(storage: Storage, ref: TransferRef, amount: number): Promise<'done' | 'known'> {
  return storage.changeWallet<'done' | 'known'>({ owner, ref }, (seen) => {
    if (seen.transfer !== null) return { write: null, answer: 'known' };
    const wallet = seen.wallet ?? fresh();
    return {
      write: post({ wallet, isNewWallet: seen.wallet === null, transfers: [gift(wallet, ref, amount)] }),
      answer: 'done',
    };
  });
}

function opening(id: HoldId) {
  return {
    id,
    holder: tokenHolder(hashOf('owner')),
    model: 'm',
    venue: 'local',
    price,
    now: start,
    ttlMs: 1_000,
  } as const;
}

function held(id: HoldId): Omit<HoldRecord, 'payer'> {
  const made = holdFromWallet(opening(id), { ...fresh(), balance: microcredits(4) });
  if (made === null) throw new Error('the test holds too much');
  const { payer: _, ...rest } = made.hold;
  return rest;
}

function reserve(storage: Storage, id: HoldId): Promise<'held' | 'refused'> {
  return storage.reserveHold<'held' | 'refused'>({ id, payer: { kind: 'wallet', owner } }, ({ wallet }) => {
    const made = wallet === null ? null : holdFromWallet(opening(id), wallet);
    return made === null
      ? { write: null, answer: 'refused' }
      : { write: { kind: 'hold', ...made, allowances: [] }, answer: 'held' };
  });
}

function end(storage: Storage, id: HoldId, ending: Parameters<typeof endHold>[1]): Promise<EndedHold | null> {
  return storage.endHold<EndedHold | null>(id, (seen) => {
    const ended = seen === null ? null : endHold(seen.hold, ending, { ...seen, now: start + 1 });
    return { write: told(ended), answer: ended };
  });
}

function newOrder(): OrderRecord {
  return {
    id: orderId(),
    state: 'open',
    provider: 'sandbox',
    packId: 'small',
    amountCents: 500,
    currency: 'EUR',
    credits: credits(100),
    tokenHash: hashOf('owner'),
    providerTxnId: 'txn',
    providerStatus: null,
    checkout: '{}',
    checkoutRevision: 0,
    createdAt: start,
    expiresAt: start + 3_600_000,
    paidAt: null,
    claimedAt: null,
    nextPollAt: start,
    polls: 0,
    books: emptyBooks,
  };
}

function file(storage: Storage): Promise<boolean> {
  return storage.fileDelivery({
    provider: 'sandbox',
    eventId: 'e',
    eventType: 't',
    orderId: null,
    providerTxnId: null,
    at: start,
  });
}

function orderAsk(id: OrderRecord['id']): OrderAsk {
  return { id, owner: () => owner };
}

function letterOf({ id }: Pick<OrderRecord, 'id'>, state: OrderRecord['state']): OutgoingLetter {
  const data = JSON.stringify({ state });
  return {
    outlet: 'http',
    eventId: `event_${id}_${state}`,
    type: 'order.changed',
    subject: `order:${id}`,
    data,
    at: start,
  };
}

function told(ended: EndedHold | null): HoldWrite | null {
  return ended && { ...ended, letters: [] };
}

function write(storage: Storage, order: OrderRecord, letters: readonly OutgoingLetter[] = []): Promise<null> {
  return storage.changeOrder(orderAsk(order.id), () => ({
    write: { order, posting: null, letters, deliveryId: null },
    answer: null,
  }));
}
