// Subscriptions and invoices through Stripe. What a webhook says only tells what to look at.
import type { Clock } from '../../../lib/clock.ts';
import { backAt, type BillingRail, type ReadBillingEvent } from '../../billing-rail.ts';
import { RailUnavailable } from '../../rail.ts';
import { ask, connectStripe, type StripeAccess } from '../connect-stripe.ts';
import { billingEventIn } from './billing-event.ts';
import { ensureCustomer } from './customers.ts';
import { listInvoices, pushInvoice, readInvoice } from './invoices.ts';
import { readingOfPrice } from './reading.ts';
import { isMissing, refusing } from './refusal.ts';
import { PortalSession, Price } from './shapes.ts';
import { openSubscriptionPage, readSubscriptionPage } from './subscription-page.ts';
import { cancelSubscription, ensureSubscription, findSubscription, listSubscriptions } from './subscriptions.ts';

export type StripeBillingOptions = StripeAccess & {
  readonly webhookSecret: string;
  readonly clock: Pick<Clock, 'now'>;
};

/** Throws when the webhook secret is empty: a signature under it is one that anybody can make. */
export function createStripeBilling(options: StripeBillingOptions): {
  readonly rail: BillingRail;
  readonly readEvent: ReadBillingEvent;
} {
  const { webhookSecret, clock } = options;
  if (webhookSecret === '') throw new Error('STRIPE_WEBHOOK_SECRET must not be empty.');
  const stripe = connectStripe(options);

  return {
    readEvent: (delivery) => billingEventIn(delivery, { stripe, webhookSecret, now: clock.now() }),
    rail: {
      readPrice,
      openPortal,
      ensureCustomer: (asked, signal) => ensureCustomer(stripe, asked, signal),
      ensureSubscription: (asked, signal) => ensureSubscription(stripe, asked, signal),
      openSubscriptionPage: (asked, signal) => openSubscriptionPage(stripe, asked, signal),
      readSubscriptionPage: (id, signal) => readSubscriptionPage(stripe, id, signal),
      readSubscription: (id, signal) => findSubscription(stripe, id, signal),
      listSubscriptions: (customer, signal) => listSubscriptions(stripe, customer, signal),
      cancelSubscription: (asked, signal) => cancelSubscription(stripe, asked, signal),
      pushInvoice: (asked, signal) => pushInvoice(stripe, asked, signal),
      readInvoice: (id, signal) => readInvoice(stripe, id, signal),
      listInvoices: (customer, signal) => listInvoices(stripe, customer, signal),
    },
  };

  async function readPrice(id: string, signal: AbortSignal) {
    try {
      const price = await ask({ to: 'read a price', shape: Price, signal }, () => stripe.prices.retrieve(id));
      if (price.id !== id) throw new RailUnavailable(`asked for ${id}, told of another price`);
      return readingOfPrice(price);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** An address for one person and a few minutes, so that each is made anew. */
  async function openPortal(
    { providerCustomerId: customer, returnUrl }: Parameters<BillingRail['openPortal']>[0],
    signal: AbortSignal,
  ) {
    const { url } = await refusing({ of: 'portal' }, () =>
      ask({ to: 'open the customer portal', shape: PortalSession, signal }, () =>
        stripe.billingPortal.sessions.create({ customer, return_url: backAt(returnUrl, 'portal') }),
      ),
    );
    return { url };
  }
}
