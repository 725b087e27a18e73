// What every store must guarantee of orders.
import { tokenOwner, userOwner } from '../../../../server/domain/wallets/ledger.ts';
import { describe, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import { applyReading } from '../../../../server/domain/orders/order-reading.ts';
import { credits, hashOf, start } from '../../../support/ledger-values.ts';
import { fresh, letterOf, newOrder, orderAsk, owner, write } from './fixtures.ts';
import type { Both } from './both.ts';

export function provesOrders(both: Both): void {
  describe('orders', () => {
    it('an order, its credit, its event and the webhook that led to them are one commit', async () => {
      const order = newOrder();
      await write(both.storage, order);
      await both.storage.fileDelivery({
        provider: 'sandbox',
        eventId: 'e',
        eventType: 'paid',
        orderId: order.id,
        providerTxnId: 'txn',
        at: start,
      });
      const [delivery] = await both.storage.leaseDeliveries({ now: start, until: start + 10, limit: 5 });
      const pay = (isBroken: boolean) =>
        both.storage.changeOrder(orderAsk(order.id), (seen) => {
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
      expect(await both.other.readOrder(order.id)).toEqual(order);
      expect(await both.other.readWallet(owner)).toBeNull();
      await pay(false);
      expect(await both.other.findOrder({ provider: 'sandbox', providerTxnId: 'txn' })).toMatchObject({
        id: order.id,
        state: 'paid',
        paidAt: start,
      });
      expect(await both.other.readWallet(owner)).toMatchObject({ balance: credits(100) });
      expect(await both.other.leaseOutbox({ outlet: 'http', now: start, until: start + 1, limit: 5 })).toMatchObject([
        { subject: `order:${order.id}`, data: expect.stringContaining('"state":"paid"'), attempts: 0 },
      ]);
      expect(await both.other.leaseDeliveries({ now: start + 1_000, until: start + 1_001, limit: 5 })).toEqual([]);
    });

    it('what was bought, for how much and by whom is never rewritten', async () => {
      const order = newOrder();
      await write(both.storage, order);
      await write(both.storage, {
        ...order,
        credits: credits(9_999),
        amountCents: 1,
        owner: tokenOwner(hashOf('thief')),
        polls: 3,
      });
      expect(await both.other.readOrder(order.id)).toEqual({ ...order, polls: 3 });
    });

    it('an owner’s orders are found newest first, and one by the name that somebody else gave it', async () => {
      const [first, second, named] = [0, 1, 1].map((late) => ({
        ...newOrder(),
        providerTxnId: null,
        createdAt: start + late,
      }));
      if (first === undefined || second === undefined || named === undefined) throw new Error('there are three');
      const own = { owner: userOwner('ada') };
      for (const order of [first, second]) await write(both.storage, { ...order, ...own });
      await write(both.storage, { ...named, externalId: 'ORD-1' });
      const ids = async (before: typeof first | null, limit: number) =>
        (await both.other.pageOrders({ ...own, before, limit })).map(({ id }) => id);
      expect(await ids(null, 5)).toEqual([second.id, first.id]);
      expect(await ids(null, 1)).toEqual([second.id]);
      expect(await ids(second, 5)).toEqual([first.id]);
      expect(await both.other.findOrderCalled('ORD-1')).toEqual({ ...named, externalId: 'ORD-1' });
      expect(await both.other.findOrderCalled('ORD-2')).toBeNull();
      const again = { id: first.id, externalId: 'ORD-1' };
      expect(await both.storage.changeOrder(again, ({ order }) => ({ write: null, answer: order?.id }))).toBe(named.id);
      await expect(write(both.storage, { ...newOrder(), providerTxnId: null, externalId: 'ORD-1' })).rejects.toThrow(
        /unique/i,
      );
    });

    it('open orders are leased when their time has come, by one process', async () => {
      const order = newOrder();
      await write(both.storage, order);
      const lease = { now: start, until: start + 100, limit: 5 };
      const takers = await Promise.all([both.storage.leaseOrders(lease), both.other.leaseOrders(lease)]);
      expect(takers.flat()).toEqual([{ ...order, nextPollAt: start + 100, polls: 1 }]);
    });
  });
}
