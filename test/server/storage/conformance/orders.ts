// What every store must guarantee of orders.
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
        tokenHash: hashOf('thief'),
        polls: 3,
      });
      expect(await both.other.readOrder(order.id)).toEqual({ ...order, polls: 3 });
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
