// What happens at the simulated Stripe: each act changes its books and names the events that Stripe tells of it, in their order.
import {
  addUp,
  type Books,
  chargeOf,
  intentOf,
  newId,
  sessionOf,
  type SimCharge,
  type SimDispute,
  type SimIntent,
  type SimRefund,
} from './books.ts';

export type SimEvent = readonly [type: string, object: object];

const cardError = { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' };

export function decline(books: Books, orderId: string): readonly SimEvent[] {
  const intent = intentOf(books, orderId);
  Object.assign(intent, { status: 'requires_payment_method', last_payment_error: cardError });
  return [['payment_intent.payment_failed', intent]];
}

/** A method that takes days: the hosted page is over, the money is not there. */
export function process(books: Books, orderId: string): readonly SimEvent[] {
  const intent = intentOf(books, orderId);
  Object.assign(intent, { status: 'processing', last_payment_error: null });
  return [['payment_intent.processing', intent], ...complete(books, orderId, 'unpaid')];
}

export function succeed(books: Books, orderId: string, now: number): readonly SimEvent[] {
  const intent = intentOf(books, orderId);
  const charge: SimCharge = {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_refunded: 0,
    created: now,
    currency: intent.currency,
    disputed: false,
    livemode: false,
    // Stripe hands the payment's metadata on to its charge.
    metadata: intent.metadata,
    paid: true,
    payment_intent: intent.id,
    refunded: false,
    status: 'succeeded',
  };
  books.charges.set(charge.id, charge);
  Object.assign(intent, {
    status: 'succeeded',
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
  });
  return [
    ['payment_intent.succeeded', intent],
    ['charge.succeeded', charge],
    ...(sessionOf(books, orderId) === null ? [['charge.updated', charge] as const] : complete(books, orderId, 'paid')),
  ];
}

/** A delayed method that did not go through in the end. */
export function failLate(books: Books, orderId: string): readonly SimEvent[] {
  const session = sessionOf(books, orderId);
  return [
    ...decline(books, orderId),
    ...(session === null ? [] : [['checkout.session.async_payment_failed', session] as const]),
  ];
}

export function cancel(books: Books, orderId: string): readonly SimEvent[] {
  const intent = intentOf(books, orderId);
  intent.status = 'canceled';
  return [['payment_intent.canceled', intent]];
}

export function expireSession(books: Books, orderId: string): readonly SimEvent[] {
  const session = sessionOf(books, orderId);
  if (session === null) throw new Error(`the simulator has no hosted page of ${orderId}`);
  Object.assign(session, { status: 'expired', url: null });
  const intent = books.intents.get(session.payment_intent ?? '');
  if (intent !== undefined) intent.status = 'canceled';
  return [
    ['checkout.session.expired', session],
    ...(intent === undefined ? [] : [['payment_intent.canceled', intent] as const]),
  ];
}

export type RefundWish = {
  readonly amount: number;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
};

/** In the dashboard or through the API. */
export function giveBack(
  books: Books,
  intent: SimIntent,
  wish: RefundWish & { readonly now: number },
): { readonly refund: SimRefund; readonly events: readonly SimEvent[] } {
  const charge = chargeOf(books, intent);
  const refund: SimRefund = {
    id: newId('re'),
    object: 'refund',
    amount: wish.amount,
    charge: charge.id,
    created: wish.now,
    currency: intent.currency,
    metadata: wish.metadata,
    payment_intent: intent.id,
    reason: null,
    status: wish.status,
  };
  books.refunds.unshift(refund);
  addUp(books, charge);
  return {
    refund,
    events: [
      ['refund.created', refund],
      ['charge.refunded', charge],
    ],
  };
}

/** What becomes of a refund that was pending, or of one that had succeeded and comes back. */
export function moveRefund(books: Books, refundId: string, status: string): readonly SimEvent[] {
  const refund = books.refunds.find(({ id }) => id === refundId);
  if (refund === undefined) throw new Error(`the simulator has no refund ${refundId}`);
  refund.status = status;
  const charge = books.charges.get(refund.charge);
  if (charge !== undefined) addUp(books, charge);
  const failed = status === 'failed' ? [['refund.failed', refund] as const] : [];
  return [['refund.updated', refund], ['charge.refund.updated', refund], ...failed];
}

export function dispute(books: Books, orderId: string, at: { readonly status: string; readonly now: number }) {
  const intent = intentOf(books, orderId);
  const charge = chargeOf(books, intent);
  charge.disputed = true;
  const made: SimDispute = {
    id: newId('du'),
    object: 'dispute',
    amount: intent.amount,
    charge: charge.id,
    created: at.now,
    currency: intent.currency,
    livemode: false,
    metadata: {},
    payment_intent: intent.id,
    reason: 'fraudulent',
    status: at.status,
  };
  books.disputes.unshift(made);
  const events: readonly SimEvent[] = [
    ['charge.dispute.created', made],
    ['charge.dispute.funds_withdrawn', made],
  ];
  return events;
}

/** The latest dispute of the order. A charge stays disputed for ever, however that ended. */
export function moveDispute(books: Books, orderId: string, status: string): readonly SimEvent[] {
  const { id } = intentOf(books, orderId);
  const made = books.disputes.find((one) => one.payment_intent === id);
  if (made === undefined) throw new Error(`the simulator has no dispute of ${orderId}`);
  made.status = status;
  const isOver = ['won', 'lost', 'warning_closed', 'prevented'].includes(status);
  if (!isOver) return [['charge.dispute.updated', made]];
  return [
    ['charge.dispute.closed', made],
    ...(status === 'won' ? [['charge.dispute.funds_reinstated', made] as const] : []),
  ];
}

function complete(books: Books, orderId: string, paid: 'paid' | 'unpaid'): readonly SimEvent[] {
  const session = sessionOf(books, orderId);
  if (session === null) return [];
  const wasOver = session.status === 'complete';
  Object.assign(session, { status: 'complete', payment_status: paid, url: null });
  return [[wasOver ? 'checkout.session.async_payment_succeeded' : 'checkout.session.completed', session]];
}
