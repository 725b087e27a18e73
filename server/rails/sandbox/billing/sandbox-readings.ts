// What the sandbox's books say, as the port has it.
import type { InvoiceReading, SubscriptionReading } from '../../billing-rail.ts';
import type { Invoice, Subscription } from './sandbox-books.ts';

const statuses = { incomplete: 'paused', past_due: 'paused', active: 'active', canceled: 'canceled' } as const;
const invoiceStatuses = { open: 'finalized', failed: 'failed', paid: 'paid' } as const;

export function readingOfSubscription(subscription: Subscription): SubscriptionReading {
  const { id, ownId, customer, state, priceId, startsAt, endsAt, isEnding, createdAt } = subscription;
  return {
    providerSubscriptionId: id,
    providerCustomerId: customer,
    status: statuses[state],
    providerStatus: state,
    priceId,
    period: { startsAt, endsAt },
    isCancelPlanned: isEnding && state !== 'canceled',
    subscriptionId: ownId,
    createdAt,
  };
}

export function readingOfInvoice(invoice: Invoice, pageUrl: string): InvoiceReading {
  return {
    providerInvoiceId: invoice.id,
    providerCustomerId: invoice.customer,
    status: invoiceStatuses[invoice.state],
    providerStatus: invoice.state,
    isOver: invoice.state === 'paid',
    amountCents: invoice.amountCents,
    currency: invoice.currency,
    pageUrl,
    providerSubscriptionId: invoice.subscription,
    invoiceId: invoice.ownId === '' ? null : invoice.ownId,
    createdAt: invoice.createdAt,
  };
}
