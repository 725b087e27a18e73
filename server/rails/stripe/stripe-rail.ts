// Cards and what else Stripe takes, on our own page or on Stripe's. A webhook only says which payment to look at.
import type { OrderId } from '../../contract/orders/orders.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Rail, type RailReading, RailRefused, RailUnavailable, ownerNamed } from '../rail.ts';
import { startElement, startSession, type StripeCheckout } from './checkout.ts';
import { ask, connectStripe, type StripeAccess, StripeRefused } from './connect-stripe.ts';
import { eventIn } from './event.ts';
import { type Aftermath, chargeOf, disputeOf, readingOf, readingOfSession, toRailRefund } from './reading.ts';
import { giveBack, listRefunds } from './refunds.ts';
import { Disputes, Intent, Session } from './shapes.ts';
import { quoteAtStripe } from './units.ts';

export type StripeOptions = StripeAccess & {
  readonly publishableKey: string;
  readonly webhookSecret: string;
  readonly checkout: StripeCheckout;
  readonly pageUrl: (orderId: OrderId) => string;
  readonly purchaseName: (order: string) => string;
  readonly clock: Clock;
};

/** Throws when the webhook secret is empty: a signature under it is one that anybody can make. */
export function createStripeRail(options: StripeOptions): Rail {
  const { webhookSecret, clock } = options;
  if (webhookSecret === '') throw new Error('STRIPE_WEBHOOK_SECRET must not be empty.');
  const stripe = connectStripe(options);

  return {
    provider: 'stripe',
    quote: quoteAtStripe,

    start(order, signal) {
      const start = options.checkout === 'session' ? startSession : startElement;
      return start(order, { ...options, stripe }, signal);
    },

    async read({ providerTxnId: id }, signal) {
      const reading = isSession(id) ? await readSession(id, signal) : await readIntent(id, signal);
      if (reading === null) throw new RailUnavailable(`Stripe answered about ${id} with something unexpected`);
      return reading;
    },

    verify: (delivery) => eventIn(delivery, { stripe, webhookSecret, now: clock.now() }),

    async ownerOf(id, signal) {
      try {
        const { metadata } = isSession(id) ? await fetchSession(id, signal) : await fetchIntent(id, signal);
        return ownerNamed(metadata?.['order_id']);
      } catch (error) {
        // Events are signed for this account and mode: what Stripe does not find is gone, or was never ours.
        if (error instanceof StripeRefused && error.status === 404) return { kind: 'others' };
        throw error;
      }
    },

    async refund({ id, providerTxnId, ...price }, signal) {
      const intentId = isSession(providerTxnId) ? await intentOf(providerTxnId, signal) : providerTxnId;
      return giveBack(stripe, { id, intentId, ...price }, signal);
    },

    close: () => Promise.resolve(),
  };

  function fetchIntent(id: string, signal: AbortSignal): Promise<Intent> {
    return ask({ to: 'read a payment', shape: Intent, signal }, () =>
      stripe.paymentIntents.retrieve(id, { expand: ['latest_charge.refunds'] }),
    );
  }

  async function readIntent(id: string, signal: AbortSignal): Promise<RailReading | null> {
    const intent = await fetchIntent(id, signal);
    return intent.id === id ? readingOf(intent, await aftermathOf(intent, signal)) : null;
  }

  async function readSession(id: string, signal: AbortSignal): Promise<RailReading | null> {
    const session = await fetchSession(id, signal);
    const { payment_intent: intent } = session;
    if (typeof intent === 'string') return null;
    if (intent == null) return readingOfSession(session, null);
    const ofIntent = readingOf(intent, await aftermathOf(intent, signal));
    return ofIntent === null ? null : readingOfSession(session, ofIntent);
  }

  async function intentOf(sessionId: string, signal: AbortSignal): Promise<string> {
    const { payment_intent: intent } = await fetchSession(sessionId, signal);
    if (intent == null) throw new RailRefused({ reason: 'nothing_paid', provider: 'stripe' });
    return typeof intent === 'string' ? intent : intent.id;
  }

  async function fetchSession(id: string, signal: AbortSignal): Promise<Session> {
    const session = await ask({ to: 'read a checkout page', shape: Session, signal }, () =>
      stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge.refunds'] }),
    );
    if (session.id !== id) throw new RailUnavailable(`asked for ${id}, told of another checkout page`);
    return session;
  }

  /** Costs no further question while there are few refunds and no dispute. */
  async function aftermathOf(intent: Intent, signal: AbortSignal): Promise<Aftermath> {
    const charge = chargeOf(intent);
    if (charge === null || intent.status !== 'succeeded') return { refunds: [], dispute: 'none' };
    const isWhole = charge.refunds != null && !charge.refunds.has_more;
    const refunds = isWhole ? (charge.refunds?.data ?? []) : await listRefunds(stripe, intent.id, signal);
    const dispute = charge.disputed
      ? disputeOf(
          await ask({ to: 'list disputes', shape: Disputes, signal }, () =>
            stripe.disputes.list({ payment_intent: intent.id, limit: 100 }),
          ),
        )
      : 'none';
    return { refunds: refunds.map((refund) => toRailRefund(refund, intent.currency)), dispute };
  }
}

function isSession(providerTxnId: string): boolean {
  return providerTxnId.startsWith('cs_');
}
