// The two ways to start a card payment: inside our own page, or on Stripe's. Each repeats safely under the order's own key.
import type { Stripe } from 'stripe';
import type { ProviderNo } from '../../contract/problem-params.ts';
import type { Order, OrderId } from '../../contract/orders/orders.ts';
import { RailRefused, RailUnavailable, type RailStart } from '../rail.ts';
import { ask, StripeRefused } from './connect-stripe.ts';
import { Intent, Session } from './shapes.ts';
import { amountAtStripe } from './units.ts';

const provider = 'stripe';

export type StripeCheckout = 'element' | 'session';

type Start = {
  readonly stripe: Stripe;
  readonly pageUrl: (orderId: OrderId) => string;
  readonly publishableKey: string;
  /** What the buyer reads on Stripe’s page, given the end of the order’s id. */
  readonly purchaseName: (order: string) => string;
};

/** Stripe's bounds are half an hour and a day from when it is asked, and the same words must be sent however late that is. */
const sessionMinSeconds = 31 * 60;
const sessionMaxSeconds = 24 * 60 * 60 - 60;

/** A PaymentIntent that our own page confirms. */
export async function startElement(
  order: Order,
  { stripe, pageUrl, publishableKey }: Start,
  signal: AbortSignal,
): Promise<RailStart> {
  const asked = {
    amount: amountAtStripe({ amountCents: order.amount_cents, currency: order.currency }),
    currency: order.currency.toLowerCase(),
    automatic_payment_methods: { enabled: true },
    metadata: { order_id: order.id },
  };
  const intent = await askToStart(order, () =>
    ask({ to: 'make a payment', shape: Intent, signal }, () =>
      stripe.paymentIntents.create(asked, { idempotencyKey: `order:${order.id}:v1` }),
    ),
  );
  if (intent.amount !== asked.amount || intent.currency !== asked.currency) throw otherPrice(order);
  const { client_secret: clientSecret } = intent;
  if (clientSecret == null) throw new RailUnavailable('Stripe made a payment without a secret for its page');
  return {
    providerTxnId: intent.id,
    checkout: { type: 'client_secret', url: pageUrl(order.id), clientSecret, publishableKey },
  };
}

/** A Checkout Session. Its price is ours in our currency: Stripe may neither convert it nor take a code off it. */
export async function startSession(
  order: Order,
  { stripe, pageUrl, purchaseName }: Start,
  signal: AbortSignal,
): Promise<RailStart> {
  const page = pageUrl(order.id);
  const currency = order.currency.toLowerCase();
  const amount = amountAtStripe({ amountCents: order.amount_cents, currency: order.currency });
  const name = purchaseName(order.id.slice(-8));
  const asked: Stripe.Checkout.SessionCreateParams = {
    mode: 'payment',
    line_items: [{ quantity: 1, price_data: { currency, unit_amount: amount, product_data: { name } } }],
    adaptive_pricing: { enabled: false },
    client_reference_id: order.id,
    metadata: { order_id: order.id },
    // What comes of it later, as refunds and disputes do, names the payment and not this page.
    payment_intent_data: { metadata: { order_id: order.id } },
    // The page says what it means, until Stripe has been asked.
    success_url: `${page}?back=done`,
    cancel_url: `${page}?back=cancelled`,
    expires_at: endOf(order),
  };
  const session = await askToStart(order, () =>
    ask({ to: 'make a checkout page', shape: Session, signal }, () =>
      stripe.checkout.sessions.create(asked, { idempotencyKey: `order:${order.id}:session:v1` }),
    ),
  );
  if (session.amount_total !== amount || session.currency !== currency) throw otherPrice(order);
  if (session.url == null || !session.id.startsWith('cs_'))
    throw new RailUnavailable('Stripe made a checkout page without an address');
  return { providerTxnId: session.id, checkout: { type: 'redirect', url: page, providerUrl: session.url } };
}

async function askToStart<Started>(order: Order, start: () => Promise<Started>): Promise<Started> {
  try {
    return await start();
  } catch (error) {
    const no = error instanceof StripeRefused ? refusalOf(error, order) : null;
    throw no === null ? error : new RailRefused(no);
  }
}

/** null: a later try may succeed. Errors about keys, limits, repeats and wrong clocks say nothing about the payment itself. */
function refusalOf({ kind, status, code, parameter }: StripeRefused, order: Order): ProviderNo | null {
  if (kind !== 'StripeInvalidRequestError' || status !== 400 || parameter === 'expires_at') return null;
  const { amount_cents, currency } = order;
  const price = { provider, amount_cents, currency } as const;
  switch (code) {
    case 'amount_too_small':
      return { reason: 'amount_too_small', ...price };
    case 'amount_too_large':
      return { reason: 'amount_too_large', ...price };
    default:
      return parameter === 'currency'
        ? { reason: 'currency_not_taken', provider, currency }
        : { reason: 'payment_not_taken', ...price, told: code ?? parameter ?? `status ${status}` };
  }
}

/** Epoch seconds. Any start before the order's end is early enough; what is paid after that end is credited all the same. */
function endOf({ created_at: createdAt, expires_at: expiresAt }: Order): number {
  return Math.min(Math.ceil(expiresAt / 1000) + sessionMinSeconds, Math.floor(createdAt / 1000) + sessionMaxSeconds);
}

function otherPrice(order: Order): RailUnavailable {
  return new RailUnavailable(`the payment of order ${order.id} has another price than the order`);
}
