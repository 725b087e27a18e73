// Our row of an order beside the provider's own word; asking brings the row up to date as a webhook would.
import type { OrderStore } from '../../storage/orders/order-store.ts';
import { isSettled, type OrderRecord, toOrder } from '../../domain/orders/order.ts';
import { localStatus, providerStatus } from '../../domain/orders/status-words.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { OrderSettler } from './settle-order.ts';
import type { Log } from '../../lib/log.ts';
import type { LocalStatus, ProviderStatus } from '../../contract/orders/order-status.ts';
import type { Order, OrderId } from '../../contract/orders/orders.ts';

type Told = {
  readonly kind: 'order';
  readonly order: Order;
  readonly providerStatus: string | null;
  readonly local: LocalStatus;
  /** null: no payment was started there yet. */
  readonly provider: ProviderStatus | null;
};

type StatusReading = {
  readonly storage: Pick<OrderStore, 'readOrder'>;
  readonly log: Log;
  readonly settler: OrderSettler;
};

/** The provider's silence is null, never an error. */
export function orderStatus({ storage, log, settler }: StatusReading) {
  return async (id: OrderId, signal: AbortSignal): Promise<Told | Refused> => {
    const order = await storage.readOrder(id);
    if (order === null) return refusal('order_not_found', {});
    if (isSettled(order.state) || order.providerTxnId === null) {
      return told(order, order.providerStatus);
    }
    try {
      const settled = await settler.settle(order, { deliveryId: null, signal });
      return told(settled.order, settled.reading.providerStatus);
    } catch (error) {
      log.warn({ orderId: id, reason: String(error) }, 'a status found the rail silent');
      return told(order, null);
    }
  };
}

function told(order: OrderRecord, word: string | null): Told {
  const [local, provider] = [localStatus(order), providerStatus(order, word)];
  return { kind: 'order', order: toOrder(order), providerStatus: word, local, provider };
}
