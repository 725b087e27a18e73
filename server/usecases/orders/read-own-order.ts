// An order with its refunds, for the holder of its token alone: a refund may hold a link, and anybody who has the link can take
// the money.
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { RefundStore } from '../../storage/refunds/refund-store.ts';
import { toOrder } from '../../domain/orders/order.ts';
import { type RefundTold, toRefund } from '../../domain/refunds/refund-record.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { Order, OrderId, TokenHash } from '../../contract/orders/orders.ts';

type OwnOrder = { readonly kind: 'order'; readonly order: Order; readonly refunds: readonly RefundTold[] };

type OwnReading = { readonly storage: Pick<OrderStore, 'readOrder'> & Pick<RefundStore, 'readRefunds'> };

/** Anybody else is told that there is no such order. */
export function readOwnOrder({ storage }: OwnReading) {
  return async (tokenHash: TokenHash, id: OrderId): Promise<OwnOrder | Refused> => {
    const order = await storage.readOrder(id);
    if (order === null || order.tokenHash !== tokenHash) return refusal('order_not_found', {});
    const refunds = await storage.readRefunds(id);
    return { kind: 'order', order: toOrder(order), refunds: refunds.map((row) => toRefund(row, order)) };
  };
}
