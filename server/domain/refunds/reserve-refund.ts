// A refund that the operator asks for: first the credits move, then the rail is asked, and its answer ends the refund (I14).
import type { ProviderNo } from '../../contract/problem-params.ts';
import type { RefundId } from '../../contract/refunds/refunds.ts';
import { invariant } from '../../lib/invariant.ts';
import { followRefund, type ToldRefund } from './follow-refunds.ts';
import { add, share } from '../money.ts';
import type { OrderAccount, OrderChange } from '../orders/order-account.ts';
import { type DecisionAt, type OrderDraft, openDraft } from '../orders/order-draft.ts';
import { restate } from '../orders/order-state.ts';
import { creditsFor, remaining, takeCredits, undoRefund } from './refund.ts';
import { type RefundRecord, goneOf, newRefund } from './refund-record.ts';
import { openDispute } from './take-back.ts';

/** `cents` null: all that is left. `tryAgainAt`: no other worker asks the rail before that time. */
export type RefundAsk = {
  readonly id: RefundId;
  readonly cents: number | null;
  readonly reason: string;
  readonly tryAgainAt: number;
};

export type RefundDecision =
  | { readonly kind: 'reserved'; readonly change: OrderChange; readonly refund: RefundRecord }
  /** The same was asked before. */
  | { readonly kind: 'known'; readonly refund: RefundRecord }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'unpaid' }
  | { readonly kind: 'disputed' }
  | { readonly kind: 'too_large'; readonly refundableCents: number };

/** Takes the credits of an order in proportion, never more than are free. `known`: the refund of this id, of whatever order. */
export function reserveRefund(
  account: OrderAccount,
  ask: RefundAsk,
  at: DecisionAt & { readonly known: RefundRecord | null },
): RefundDecision {
  const { order } = account;
  if (at.known !== null) return isSame(at.known, ask, order.id) ? known(at.known) : { kind: 'conflict' };
  const draft = openDraft(account, at);
  if (order.books.creditedCents === 0 || order.books.voided !== null) return { kind: 'unpaid' };
  if (openDispute(draft) !== null) return { kind: 'disputed' };
  const left = remaining(draft).cents;
  const refundableCents = Math.min(left, affordable(draft));
  const cents = ask.cents ?? left;
  if (cents === 0 || cents > refundableCents) return { kind: 'too_large', refundableCents };
  const cause = { code: 'written', text: ask.reason } as const;
  const made = { id: ask.id, orderId: order.id, origin: 'operator', amountCents: cents, cause } as const;
  const row: RefundRecord = {
    ...newRefund({ ...made, state: 'pending', now: at.now }),
    askedCents: ask.cents,
    nextTryAt: ask.tryAgainAt,
  };
  const refund = { ...row, credits: takeCredits(draft, row, creditsFor(draft, cents)) };
  draft.put(refund);
  const change = draft.close();
  invariant(change !== null, `refund ${ask.id} changed nothing`);
  return { kind: 'reserved', change, refund };
}

/** What the rail answered when it was asked. null: this was known already. */
export function answerRefund(
  account: OrderAccount,
  asked: { readonly id: RefundId; readonly told: ToldRefund },
  at: DecisionAt,
): OrderChange | null {
  const row = account.refunds.find(({ id }) => id === asked.id);
  if (row === undefined || row.state !== 'pending') return null;
  const draft = openDraft(account, at);
  followRefund(draft, row, asked.told);
  restate(draft, account.order.state);
  return draft.close();
}

/** The rail said no for good: the credits come back. null: it has ended already, or the provider knows of it after all. */
export function refuseRefund(
  account: OrderAccount,
  asked: { readonly id: RefundId; readonly failure: ProviderNo },
  at: DecisionAt,
): OrderChange | null {
  const row = account.refunds.find(({ id }) => id === asked.id);
  if (row === undefined || row.state !== 'pending' || row.providerRefundId !== null) return null;
  const draft = openDraft(account, at);
  undoRefund(draft, row);
  draft.put({ ...row, state: 'failed', failure: asked.failure, nextTryAt: null, endedAt: at.now });
  return draft.close();
}

function known(refund: RefundRecord): RefundDecision {
  return { kind: 'known', refund };
}

function isSame(row: RefundRecord, ask: RefundAsk, orderId: RefundRecord['orderId']): boolean {
  const isOurs = row.orderId === orderId && row.origin === 'operator';
  const isSameReason = row.cause.code === 'written' && row.cause.text === ask.reason;
  return isOurs && row.askedCents === ask.cents && isSameReason;
}

/** How many more cents could be refunded from the credits that are free in the wallet. */
function affordable(draft: OrderDraft): number {
  const { credited, creditedCents } = draft.order().books;
  if (credited === 0) return creditedCents;
  const gone = goneOf(draft.refunds());
  const reach = add(gone.credits, draft.journal.free());
  return Math.max(0, share(reach, { part: creditedCents, whole: credited }) - gone.cents);
}
