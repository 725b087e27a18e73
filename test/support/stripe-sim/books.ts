// What the simulated Stripe knows: payments, charges, refunds, disputes and hosted pages, field by field as its API names them.
import { randomBytes } from 'node:crypto';

export type SimIntent = {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  amount_received: number;
  readonly automatic_payment_methods: { readonly enabled: boolean };
  readonly client_secret: string;
  readonly created: number;
  readonly currency: string;
  last_payment_error: Readonly<Record<string, string>> | null;
  latest_charge: string | null;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  status: string;
};

export type SimCharge = {
  readonly id: string;
  readonly object: 'charge';
  readonly amount: number;
  amount_refunded: number;
  readonly created: number;
  readonly currency: string;
  disputed: boolean;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  readonly paid: boolean;
  readonly payment_intent: string;
  refunded: boolean;
  readonly status: string;
};

export type SimRefund = {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly payment_intent: string;
  readonly reason: string | null;
  status: string;
};

export type SimDispute = {
  readonly id: string;
  readonly object: 'dispute';
  readonly amount: number;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  readonly payment_intent: string;
  readonly reason: string;
  status: string;
};

export type SimSession = {
  readonly id: string;
  readonly object: 'checkout.session';
  readonly amount_total: number;
  readonly cancel_url: string;
  readonly client_reference_id: string;
  readonly created: number;
  readonly currency: string;
  readonly expires_at: number;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  readonly mode: 'payment';
  payment_intent: string | null;
  payment_status: 'paid' | 'unpaid';
  status: 'open' | 'complete' | 'expired';
  readonly success_url: string;
  url: string | null;
  /** What the payment will carry; not shown. */
  readonly intent_metadata: Readonly<Record<string, string>>;
};

export type Books = {
  readonly intents: Map<string, SimIntent>;
  readonly charges: Map<string, SimCharge>;
  readonly refunds: SimRefund[];
  readonly disputes: SimDispute[];
  readonly sessions: Map<string, SimSession>;
};

export function emptyBooks(): Books {
  return { intents: new Map(), charges: new Map(), refunds: [], disputes: [], sessions: new Map() };
}

export function newId(kind: string): string {
  return `${kind}_${randomBytes(12).toString('hex')}`;
}

export function newIntent(
  books: Books,
  of: {
    readonly amount: number;
    readonly currency: string;
    readonly metadata: Readonly<Record<string, string>>;
    readonly created: number;
    readonly isAutomatic: boolean;
  },
): SimIntent {
  const id = newId('pi');
  const intent: SimIntent = {
    id,
    object: 'payment_intent',
    amount: of.amount,
    amount_received: 0,
    automatic_payment_methods: { enabled: of.isAutomatic },
    client_secret: `${id}_secret_${randomBytes(12).toString('hex')}`,
    created: of.created,
    currency: of.currency,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: of.metadata,
    status: 'requires_payment_method',
  };
  books.intents.set(id, intent);
  return intent;
}

/** The payment of an order, also where it is made through a hosted page; the page makes it when the buyer first tries to pay. */
export function intentOf(books: Books, orderId: string): SimIntent {
  const intent = [...books.intents.values()].find(({ metadata }) => metadata['order_id'] === orderId);
  if (intent !== undefined) return intent;
  const session = sessionOf(books, orderId);
  if (session === null) throw new Error(`the simulator has no payment of ${orderId}`);
  const { amount_total: amount, currency, intent_metadata: metadata, created } = session;
  const made = newIntent(books, { amount, currency, metadata, created, isAutomatic: true });
  session.payment_intent = made.id;
  return made;
}

export function sessionOf(books: Books, orderId: string): SimSession | null {
  return [...books.sessions.values()].find(({ client_reference_id: own }) => own === orderId) ?? null;
}

export function chargeOf(books: Books, intent: SimIntent): SimCharge {
  const charge = books.charges.get(intent.latest_charge ?? '');
  if (charge === undefined) throw new Error(`nothing was paid of ${intent.id}`);
  return charge;
}

/** What is still with the merchant; a refund under way has already left. */
export function addUp(books: Books, charge: SimCharge): void {
  const sum = books.refunds
    .filter((one) => one.charge === charge.id && one.status !== 'failed' && one.status !== 'canceled')
    .reduce((total, one) => total + one.amount, 0);
  charge.amount_refunded = sum;
  charge.refunded = sum >= charge.amount;
}
