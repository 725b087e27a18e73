// A payment provider for development: no money moves, yet everything else happens as with a real one.
import { z } from 'zod';
import { isCurrency, plainMoney } from '../../contract/currencies.ts';
import { OrderId } from '../../contract/orders/orders.ts';
import type { Clock } from '../../lib/clock.ts';
import {
  RailRefused,
  RailUnavailable,
  asked,
  impossible,
  ownerNamed,
  type Price,
  type Rail,
  type RailQuote,
  type RailReading,
  type RailRefund,
} from '../rail.ts';
import { startCourier, type Courier } from './courier.ts';
import {
  openSandboxLedger,
  type ActOutcome,
  type SandboxAction,
  type SandboxPayment,
  type SandboxRefund,
} from './ledger.ts';
import type { SandboxPapers } from './papers.ts';
import { openSharedLedger } from './shared-ledger.ts';
import { signatureFault } from './signature.ts';

export type SandboxRail = Rail & {
  /** What the buyer does on the provider's page. */
  act(orderId: OrderId, action: SandboxAction): Promise<ActOutcome>;
  /** The provider's own word for an order's payment; null where it knows none. */
  stateOf(orderId: OrderId): Promise<string | null>;
  /** What the bank makes of a pending refund in the end, or of one that comes back. */
  moveRefund(refundId: string, state: 'pending' | 'succeeded' | 'failed'): Promise<void>;
  /** Begins to carry webhooks, those of an earlier run included. `target`: the URL of the webhook route. */
  startWebhooks(target: string): void;
};

export type SandboxOptions = {
  /** The provider's own file. */
  readonly path: string;
  /** Where several nodes play one provider: the place that they share. Default: the file. */
  readonly papers?: SandboxPapers | null;
  readonly secret: string;
  readonly pageUrl: (orderId: OrderId) => string;
  readonly clock: Clock;
  readonly isProduction: boolean;
  /** How many rails that move real money are set up beside it. */
  readonly realRails: number;
};

/** Refunds that end so many cents over a whole play what else a bank may do: no, or days of waiting with a good or a bad end. */
const refusedCents = 1;
const pendingCents = 2;
const failingCents = 3;
const bankMs = 30_000;

/** Throws in production, beside a real rail, and with an empty secret: credits for no money must not be had by accident. */
export function createSandboxRail(options: SandboxOptions): SandboxRail {
  if (options.isProduction)
    throw new Error('The sandbox gives credits for no money and does not start in production. Set SANDBOX_ENABLED=0.');
  if (options.realRails > 0)
    throw new Error(
      'The sandbox gives credits for no money and does not start beside a real payment provider. Set SANDBOX_ENABLED=0.',
    );
  if (options.secret.length < 16) throw new Error('SANDBOX_WEBHOOK_SECRET must have 16 characters or more.');
  const { clock, secret } = options;
  const { papers = null } = options;
  const ledger = papers === null ? openSandboxLedger(options.path) : openSharedLedger(papers);
  const open: { courier: Courier | null; isClosed: boolean } = { courier: null, isClosed: false };

  return {
    provider: 'sandbox',
    quote: quoteAtSandbox,

    async start(order) {
      const payment = await ledger.create(
        { orderId: order.id, amountCents: order.amount_cents, expiresAt: order.expires_at },
        clock.now(),
      );
      return {
        providerTxnId: payment.txn_id,
        checkout: { type: 'redirect', url: options.pageUrl(order.id), providerUrl: null },
      };
    },

    async read({ providerTxnId }) {
      const payment = await ledger.find(providerTxnId, clock.now());
      if (payment === null) throw new RailUnavailable('the sandbox knows no such payment');
      const refunds = await ledger.refundsOf(providerTxnId, clock.now());
      return readingOf(payment, refunds.map(toRailRefund));
    },

    verify(delivery) {
      const fault = signatureFault(secret, delivery, clock.now());
      if (fault !== null) return { kind: 'rejected', reason: fault };
      const told = parseJson(delivery.body);
      const other = OtherEvent.safeParse(told);
      if (other.success) return { kind: 'ignored', eventType: other.data.type };
      const event = SandboxEvent.safeParse(told);
      if (!event.success) return { kind: 'rejected', reason: 'signed, but not an event' };
      const { id, type, data } = event.data;
      return { kind: 'event', eventId: id, eventType: type, orderId: data.order_id, providerTxnId: data.payment_id };
    },

    ownerOf: async (txnId) => ownerNamed((await ledger.find(txnId, clock.now()))?.order_id),

    async refund({ id, providerTxnId: txnId, amountCents: cents }) {
      if (cents % 100 === refusedCents)
        throw new RailRefused({ reason: 'test_refusal', provider: 'sandbox', ending_cents: refusedCents });
      const outcome = await ledger.refund({ id, txnId, cents, end: endOf(cents, clock.now()) }, clock.now());
      open.courier?.wake();
      switch (outcome.kind) {
        case 'refund':
          return toRailRefund(outcome.refund);
        case 'unknown':
          throw new RailRefused({ reason: 'payment_unknown', provider: 'sandbox' });
        case 'too_much':
          throw new RailRefused({ reason: 'more_than_is_left', provider: 'sandbox' });
      }
    },

    async moveRefund(id, state) {
      await ledger.moveRefund(id, state, clock.now());
      open.courier?.wake();
    },

    async act(orderId, action) {
      const outcome = await ledger.act(orderId, action, clock.now());
      open.courier?.wake();
      return outcome;
    },

    stateOf: async (orderId) => (await ledger.findByOrder(orderId, clock.now()))?.state ?? null,

    startWebhooks(target) {
      open.courier ??= startCourier({ ledger, secret, target, clock });
    },

    async close() {
      if (open.isClosed) return;
      open.isClosed = true;
      await open.courier?.close();
      await ledger.close();
    },
  };
}

export function quoteAtSandbox({ amountCents, currency }: Price): RailQuote {
  return isCurrency(currency)
    ? asked({ words: plainMoney(amountCents, currency), step: 1 })
    : impossible({ reason: 'currency_not_taken', provider: 'sandbox', currency });
}

/** About a subscription or an invoice, of which no order depends. */
const OtherEvent = z.object({
  type: z.string().max(100),
  data: z.object({ object: z.enum(['subscription', 'invoice', 'checkout']) }),
});

const SandboxEvent = z.object({
  id: z.string().max(100),
  type: z.string().max(100),
  data: z.object({ payment_id: z.string().max(100), order_id: OrderId }),
});

function endOf(cents: number, now: number) {
  if (cents % 100 === pendingCents) return { at: now + bankMs, state: 'succeeded' as const };
  return cents % 100 === failingCents ? { at: now + bankMs, state: 'failed' as const } : null;
}

function toRailRefund({ id, amount_cents: amountCents, state }: SandboxRefund): RailRefund {
  return { providerRefundId: id, refundId: id, amountCents, state, collectUrl: null };
}

function readingOf(payment: SandboxPayment, refunds: readonly RailRefund[]): RailReading {
  const isPaid = payment.state === 'paid' || payment.state === 'refunded';
  const back = refunds.filter(({ state }) => state === 'succeeded').reduce((sum, one) => sum + one.amountCents, 0);
  const state = isPaid ? (back >= payment.amount_cents ? 'refunded' : 'paid') : payment.state;
  return {
    providerTxnId: payment.txn_id,
    paymentTxnId: payment.txn_id,
    state,
    providerStatus: state,
    paidCents: isPaid ? payment.amount_cents : 0,
    refunds,
    dispute: 'none',
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
