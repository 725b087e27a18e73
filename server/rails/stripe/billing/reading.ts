// What Stripe's subscriptions, invoices and prices mean to us. Nothing here asks anybody.
import type {
  InvoiceReading,
  InvoiceStatus,
  PriceReading,
  SubscriptionReading,
  SubscriptionStatus,
} from '../../billing-rail.ts';
import { fromStripe } from '../units.ts';
import type { Invoice, InvoicePayment, Price, Subscription } from './shapes.ts';

export function readingOfPrice(price: Price): PriceReading {
  const { recurring } = price;
  const isPlain = price.billing_scheme === 'per_unit' && recurring?.usage_type !== 'metered';
  return {
    priceId: price.id,
    amountCents: isPlain && price.unit_amount != null ? fromStripe(price.unit_amount, price.currency) : null,
    currency: price.currency.toUpperCase(),
    every: recurring == null ? null : everyOf(recurring),
    isActive: price.active,
  };
}

const units = ['day', 'week', 'month', 'year'] as const;

function everyOf({ interval, interval_count: count }: NonNullable<Price['recurring']>): PriceReading['every'] {
  const unit = units.find((one) => one === interval);
  return unit === undefined ? null : { unit, count };
}

/** null: a status that this was not written for. */
export function readingOfSubscription(subscription: Subscription): SubscriptionReading | null {
  const status = statusOf(subscription);
  if (status === null) return null;
  const { items, cancel_at: cancelAt } = subscription;
  const [first] = items.data;
  const isOfOne = items.data.length === 1 && (first?.quantity ?? 1) === 1;
  const period =
    first === undefined
      ? null
      : {
          startsAt: Math.min(...items.data.map((item) => item.current_period_start)) * 1000,
          endsAt: Math.min(...items.data.map((item) => item.current_period_end)) * 1000,
        };
  const isPaused = subscription.pause_collection != null;
  return {
    providerSubscriptionId: subscription.id,
    providerCustomerId: subscription.customer,
    status,
    providerStatus: isPaused ? `${subscription.status} (collection paused)` : subscription.status,
    priceId: isOfOne ? (first?.price.id ?? null) : null,
    period,
    isCancelPlanned:
      status !== 'canceled' &&
      // The portal sets a date, others a flag.
      (subscription.cancel_at_period_end || (cancelAt != null && period !== null && cancelAt * 1000 <= period.endsAt)),
    subscriptionId: subscription.metadata?.['subscription_id'] ?? null,
    createdAt: subscription.created * 1000,
  };
}

/** https://docs.stripe.com/api/subscriptions/object, as of 2026. */
function statusOf({ status, pause_collection: pause }: Subscription): SubscriptionStatus | null {
  switch (status) {
    case 'active':
    case 'trialing':
      return pause == null ? 'active' : 'paused';
    case 'past_due':
    case 'unpaid':
    case 'incomplete':
    case 'paused':
      return 'paused';
    case 'canceled':
    case 'incomplete_expired':
      return 'canceled';
    default:
      return null;
  }
}

/** null: a status that this was not written for. */
export function readingOfInvoice(invoice: Invoice): InvoiceReading | null {
  const status = statusOfInvoice(invoice);
  if (status === null) return null;
  return {
    providerInvoiceId: invoice.id,
    providerCustomerId: invoice.customer,
    status,
    providerStatus: status === 'failed' && invoice.status === 'open' ? 'open (payment failed)' : invoice.status,
    isOver: ends.has(invoice.status),
    amountCents: centsOf(invoice.total, invoice.currency),
    currency: invoice.currency.toUpperCase(),
    pageUrl: invoice.hosted_invoice_url ?? null,
    providerSubscriptionId: invoice.parent?.subscription_details?.subscription ?? null,
    invoiceId: invoice.metadata?.['invoice_id'] ?? null,
    createdAt: invoice.created * 1000,
  };
}

const ends = new Set(['paid', 'void', 'uncollectible']);

function statusOfInvoice(invoice: Invoice): InvoiceStatus | null {
  switch (invoice.status) {
    case 'draft':
      return 'draft';
    case 'open':
      return hasFailed(invoice) ? 'failed' : 'finalized';
    case 'paid':
      return 'paid';
    case 'void':
    case 'uncollectible':
      return 'failed';
    default:
      return null;
  }
}

/** Whether an open invoice has to be fetched by itself: only its payment says whether the last try is still under way. */
export function needsPayment({ status, attempted, payments }: Invoice): boolean {
  return status === 'open' && attempted && intentIn(payments?.data ?? []) === null;
}

/** A try was made, and it is not still under way, as at a bank that takes days, or waiting for the payer to confirm it. */
function hasFailed({ attempted, payments }: Invoice): boolean {
  if (!attempted) return false;
  const intent = intentIn(payments?.data ?? []);
  if (intent === null) return true;
  return (
    intent.status === 'canceled' || (intent.status === 'requires_payment_method' && intent.last_payment_error != null)
  );
}

type Intent = Extract<InvoicePayment['payment']['payment_intent'], { readonly id: string }>;

function intentIn(payments: readonly InvoicePayment[]): Intent | null {
  const intent = (payments.find((one) => one.is_default) ?? payments[0])?.payment.payment_intent;
  return typeof intent === 'object' ? (intent ?? null) : null;
}

/** An invoice may come to less than nothing, and then the customer has something to their credit. */
function centsOf(amount: number, currency: string): number {
  return amount < 0 ? -fromStripe(-amount, currency) : fromStripe(amount, currency);
}
