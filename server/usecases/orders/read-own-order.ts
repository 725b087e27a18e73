// An order with what was given back for it, for the holder of its token alone: where it says how to collect the money, whoever
// reads it can take it.
import { toOrder } from '../../domain/orders/order.ts';
import { toRefund } from '../../domain/refunds/refund-record.ts';
import { refusal } from '../refusal.ts';
import { sentences } from '../sentences.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Usecases } from '../usecases.ts';

export function readOwnOrder({ storage }: Pick<UsecaseDeps, 'storage'>): Usecases['orders']['own'] {
  return async (tokenHash, id) => {
    const order = await storage.readOrder(id);
    if (order === null || order.tokenHash !== tokenHash) return refusal('order_not_found', sentences.orderUnknown);
    const refunds = await storage.readRefunds(id);
    return { kind: 'order', order: toOrder(order), refunds: refunds.map((row) => toRefund(row, order)) };
  };
}
