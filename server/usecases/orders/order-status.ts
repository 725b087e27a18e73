// Our row of an order beside the provider's own word; asking brings the row up to date as a webhook would.
import { isSettled, toOrder } from '../../domain/orders/order.ts';
import { refusal } from '../refusal.ts';
import { sentences } from '../sentences.ts';
import type { OrderSettler } from './settle-order.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Usecases } from '../usecases.ts';

export function orderStatus({
  storage,
  log,
  settler,
}: UsecaseDeps & { readonly settler: OrderSettler }): Usecases['orders']['status'] {
  return async (id, signal) => {
    const order = await storage.readOrder(id);
    if (order === null) return refusal('order_not_found', sentences.orderUnknown);
    if (isSettled(order.state) || order.providerTxnId === null) {
      return { kind: 'order', order: toOrder(order), providerStatus: order.providerStatus };
    }
    try {
      const settled = await settler.settle(order, { deliveryId: null, signal });
      return { kind: 'order', order: toOrder(settled.order), providerStatus: settled.reading.providerStatus };
    } catch (error) {
      log.warn({ orderId: id, reason: String(error) }, 'a status found the rail silent');
      return { kind: 'order', order: toOrder(order), providerStatus: null };
    }
  };
}
