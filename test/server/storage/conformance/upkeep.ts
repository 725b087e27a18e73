// What every store must guarantee of its own upkeep.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { transferRef } from '../../../../server/domain/wallets/ledger.ts';
import { StorageUnavailable } from '../../../../server/storage/storage.ts';
import { bucketKey } from '../../../../server/domain/holds/allowance.ts';
import { holdFromAllowance } from '../../../../server/domain/holds/open-hold.ts';
import type { CustomerId } from '../../../../server/contract/billing/subscription.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { newCustomer } from '../../../../server/domain/billing/customer.ts';
import type { LongestWaits } from '../../../../server/storage/upkeep.ts';
import { holdId, start } from '../../../support/ledger-values.ts';
import { end, file, grant, letterOf, newOrder, nothing, opening, owner, reserve, write } from './fixtures.ts';
import type { Both } from './both.ts';

export function provesUpkeep(both: Both): void {
  describe('upkeep', () => {
    it('a closed store refuses, and closing it twice is no harm', async () => {
      const waiting = grant(both.storage, transferRef('grant', 'a'), 1);
      await Promise.all([both.storage.close(), both.storage.close()]);
      expect(await waiting).toBe('done');
      await expect(both.storage.readWallet(owner)).rejects.toThrow(StorageUnavailable);
      await expect(both.storage.checkWritable()).rejects.toThrow(StorageUnavailable);
      expect(await both.other.readWallet(owner)).toMatchObject({ balance: 1 });
    });

    it('a new store is sound, empty and can be written', async () => {
      await expect(both.storage.checkWritable()).resolves.toBeUndefined();
      expect(await both.storage.audit()).toEqual({
        findings: [],
        planFindings: [],
        shortfall: 0,
        entries: 0,
        wallets: 0,
        orders: 0,
        bookings: 0,
        lastBookedAt: null,
        isLogMissing: false,
      });
    });

    it('what waits is counted, with since when, and what is done or dead is not', async () => {
      const idle = { due: 0, oldestAt: null };
      const none = { openHolds: 0, inbox: idle, dead: { inbox: 0, outbox: 0 } };
      expect(await both.storage.backlog()).toMatchObject(none);
      expect((await both.storage.backlog()).outbox.map(({ due, oldestAt }) => [due, oldestAt])).toEqual([
        [0, null],
        [0, null],
      ]);
      await grant(both.storage, transferRef('grant', 'a'), 100);
      const [kept, ended] = [holdId(), holdId()];
      for (const id of [kept, ended]) expect(await reserve(both.storage, id)).toBe('held');
      await end(both.storage, ended, { kind: 'release', reason: 'a test' });
      for (const name of ['waits', 'is done', 'is dead']) await file(both.storage, name);
      const lease = { now: start, until: start + 100, limit: 5 };
      const [waits, done, dead] = await both.storage.leaseDeliveries(lease);
      const outcome = { code: 'failed', told: 'in vain' } as const;
      await both.storage.endDelivery(waits ?? nothing, { kind: 'retry', at: start + 5_000, outcome });
      await both.storage.endDelivery(done ?? nothing, { kind: 'done', outcome: { code: 'not_ours' } });
      await both.storage.endDelivery(dead ?? nothing, { kind: 'dead', at: start, outcome });
      expect(waits?.filedAt).toBe(start);
      const order = newOrder();
      await write(both.storage, order, { letters: [letterOf(order, 'seen'), letterOf(order, 'paid')] });
      const [first] = await both.storage.leaseOutbox({ ...lease, outlet: 'http' });
      await both.storage.endOutbox(first ?? nothing, { kind: 'dead', at: start, outcome });
      const found = await both.other.backlog();
      expect(found).toMatchObject({
        openHolds: 1,
        inbox: { due: 1, oldestAt: start },
        dead: { inbox: 1, outbox: 1 },
      });
      expect(found.outbox).toEqual([
        { outlet: 'http', due: 1, oldestAt: start },
        { outlet: 'lago', ...idle },
      ]);
    });

    it('the engine says how it is, also once it is closed', async () => {
      expect(both.storage.engine()).toMatchObject({ kind: expect.stringMatching(/^(sqlite|postgres)$/), waiting: 0 });
      await both.storage.close();
      expect(both.storage.engine().waiting).toBe(0);
    });

    it('windows of the free allowance that began too long ago are forgotten, what is still to be told is not', async () => {
      const keys = [bucketKey('old'), bucketKey('new')];
      const counts = keys.map((key, i) => ({ key, startedAt: start + i, used: 1 }));
      const id = holdId();
      await both.storage.reserveHold({ id, payer: { kind: 'free', keys } }, () => ({
        write: { kind: 'hold', hold: holdFromAllowance(opening(id), counts), posting: null, allowances: counts },
        answer: null,
      }));
      await write(both.storage, newOrder(), { letters: [letterOf(newOrder(), 'paid')] });
      await both.storage.prune({ refusals: 0, allowances: start + 1, counters: 0, told: start + 9_999, limit: 10 });
      expect((await both.other.readAllowances(keys)).map(({ count }) => count?.used)).toEqual([undefined, 1]);
      expect(await both.other.leaseOutbox({ outlet: 'http', now: start, until: start, limit: 5 })).toHaveLength(1);
    });

    it('a job that waits longer than it may after so many tries is due now, and no other', async () => {
      const ahead = start + 10_000;
      await file(both.storage, 'never tried');
      const [tried] = await both.storage.leaseDeliveries({ now: start, until: ahead, limit: 1 });
      await file(both.storage, 'due');
      if (tried !== undefined)
        await both.storage.endDelivery(tried, {
          kind: 'retry',
          at: ahead,
          outcome: { code: 'failed', told: 'put off by a clock that ran ahead' },
        });
      const due = async () => {
        const found = await both.other.leaseDeliveries({ now: start, until: ahead, limit: 5 });
        return found.map(({ eventId }) => eventId);
      };
      expect(await due()).toEqual(['due']);
      await both.storage.bringForward(start, waits({ deliveries: [1, 10_000] }));
      expect(await due()).toEqual([]);
      await both.storage.bringForward(start, waits({ deliveries: [99_999, 9_999] }));
      expect(await due()).toEqual(['never tried', 'due']);
    });

    it('a customer waits no longer than any is left alone', async () => {
      const customer = newCustomer(brand<CustomerId>(randomUUID()), { type: 'user', id: 'ada' }, start);
      const put = (nextPollAt: number) =>
        both.storage.changeBilling({ id: customer.id }, () => ({
          write: { customer: { ...customer, nextPollAt } },
          answer: null,
        }));
      const due = () => both.other.leaseCustomers({ now: start, until: start + 1, limit: 5 });
      await put(start + 60);
      await both.storage.bringForward(start, waits({}));
      expect(await due()).toEqual([]);
      await put(start + 61);
      await both.storage.bringForward(start, waits({}));
      expect(await due()).toHaveLength(1);
    });

    it('an order waits as long as its state allows', async () => {
      const [paid, open] = [
        { ...newOrder(), state: 'paid', paidAt: start, nextPollAt: start + 500 },
        { ...newOrder(), providerTxnId: 'another', nextPollAt: start + 500 },
      ] as const;
      await write(both.storage, paid);
      await write(both.storage, open);
      await both.storage.bringForward(start, waits({ paid: [500], open: [499] }));
      const due = await both.other.leaseOrders({ now: start, until: start + 1, limit: 5 });
      expect(due.map(({ id }) => id)).toEqual([open.id]);
    });
  });
}

function waits(some: Partial<Pick<LongestWaits, 'deliveries'> & LongestWaits['orders']>): LongestWaits {
  const long = [99_999] as const;
  const { deliveries = long, paid = long, open = long } = some;
  const others = { seen: long, declined: long, refunded: long, expired: long, failed: long, disputed: long };
  return { deliveries, outbox: long, refunds: long, orders: { paid, open, ...others }, pages: [50], customers: [60] };
}
