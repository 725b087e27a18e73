// Verifies a webhook over its raw bytes and files it; nothing is decided here, and nothing it says is believed yet (I10).
import type { LetterStore } from '../../storage/letters/letter-store.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { OrderId, Provider } from '../../contract/orders/orders.ts';
import type { BillingWay } from '../../rails/billing-rail.ts';
import type { Rail, RawDelivery } from '../../rails/rail.ts';

/** `orderId`: the order that the delivery itself names; null where it names none. */
type Filed =
  | { readonly kind: 'filed'; readonly eventType: string; readonly orderId: OrderId | null }
  | { readonly kind: 'rejected'; readonly reason: string };

type Filing = {
  readonly storage: Pick<LetterStore, 'fileDelivery'>;
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly billing: BillingWay | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly wake: () => void;
  readonly onWebhook: WebhookTold;
};

/** What becomes of webhooks, for whoever counts them. `afterMs`: from when it was filed. Must not throw. */
export type WebhookTold = (
  news:
    | { readonly kind: 'rejected'; readonly provider: Provider }
    | { readonly kind: 'booked'; readonly provider: Provider; readonly afterMs: number },
) => void;

/** Only a filed delivery may be answered 2xx. A repeat is filed once. */
export function fileDelivery({ storage, rails, billing, clock, log, wake, onWebhook }: Filing) {
  function read(provider: Provider, rail: Rail, delivery: RawDelivery) {
    const event = billing?.provider === provider ? billing.readEvent(delivery) : null;
    if (event === null) return rail.verify(delivery);
    const { eventId, eventType, object, providerId } = event;
    return { kind: 'event', eventId, eventType, orderId: null, providerTxnId: providerId, billing: object } as const;
  }

  return async (provider: Provider, delivery: RawDelivery): Promise<Filed> => {
    const rail = rails.get(provider);
    if (rail === undefined) return { kind: 'rejected', reason: 'no such rail' };
    const event = read(provider, rail, delivery);
    if (event.kind === 'rejected') {
      onWebhook({ kind: 'rejected', provider });
      return event;
    }
    if (event.kind === 'ignored') {
      const { eventType } = event;
      if (event.isTest === true) log.info({ provider, eventType }, 'a test delivery arrived, and its signature fits');
      else log.info({ provider, eventType }, 'a webhook concerns no order');
      return { kind: 'filed', eventType, orderId: null };
    }
    const { kind: _, ...named } = event;
    const { eventId, eventType, orderId } = named;
    const isNew = await storage.fileDelivery({ provider, ...named, at: clock.now() });
    log.info({ provider, eventId, eventType, isNew }, 'a webhook was filed');
    if (isNew) wake();
    return { kind: 'filed', eventType, orderId };
  };
}
