// Subscriptions at Stripe that are begun, read and ended without a page.
import type { Stripe } from 'stripe';
import type { SubscriptionAsked, SubscriptionReading } from '../../billing-rail.ts';
import { RailRefused, RailUnavailable } from '../../rail.ts';
import { ask } from '../connect-stripe.ts';
import { listAll } from './listing.ts';
import { readingOfSubscription } from './reading.ts';
import { isMissing, refusing } from './refusal.ts';
import { Subscription } from './shapes.ts';
import { tryToPay } from './try-to-pay.ts';

/**
 * Stripe forgets an idempotency key after a day, so one with our id in it is looked for first. What is begun waits for its first
 * payment; Stripe makes nothing at all where it is told to collect at once from a customer without a way to pay.
 */
export async function ensureSubscription(
  stripe: Stripe,
  { subscriptionId, providerCustomerId: customer, priceId }: SubscriptionAsked,
  signal: AbortSignal,
): Promise<SubscriptionReading> {
  const concern = { of: 'subscription', priceId } as const;
  const before = (await list(stripe, customer, signal)).find(
    ({ metadata }) => metadata?.['subscription_id'] === subscriptionId,
  );
  const asked: Stripe.SubscriptionCreateParams = {
    customer,
    items: [{ price: priceId }],
    payment_behavior: 'default_incomplete',
    // What pays the first invoice, on its page, pays those that follow.
    payment_settings: { save_default_payment_method: 'on_subscription' },
    metadata: { subscription_id: subscriptionId },
  };
  const idempotencyKey = `subscription:${subscriptionId}:${customer}:v1`;
  const made =
    before ??
    (await refusing(concern, () =>
      ask({ to: 'begin a subscription', shape: Subscription, signal }, () =>
        stripe.subscriptions.create(asked, { idempotencyKey }),
      ),
    ));
  if (made.customer !== customer || made.metadata?.['subscription_id'] !== subscriptionId)
    throw new RailUnavailable('Stripe answered about another subscription than was asked for');
  if (made.status !== 'incomplete' || made.latest_invoice == null) return readingIn(made);
  await tryToPay(stripe, made.latest_invoice, signal);
  const now = await findSubscription(stripe, made.id, signal);
  return now ?? readingIn(made);
}

export async function findSubscription(
  stripe: Stripe,
  id: string,
  signal: AbortSignal,
): Promise<SubscriptionReading | null> {
  try {
    const subscription = await ask({ to: 'read a subscription', shape: Subscription, signal }, () =>
      stripe.subscriptions.retrieve(id),
    );
    if (subscription.id !== id) throw new RailUnavailable(`asked for ${id}, told of another subscription`);
    return readingIn(subscription);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export async function listSubscriptions(
  stripe: Stripe,
  customer: string,
  signal: AbortSignal,
): Promise<readonly SubscriptionReading[]> {
  return (await list(stripe, customer, signal)).map(readingIn);
}

export async function cancelSubscription(
  stripe: Stripe,
  {
    providerSubscriptionId: id,
    atPeriodEnd,
  }: { readonly providerSubscriptionId: string; readonly atPeriodEnd: boolean },
  signal: AbortSignal,
): Promise<SubscriptionReading> {
  const before = await findSubscription(stripe, id, signal);
  if (before === null) throw new RailRefused({ reason: 'subscription_unknown', provider: 'stripe' });
  if (before.status === 'canceled' || (atPeriodEnd && before.isCancelPlanned)) return before;
  // Without a key: what it asks for is a state, and what was undone since may be asked for again.
  const ended = await refusing({ of: 'subscription' }, () =>
    ask({ to: 'end a subscription', shape: Subscription, signal }, () =>
      atPeriodEnd ? stripe.subscriptions.update(id, { cancel_at_period_end: true }) : stripe.subscriptions.cancel(id),
    ),
  );
  return readingIn(ended);
}

function list(stripe: Stripe, customer: string, signal: AbortSignal): Promise<readonly Subscription[]> {
  return refusing({ of: 'customer' }, () =>
    listAll({ to: 'list subscriptions', shape: Subscription, signal }, (asked) =>
      stripe.subscriptions.list({ customer, status: 'all', ...asked }),
    ),
  );
}

function readingIn(subscription: Subscription): SubscriptionReading {
  const reading = readingOfSubscription(subscription);
  if (reading === null) throw new RailUnavailable(`Stripe answered about ${subscription.id} with something unexpected`);
  return reading;
}
