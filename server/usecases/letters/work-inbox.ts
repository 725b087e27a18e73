// Works through the filed webhooks: for each the rail is asked, and it is done in the commit that books the answer (I8, I11, I12).
import type { DeliveryOutcome } from '../../contract/letters/letter-outcome.ts';
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { Delivery, DeliveryEnd, LetterStore } from '../../storage/letters/letter-store.ts';
import type { OrderRecord } from '../../domain/orders/order.ts';
import { askRail } from '../orders/ask-rail.ts';
import type { BillingDeliveries } from '../billing/work-deliveries.ts';
import type { OrderSettler } from '../orders/settle-order.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import type { Rail } from '../../rails/rail.ts';
import { deliveryBackoffMs } from '../waits.ts';
import type { WebhookTold } from './file-delivery.ts';

const limit = 50;

type Known = Pick<Delivery, 'provider' | 'orderId' | 'providerTxnId'>;

type InboxWork = {
  readonly storage: Pick<OrderStore, 'readOrder' | 'findOrder'> & Pick<LetterStore, 'leaseDeliveries' | 'endDelivery'>;
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'leaseMs' | 'inboxMaxAttempts' | 'railTimeoutMs'>;
  readonly log: Log;
  readonly settler: OrderSettler;
  readonly workBilling: BillingDeliveries;
  readonly onWebhook: WebhookTold;
  readonly aroundWebhook: AroundWebhook;
};

/** Runs the work on a webhook, for whoever looks on. */
export type AroundWebhook = <A>(provider: Provider, work: () => Promise<A>) => Promise<A>;

export function inboxWorker(deps: InboxWork): (signal: AbortSignal) => Promise<void> {
  const { storage, clock, config, log, settler, workBilling, onWebhook, aroundWebhook } = deps;

  async function orderOf({ provider, orderId, providerTxnId }: Known): Promise<OrderRecord | null> {
    const byId = orderId === null ? null : await storage.readOrder(orderId);
    if (byId !== null) return byId.provider === provider ? byId : null;
    return providerTxnId === null ? null : storage.findOrder({ provider, providerTxnId });
  }

  /** For a webhook that names no order, of whose payment we have none: whether it is anybody else's, by the payment itself. */
  async function lookAgain(delivery: Delivery, signal: AbortSignal): Promise<OrderRecord | 'others' | null> {
    const { provider, orderId, providerTxnId } = delivery;
    if (orderId !== null || providerTxnId === null) return null;
    const owner = await askRail(deps, provider, {
      signal,
      question: (rail, limited) => rail.ownerOf(providerTxnId, limited),
    });
    if (owner.kind === 'others') return 'others';
    return owner.kind === 'order' ? orderOf({ ...delivery, orderId: owner.orderId }) : null;
  }

  async function workOff(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { provider, eventId, eventType } = delivery;
    try {
      if (delivery.billing !== null) {
        const end = await workBilling({ ...delivery, billing: delivery.billing }, signal);
        if (end !== null)
          await storage.endDelivery(delivery, end.kind === 'done' ? end : later(delivery, end.kind, end.outcome));
        if (end === null || end.kind === 'done') tellBooked(delivery);
        return;
      }
      const order = (await orderOf(delivery)) ?? (await lookAgain(delivery, signal));
      if (order === 'others') {
        log.info({ provider, eventId, eventType }, 'a webhook is about a payment that is none of ours; it is let be');
        await storage.endDelivery(delivery, { kind: 'done', outcome: { code: 'not_ours' } });
        return;
      }
      if (order === null) {
        log.warn({ provider, eventId, eventType }, 'a webhook names no order of ours; it is parked');
        await storage.endDelivery(delivery, later(delivery, 'parked', { code: 'order_unknown' }));
        return;
      }
      await settler.settle(order, { deliveryId: delivery.id, signal });
      tellBooked(delivery);
    } catch (error) {
      log.warn({ provider, eventId, eventType, reason: String(error) }, 'a webhook could not be processed');
      await storage.endDelivery(delivery, later(delivery, 'retry', { code: 'failed', told: String(error) }));
    }
  }

  function tellBooked({ provider, filedAt }: Delivery): void {
    onWebhook({ kind: 'booked', provider, afterMs: Math.max(0, clock.now() - filedAt) });
  }

  function later({ attempts }: Delivery, kind: 'parked' | 'retry', outcome: DeliveryOutcome): DeliveryEnd {
    const now = clock.now();
    if (attempts + 1 >= config.inboxMaxAttempts) return { kind: 'dead', at: now, outcome };
    return { kind, at: now + deliveryBackoffMs(attempts), outcome };
  }

  return async (signal) => {
    for (let round = limit; round === limit && !signal.aborted;) {
      const now = clock.now();
      const due = await storage.leaseDeliveries({ now, until: now + config.leaseMs, limit });
      await Promise.all(due.map((delivery) => aroundWebhook(delivery.provider, () => workOff(delivery, signal))));
      round = due.length;
    }
  };
}
