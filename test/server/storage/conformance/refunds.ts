// What every store must guarantee of refunds.
import { describe, expect, it } from 'vitest';
import type { RefundId } from '../../../../server/contract/refunds/refunds.ts';
import type { OrderRecord } from '../../../../server/domain/orders/order.ts';
import { type RefundRecord, newRefund } from '../../../../server/domain/refunds/refund-record.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { holdId, start } from '../../../support/ledger-values.ts';
import type { Both } from './both.ts';
import { newOrder, orderAsk, write } from './fixtures.ts';

export function provesRefunds(both: Both): void {
  describe('refunds', () => {
    it('come back as they were written, in the order in which they were made, and change with their order', async () => {
      const order = paidOrder();
      const [first, second] = [refundOf(order), refundOf(order)];
      await write(both.storage, order, { refunds: [first, second] });
      await write(both.storage, { ...newOrder(), providerTxnId: 'another' }, {});
      expect(await both.other.readRefunds(order.id)).toEqual([first, second]);
      const ended: RefundRecord = { ...first, state: 'succeeded', endedAt: start + 1, nextTryAt: null };
      await write(both.storage, order, { refunds: [ended] });
      expect(await both.other.readRefunds(order.id)).toEqual([ended, second]);
    });

    it('are seen with their order, and one that is asked about whatever order it is of', async () => {
      const [order, another] = [paidOrder(), { ...newOrder(), providerTxnId: 'another' }];
      const refund = refundOf(order);
      await write(both.storage, order, { refunds: [refund] });
      await write(both.storage, another);
      const seen = (id: OrderRecord['id']) =>
        both.other.changeOrder({ ...orderAsk(id), refund: refund.id }, ({ refunds, refund: asked }) => ({
          write: null,
          answer: { refunds, asked },
        }));
      expect(await seen(order.id)).toEqual({ refunds: [refund], asked: refund });
      expect(await seen(another.id)).toEqual({ refunds: [], asked: refund });
    });

    it('are paged newest first, from any of them on', async () => {
      const order = paidOrder();
      const made = [refundOf(order), refundOf(order), refundOf(order)];
      await write(both.storage, order, { refunds: made });
      const page = async (before: RefundId | null) =>
        (await both.other.pageRefunds({ before, limit: 2 }))?.map(({ id }) => id) ?? null;
      const [a, b, c] = made.map(({ id }) => id);
      expect(await page(null)).toEqual([c, b]);
      expect(await page(b ?? null)).toEqual([a]);
      expect(await page(brand<RefundId>(holdId()))).toBeNull();
    });

    it('are leased when their time has come, by one process', async () => {
      const order = paidOrder();
      const [due, told] = [refundOf(order), { ...refundOf(order), nextTryAt: null }];
      await write(both.storage, order, { refunds: [due, told] });
      const lease = { now: start, until: start + 100, limit: 5 };
      const takers = await Promise.all([both.storage.leaseRefunds(lease), both.other.leaseRefunds(lease)]);
      expect(takers.flat()).toEqual([{ ...due, attempts: 1, nextTryAt: start + 100 }]);
    });

    it('are leased in the order in which they are due', async () => {
      const order = paidOrder();
      const [later, sooner] = [refundOf(order), { ...refundOf(order), nextTryAt: start - 10 }];
      await write(both.storage, order, { refunds: [later, sooner] });
      const leased = await both.other.leaseRefunds({ now: start, until: start + 100, limit: 1 });
      expect(leased.map(({ id }) => id)).toEqual([sooner.id]);
    });
  });
}

function paidOrder(): OrderRecord {
  const order = newOrder();
  const { credits: credited, amountCents: creditedCents } = order;
  return { ...order, state: 'paid', paidAt: start, books: { ...order.books, credited, creditedCents } };
}

function refundOf({ id: orderId }: OrderRecord): RefundRecord {
  const made = { id: brand<RefundId>(holdId()), orderId, origin: 'operator', amountCents: 5 } as const;
  return {
    ...newRefund({ ...made, state: 'pending', cause: { code: 'written', text: 'test' }, now: start }),
    nextTryAt: start,
  };
}
