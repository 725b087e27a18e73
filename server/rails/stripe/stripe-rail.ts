// Cards and what else Stripe takes, by a PaymentIntent that our own page confirms. A webhook only says which one to look at.
import { Stripe } from 'stripe';
import type { OrderId } from '../../contract/orders.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Rail, RailUnavailable } from '../rail.ts';
import { eventIn } from './event.ts';
import { readingOf } from './reading.ts';

export type StripeOptions = {
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
  /** Another address than Stripe's own, for tests; null otherwise. */
  readonly apiUrl: string | null;
  readonly pageUrl: (orderId: OrderId) => string;
  readonly clock: Clock;
};

/** What this rail was written and tried against; it changes with the SDK's version, by hand. */
const apiVersion = '2026-10-28.endive';
const timeoutMs = 9_000;

/** Throws when the webhook secret is empty: a signature under it is one that anybody can make. */
export function createStripeRail(options: StripeOptions): Rail {
  const { publishableKey, webhookSecret, clock } = options;
  if (webhookSecret === '') throw new Error('STRIPE_WEBHOOK_SECRET must not be empty.');
  const stripe = connectStripe(options);

  return {
    provider: 'stripe',

    async start(order, signal) {
      const asked = {
        amount: order.amount_cents,
        currency: order.currency.toLowerCase(),
        automatic_payment_methods: { enabled: true },
        metadata: { order_id: order.id },
      };
      const intent = await ask('make a payment', signal, () =>
        stripe.paymentIntents.create(asked, { idempotencyKey: `order:${order.id}:v1` }),
      );
      if (intent.amount !== asked.amount || intent.currency !== asked.currency)
        throw new RailUnavailable(`the payment of order ${order.id} has another price than the order`);
      const { client_secret: clientSecret } = intent;
      if (typeof intent.id !== 'string' || typeof clientSecret !== 'string')
        throw new RailUnavailable('Stripe answered to a new payment with something unexpected');
      return {
        providerTxnId: intent.id,
        checkout: { type: 'client_secret', url: options.pageUrl(order.id), clientSecret, publishableKey },
      };
    },

    async read({ providerTxnId }, signal) {
      const intent = await ask('read a payment', signal, () =>
        stripe.paymentIntents.retrieve(providerTxnId, { expand: ['latest_charge'] }),
      );
      const reading = intent.id === providerTxnId ? readingOf(intent) : null;
      if (reading === null)
        throw new RailUnavailable(`Stripe answered about ${providerTxnId} with something unexpected`);
      return reading;
    },

    verify: (delivery) => eventIn(delivery, { stripe, webhookSecret, now: clock.now() }),

    async refund({ id, providerTxnId, amountCents }, signal) {
      const refund = await ask('give money back', signal, () =>
        stripe.refunds.create(
          { payment_intent: providerTxnId, amount: amountCents, metadata: { refund_id: id } },
          { idempotencyKey: `refund:${id}` },
        ),
      );
      const isFailed = refund.status === 'failed' || refund.status === 'canceled';
      const state = refund.status === 'succeeded' ? 'succeeded' : isFailed ? 'failed' : 'pending';
      return { providerRefundId: refund.id, refundId: id, amountCents, state, collectUrl: null };
    },

    close: () => Promise.resolve(),
  };
}

export function connectStripe({ secretKey, apiUrl }: Pick<StripeOptions, 'secretKey' | 'apiUrl'>): Stripe {
  const at = apiUrl === null ? null : new URL(apiUrl);
  return new Stripe(secretKey, {
    apiVersion,
    timeout: timeoutMs,
    // Whoever asks repeats the whole question, under the same idempotency key.
    maxNetworkRetries: 0,
    telemetry: false,
    ...(at === null ? {} : { protocol: at.protocol === 'http:' ? 'http' : 'https', host: at.hostname, port: at.port }),
  });
}

/** The SDK knows no signals: what comes after the end of one is let go. Of its errors only their kind is told on. */
export async function ask<A>(question: string, signal: AbortSignal, call: () => Promise<A>): Promise<A> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const answer = call();
  try {
    return await Promise.race([answer, ended(limited)]);
  } catch (error) {
    answer.catch(() => undefined);
    throw new RailUnavailable(`Stripe did not ${question} (${kindOf(error)})`);
  }
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('TimeoutError')), { once: true });
  });
}

function kindOf(error: unknown): string {
  if (error instanceof Stripe.errors.StripeError)
    return `${error.type}, ${error.statusCode ?? 'no status'}, ${error.code ?? 'no code'}`;
  return error instanceof Error ? error.name : 'no reason given';
}
