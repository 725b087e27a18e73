// What a webhook about a subscription or its page leads to: the provider is asked, and the webhook is done in the commit that books
// the answer.
import type { DeliveryOutcome } from '../../contract/letters/letter-outcome.ts';
import type { Delivery } from '../../storage/letters/letter-store.ts';
import type { BillingStore } from '../../storage/billing/billing-store.ts';
import type { BillingWay } from '../../rails/billing-rail.ts';
import type { Log } from '../../lib/log.ts';
import type { InvoiceSettler } from './settle-invoice.ts';
import type { SubscriptionSettled, SubscriptionSettler } from './settle-subscription.ts';

type Billing = Delivery & { readonly billing: NonNullable<Delivery['billing']> };

/** null: it was done in the commit that changed something. */
type WorkEnd =
  | { readonly kind: 'done'; readonly outcome: DeliveryOutcome }
  | { readonly kind: 'parked'; readonly outcome: DeliveryOutcome }
  | null;

export type BillingDeliveries = (delivery: Billing, signal: AbortSignal) => Promise<WorkEnd>;

type Working = {
  readonly billing: BillingWay | null;
  readonly storage: Pick<BillingStore, 'readBilling'>;
  readonly subscriptionSettler: SubscriptionSettler;
  readonly invoiceSettler: InvoiceSettler;
  readonly log: Log;
};

export function billingDeliveries({
  billing,
  storage,
  subscriptionSettler,
  invoiceSettler,
  log,
}: Working): BillingDeliveries {
  function endOf(id: string, settled: SubscriptionSettled): WorkEnd {
    switch (settled.kind) {
      case 'settled':
        return null;
      case 'others':
        return { kind: 'done', outcome: { code: 'not_ours' } };
      case 'gone':
        return { kind: 'parked', outcome: { code: 'unknown_at_provider' } };
      case 'unpriced':
        log.warn({ about: id }, 'a subscription is at a price that no plan is mapped to; its webhook is parked');
        return { kind: 'parked', outcome: { code: 'price_unmapped' } };
    }
  }

  async function ofSubscription(id: string, deliveryId: number, signal: AbortSignal): Promise<WorkEnd> {
    return endOf(id, await subscriptionSettler.settle(id, { deliveryId, signal }));
  }

  async function ofPage(id: string, { provider, id: deliveryId }: Billing, signal: AbortSignal): Promise<WorkEnd> {
    const { subscriptions } = await storage.readBilling({ page: { provider, id } });
    const page = subscriptions.find(({ checkout }) => checkout?.providerCheckoutId === id);
    if (page?.checkout == null) return { kind: 'done', outcome: { code: 'not_ours' } };
    const settled = await subscriptionSettler.settlePage(
      { id: page.id, checkout: page.checkout },
      { deliveryId, signal },
    );
    // The reconciler goes on asking about a page that is open.
    if (settled.kind === 'open') return { kind: 'done', outcome: { code: 'page_open' } };
    return endOf(id, settled) ?? { kind: 'done', outcome: { code: 'page_settled' } };
  }

  async function ofInvoice(id: string, deliveryId: number, signal: AbortSignal): Promise<WorkEnd> {
    const settled = await invoiceSettler.settle(id, { deliveryId, signal });
    if (settled.kind === 'settled') return null;
    return settled.kind === 'others'
      ? { kind: 'done', outcome: { code: 'not_ours' } }
      : { kind: 'parked', outcome: { code: 'unknown_at_provider' } };
  }

  return async (delivery, signal) => {
    const { provider, providerTxnId: id } = delivery;
    if (id === null || billing?.provider !== provider) return { kind: 'parked', outcome: { code: 'no_billing' } };
    switch (delivery.billing) {
      case 'subscription':
        return ofSubscription(id, delivery.id, signal);
      case 'checkout':
        return ofPage(id, delivery, signal);
      case 'invoice':
        return ofInvoice(id, delivery.id, signal);
    }
  };
}
