// How subscriptions and invoices are kept at a provider of payments. The port knows customers, prices and readings; which plan a
// subscription buys, and whose it is, is not its business.
import type { Provider } from '../contract/orders/orders.ts';
import type { RawDelivery } from './rail.ts';

/** active: it runs, a trial as well. paused: it waits for a payment, or was put on hold. canceled: over for good. */
export type SubscriptionStatus = 'active' | 'paused' | 'canceled';

/** Times are epoch milliseconds. */
export type SubscriptionReading = {
  readonly providerSubscriptionId: string;
  readonly providerCustomerId: string;
  readonly status: SubscriptionStatus;
  /** The provider's own word for it, for the operator. */
  readonly providerStatus: string;
  /** null: it is of no single price. */
  readonly priceId: string | null;
  readonly period: { readonly startsAt: number; readonly endsAt: number } | null;
  /** It runs until the end of its period and no further. */
  readonly isCancelPlanned: boolean;
  /** Ours, as it was given when the subscription was made; null: it was made at the provider. */
  readonly subscriptionId: string | null;
  /** When it was made at the provider. */
  readonly createdAt: number;
};

/**
 * finalized: it can be paid, and no try to have it paid has failed. failed: such a try has failed, after which it may still be paid; or
 * it was voided or given up.
 */
export type InvoiceStatus = 'draft' | 'finalized' | 'paid' | 'failed';

/** `amountCents`: minor units of ISO 4217. */
export type InvoiceReading = {
  readonly providerInvoiceId: string;
  readonly providerCustomerId: string;
  readonly status: InvoiceStatus;
  readonly providerStatus: string;
  /** It was paid, voided or given up: nothing more is to be expected of it. */
  readonly isOver: boolean;
  readonly amountCents: number;
  readonly currency: string;
  /** The page on which it is paid or read; null: there is none yet. */
  readonly pageUrl: string | null;
  /** The provider's subscription that it is for; null: for none. */
  readonly providerSubscriptionId: string | null;
  /** Ours, where it was pushed from here. */
  readonly invoiceId: string | null;
  readonly createdAt: number;
};

export type CustomerAsked = {
  readonly customerId: string;
  /** What it was known as so far. Where the provider has no such customer any more, a new one is made. */
  readonly known: string | null;
  readonly email: string | null;
  readonly name: string | null;
};

export type SubscriptionAsked = {
  readonly subscriptionId: string;
  readonly providerCustomerId: string;
  readonly priceId: string;
};

/** A page of the provider's on which a subscription is begun and paid. `returnUrl`: where it leads afterwards, paid or not. */
export type SubscriptionPageAsked = SubscriptionAsked & { readonly returnUrl: string };

/** How somebody comes back from a page of the provider's: having subscribed, having left it, or having managed what they have. */
export type Back = 'done' | 'cancelled' | 'portal';

/** `returnUrl`, which then says so. */
export function backAt(returnUrl: string, back: Back): string {
  const url = new URL(returnUrl);
  url.searchParams.set('back', back);
  return url.toString();
}

export type InvoiceLineAsked = { readonly id: string; readonly description: string; readonly amountCents: number };

export type InvoiceAsked = {
  readonly invoiceId: string;
  readonly providerCustomerId: string;
  readonly currency: string;
  readonly lines: readonly InvoiceLineAsked[];
};

/** A webhook about a subscription or an invoice, after its signature was checked; it names an object and proves nothing more. */
export type BillingEvent = {
  readonly kind: 'billing';
  readonly eventId: string;
  readonly eventType: string;
  readonly object: 'subscription' | 'invoice' | 'checkout';
  readonly providerId: string;
};

/**
 * Each call takes a signal, has its own timeout, may be repeated with the same ids and then has no further effect, also where the
 * reply to the first was cut. Calls throw RailUnavailable where a later try may succeed, and RailRefused where it will not.
 */
export type BillingRail = {
  /** The currencies and amounts of a price, so that a mapping can be checked and shown. null: there is no such price. */
  readPrice(priceId: string, signal: AbortSignal): Promise<PriceReading | null>;
  /** Of one that is there, what stands at the provider is left as it is; only a name and an address that are missing are added. */
  ensureCustomer(asked: CustomerAsked, signal: AbortSignal): Promise<{ readonly providerCustomerId: string }>;
  /** Begins a subscription without a page; its first invoice may stay unpaid, and then it is paused. */
  ensureSubscription(asked: SubscriptionAsked, signal: AbortSignal): Promise<SubscriptionReading>;
  /** The page that is open for this id; where the last one is over, a new one. Once subscribed, `url` is `returnUrl`. */
  openSubscriptionPage(
    asked: SubscriptionPageAsked,
    signal: AbortSignal,
  ): Promise<{ readonly url: string; readonly providerCheckoutId: string }>;
  /** What became of such a page. null: there is no such page. */
  readSubscriptionPage(providerCheckoutId: string, signal: AbortSignal): Promise<SubscriptionPageReading | null>;
  readSubscription(providerSubscriptionId: string, signal: AbortSignal): Promise<SubscriptionReading | null>;
  /** All of a customer's, ended ones too, newest first. Throws RailRefused where there is no such customer. */
  listSubscriptions(providerCustomerId: string, signal: AbortSignal): Promise<readonly SubscriptionReading[]>;
  /** A subscription that is over, or is to end by itself already, is left as it is. */
  cancelSubscription(
    asked: { readonly providerSubscriptionId: string; readonly atPeriodEnd: boolean },
    signal: AbortSignal,
  ): Promise<SubscriptionReading>;
  /** Makes the invoice with its lines, finalizes it, and tries to have it paid. */
  pushInvoice(asked: InvoiceAsked, signal: AbortSignal): Promise<InvoiceReading>;
  readInvoice(providerInvoiceId: string, signal: AbortSignal): Promise<InvoiceReading | null>;
  listInvoices(providerCustomerId: string, signal: AbortSignal): Promise<readonly InvoiceReading[]>;
  /** The provider's page on which a customer changes and cancels what they have. */
  openPortal(
    asked: { readonly providerCustomerId: string; readonly returnUrl: string },
    signal: AbortSignal,
  ): Promise<{ readonly url: string }>;
};

/** `every`: how long one payment lasts. null: it is not paid again and again, and no subscription can be of it. */
export type PriceReading = {
  readonly priceId: string;
  readonly amountCents: number | null;
  readonly currency: string;
  readonly every: { readonly unit: 'day' | 'week' | 'month' | 'year'; readonly count: number } | null;
  readonly isActive: boolean;
};

export type SubscriptionPageReading =
  | { readonly kind: 'open' }
  | { readonly kind: 'subscribed'; readonly providerSubscriptionId: string }
  | { readonly kind: 'over' };

/** null: the delivery is not about a subscription or an invoice, and the rail itself is to read it. */
export type ReadBillingEvent = (delivery: RawDelivery) => BillingEvent | null;

/** Subscriptions and invoices at one provider. */
export type BillingWay = {
  readonly provider: Provider;
  readonly rail: BillingRail;
  readonly readEvent: ReadBillingEvent;
  /** The page of ours to which those of the provider lead back. */
  readonly returnUrl: () => string;
};
