// An order's life, decided from what the rail says of its payment. The booking follows the provider's word whichever way it
// goes, and so any order of readings that ends with the same one ends in the same books. Credits come from the order, never
// from a message. docs/decisions/0006-bookings.md has the table.
import type { OrderState } from '../../contract/orders/orders.ts';
import { invariant } from '../../lib/invariant.ts';
import { type DisputeTold, endDispute, freeze } from '../refunds/dispute.ts';
import { type ToldRefund, followBooked, followOthers, refundRest } from '../refunds/follow-refunds.ts';
import type { OrderAccount, OrderChange } from './order-account.ts';
import { type DecisionAt, type OrderDraft, openDraft } from './order-draft.ts';
import { creditPayment, creditableCents, voidPayment } from './order-payment.ts';
import { restate } from './order-state.ts';
import { endAside, openAside, putAside } from '../suspense/suspense.ts';

/** What a rail says when asked. */
export type PaymentReading = {
  readonly providerTxnId: string;
  /** The name under which the payment is credited and asked about from now on. */
  readonly paymentTxnId: string;
  readonly state: Exclude<OrderState, 'disputed'>;
  readonly providerStatus: string;
  /** What came in in total, before anything was given back; null where the provider does not say. */
  readonly paidCents: number | null;
  readonly refunds: readonly ToldRefund[];
  readonly dispute: DisputeTold;
};

/** null: the reading says nothing new. Paid is entered once, with one credit under the payment's own name (I8). */
export function applyReading(account: OrderAccount, reading: PaymentReading, at: DecisionAt): OrderChange | null {
  const { order } = account;
  invariant(
    order.providerTxnId === reading.providerTxnId || order.providerTxnId === reading.paymentTxnId,
    `order ${order.id} was read through another payment`,
  );
  const draft = openDraft(account, at);
  draft.setOrder({ providerStatus: reading.providerStatus, providerTxnId: reading.paymentTxnId });
  followBooked(draft, reading.refunds);
  const told = toldState(draft, reading);
  if (told === 'paid') creditPayment(draft, creditableCents(draft, reading.paidCents), reading.paymentTxnId);
  setAside(draft, reading);
  // The bank keeps only what had not been refunded before.
  if (reading.dispute === 'lost') followOthers(draft, reading.refunds);
  if (reading.state !== 'failed') endDispute(draft, reading.dispute);
  followOthers(draft, reading.refunds);
  if (reading.state === 'refunded') refundRest(draft, reading.paymentTxnId);
  if (reading.state === 'failed') {
    endAside(draft, 'withdrawn');
    voidPayment(draft);
  } else if (reading.dispute === 'open') {
    freeze(draft);
  }
  restate(draft, nextState(order.state, told));
  return draft.close();
}

/** The next state of an order for which nothing was credited. */
function nextState(before: OrderState, told: OrderState): OrderState {
  const isOver = before === 'expired' || before === 'failed';
  // The order is over, unless money came in all the same.
  if (isOver) return told === 'seen' || told === 'refunded' ? told : before;
  return before === 'refunded' ? before : told;
}

/**
 * paid: the money buys credits, or has bought them. A payment that was refunded in full before it was credited is credited too, so
 * that the books do not depend on when they were written; a payment that was never enough is not.
 */
function toldState(draft: OrderDraft, reading: PaymentReading): OrderState {
  const { amountCents, books, expiresAt, state } = draft.order();
  const cents = creditableCents(draft, reading.paidCents);
  switch (reading.state) {
    case 'paid':
      if (cents > 0 || books.creditedCents > 0) return 'paid';
      return books.handledCents > 0 ? state : 'seen';
    case 'refunded':
      return cents === amountCents || books.creditedCents > 0 ? 'paid' : 'refunded';
    case 'open':
    case 'declined':
      // Some rails never end a payment; there the order ends at its own time.
      return draft.at.now >= expiresAt ? 'expired' : reading.state;
    case 'seen':
    case 'expired':
    case 'failed':
      return reading.state;
  }
}

/** What came in and buys nothing: more than what was credited, or too little when the order is over (I15). */
function setAside(draft: OrderDraft, { state, paidCents }: PaymentReading): void {
  const { state: before, books } = draft.order();
  const isPaid = state === 'paid' || state === 'refunded';
  if (paidCents === null) return;
  if (books.creditedCents > 0) {
    if (isPaid) putAside(draft, Math.max(0, paidCents - books.creditedCents - books.handledCents), 'overpaid');
    return;
  }
  if (state !== 'expired' && state !== 'refunded') return;
  const kind = openAside(draft)?.kind ?? (before === 'expired' ? 'late_partial' : 'underpaid');
  putAside(draft, Math.max(0, paidCents - books.handledCents), kind);
}
