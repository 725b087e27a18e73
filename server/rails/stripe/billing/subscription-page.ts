// Stripe's hosted page on which a subscription is begun and paid: one open page for each of our ids.
import type { Stripe } from 'stripe';
import { backAt, type SubscriptionPageAsked, type SubscriptionPageReading } from '../../billing-rail.ts';
import { RailUnavailable } from '../../rail.ts';
import { ask } from '../connect-stripe.ts';
import { listAll } from './listing.ts';
import { isMissing, refusing } from './refusal.ts';
import { SubscriptionPage } from './shapes.ts';

type Opened = { readonly url: string; readonly providerCheckoutId: string };

/** Two open pages would be two subscriptions, so that those of the customer are looked through before another is made. */
export async function openSubscriptionPage(
  stripe: Stripe,
  asked: SubscriptionPageAsked,
  signal: AbortSignal,
): Promise<Opened> {
  const { subscriptionId, providerCustomerId: customer, priceId, returnUrl } = asked;
  const before = (await list(stripe, customer, signal)).filter(
    ({ metadata }) => metadata?.['subscription_id'] === subscriptionId,
  );
  const done = before.find(({ status }) => status === 'complete');
  if (done !== undefined) return { url: backAt(returnUrl, 'done'), providerCheckoutId: done.id };
  const open = before.find(({ status }) => status === 'open');
  if (open !== undefined) return openedOf(open);
  const metadata = { subscription_id: subscriptionId };
  const params: Stripe.Checkout.SessionCreateParams = {
    mode: 'subscription',
    customer,
    line_items: [{ price: priceId, quantity: 1 }],
    metadata,
    subscription_data: { metadata },
    success_url: backAt(returnUrl, 'done'),
    cancel_url: backAt(returnUrl, 'cancelled'),
  };
  // After those that are over it is another page, which the same key would not give.
  const idempotencyKey = `subscription:${subscriptionId}:${customer}:page:${before.length + 1}:v1`;
  const made = await refusing({ of: 'subscription', priceId }, () =>
    ask({ to: 'make a subscription page', shape: SubscriptionPage, signal }, () =>
      stripe.checkout.sessions.create(params, { idempotencyKey }),
    ),
  );
  if (made.metadata?.['subscription_id'] !== subscriptionId)
    throw new RailUnavailable('Stripe answered about another page than was asked for');
  return openedOf(made);
}

export async function readSubscriptionPage(
  stripe: Stripe,
  id: string,
  signal: AbortSignal,
): Promise<SubscriptionPageReading | null> {
  try {
    const page = await ask({ to: 'read a subscription page', shape: SubscriptionPage, signal }, () =>
      stripe.checkout.sessions.retrieve(id),
    );
    if (page.id !== id || page.mode !== 'subscription')
      throw new RailUnavailable(`asked for ${id}, told of another page`);
    return readingOf(page);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function readingOf({ id, status, subscription }: SubscriptionPage): SubscriptionPageReading {
  if (status === 'open') return { kind: 'open' };
  if (status === 'expired') return { kind: 'over' };
  if (subscription == null) throw new RailUnavailable(`the page ${id} is complete and names no subscription`);
  return { kind: 'subscribed', providerSubscriptionId: subscription };
}

function list(stripe: Stripe, customer: string, signal: AbortSignal): Promise<readonly SubscriptionPage[]> {
  return refusing({ of: 'customer' }, () =>
    listAll({ to: 'list subscription pages', shape: SubscriptionPage, signal }, (page) =>
      stripe.checkout.sessions.list({ customer, ...page }),
    ),
  );
}

function openedOf({ id, url }: SubscriptionPage): Opened {
  if (url == null) throw new RailUnavailable('Stripe made a subscription page without an address');
  return { url, providerCheckoutId: id };
}
