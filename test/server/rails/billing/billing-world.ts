// What the suite for billing rails needs of a provider beside the rail itself: somebody who pays, and time that passes.
import type { BillingRail, ReadBillingEvent } from '../../../../server/rails/billing-rail.ts';
import type { RawDelivery } from '../../../../server/rails/rail.ts';

export type BillingWorld = {
  readonly rail: BillingRail;
  readonly readEvent: ReadBillingEvent;
  /** Of a price of ten euros a month. */
  readonly priceId: string;
  /** The buyer's yes on the page. */
  agree(providerCheckoutId: string): void | Promise<void>;
  /** The page's time is over. */
  expire(providerCheckoutId: string): void;
  /** Its next period begins, or the end that was planned comes. */
  goOn(providerSubscriptionId: string): void | Promise<void>;
  /** Its next period begins, and nobody pays for it. */
  goOnUnpaid(providerSubscriptionId: string): void | Promise<void>;
  /** By its payer, on its page. */
  pay(providerInvoiceId: string): void | Promise<void>;
  /** A payer tries and is refused. */
  failToPay(providerInvoiceId: string): void | Promise<void>;
  /** null where customers cannot be deleted. */
  readonly deleteCustomer: ((providerCustomerId: string) => void) | null;
  /** Every webhook that was made so far, signed for now. */
  deliveries(): readonly RawDelivery[] | Promise<readonly RawDelivery[]>;
  close(): Promise<void>;
};

export const returnUrl = 'https://credits.example.org/subscription/back';

const now = () => AbortSignal.timeout(60_000);

/** The rail's questions without their signals. */
export function billingDesk(rail: BillingRail) {
  return {
    price: (id: string) => rail.readPrice(id, now()),
    customer: (customerId: string, known: string | null = null, named: { email?: string; name?: string } = {}) =>
      rail
        .ensureCustomer({ customerId, known, email: named.email ?? null, name: named.name ?? null }, now())
        .then(({ providerCustomerId }) => providerCustomerId),
    begin: (subscriptionId: string, providerCustomerId: string, priceId: string) =>
      rail.ensureSubscription({ subscriptionId, providerCustomerId, priceId }, now()),
    open: (subscriptionId: string, providerCustomerId: string, priceId: string) =>
      rail.openSubscriptionPage({ subscriptionId, providerCustomerId, priceId, returnUrl }, now()),
    page: (id: string) => rail.readSubscriptionPage(id, now()),
    subscription: (id: string) => rail.readSubscription(id, now()),
    subscriptions: (customer: string) => rail.listSubscriptions(customer, now()),
    cancel: (providerSubscriptionId: string, atPeriodEnd: boolean) =>
      rail.cancelSubscription({ providerSubscriptionId, atPeriodEnd }, now()),
    push: (invoiceId: string, providerCustomerId: string, amounts: readonly number[] = [700, 350], currency = 'EUR') =>
      rail.pushInvoice(
        {
          invoiceId,
          providerCustomerId,
          currency,
          lines: amounts.map((amountCents, index) => ({
            id: `${invoiceId}:${index}`,
            description: `Usage ${index}`,
            amountCents,
          })),
        },
        now(),
      ),
    invoice: (id: string) => rail.readInvoice(id, now()),
    invoices: (customer: string) => rail.listInvoices(customer, now()),
    portal: (providerCustomerId: string) => rail.openPortal({ providerCustomerId, returnUrl }, now()),
  };
}

export type BillingDesk = ReturnType<typeof billingDesk>;
