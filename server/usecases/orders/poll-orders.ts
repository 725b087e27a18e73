// The reconciler: asks the rails about open orders now and then, so that every order is settled without any webhook too.
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { OrderRecord } from '../../domain/orders/order.ts';
import type { OrderSettler } from './settle-order.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

const limit = 50;

type Polling = {
  readonly storage: Pick<OrderStore, 'leaseOrders'>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'leaseMs'>;
  readonly log: Log;
  readonly settler: OrderSettler;
};

export function orderPoller({ storage, clock, config, log, settler }: Polling): (signal: AbortSignal) => Promise<void> {
  async function poll(order: OrderRecord, signal: AbortSignal): Promise<void> {
    try {
      // Without a payment there is nobody to ask: the buyer never came so far, or will start again with the same id.
      if (order.providerTxnId === null) await settler.giveUp(order);
      else await settler.settle(order, { deliveryId: null, signal });
    } catch (error) {
      // The lease keeps the order quiet for a while; then it is asked about again.
      log.warn(
        { orderId: order.id, provider: order.provider, reason: String(error) },
        'an order could not be asked about',
      );
    }
  }

  return async (signal) => {
    for (let round = limit; round === limit && !signal.aborted;) {
      const now = clock.now();
      const due = await storage.leaseOrders({ now, until: now + config.leaseMs, limit });
      await Promise.all(due.map((order) => poll(order, signal)));
      round = due.length;
    }
  };
}
