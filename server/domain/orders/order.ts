// An order: what was bought, by whom, where it stands, and what its payment has moved in the ledger so far.
import type { ProblemParams } from '../../contract/problem.ts';
import { backoffMs } from '../../lib/backoff.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { Order, OrderId, OrderState, Provider } from '../../contract/orders/orders.ts';
import type { RefundId, RefundState } from '../../contract/refunds/refunds.ts';
import { noMicrocredits } from '../money.ts';
import { type WalletOwner, ownerParts } from '../wallets/ledger.ts';

/** Times are epoch milliseconds; null where it has not happened. */
export type OrderRecord = {
  readonly id: OrderId;
  readonly state: OrderState;
  readonly provider: Provider;
  readonly packId: string | null;
  readonly amountCents: number;
  readonly currency: string;
  readonly credits: Microcredits;
  /** Whose wallet it credits; it is known before anything is paid (I13). */
  readonly owner: WalletOwner;
  /** What the operator's own program calls the order; null: nothing but our id. */
  readonly externalId: string | null;
  readonly providerTxnId: string | null;
  readonly providerStatus: string | null;
  /** What the rail answered at the start, or told since, as it is shown to whoever repeats the checkout. */
  readonly checkout: string | null;
  /** How often `checkout` has changed since the start. */
  readonly checkoutRevision: number;
  /** Why the provider refused its payment for good; null: it did not. */
  readonly refusal: ProblemParams<'provider_refused'> | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly paidAt: number | null;
  readonly claimedAt: number | null;
  /** When the rail is asked next; null: never again. */
  readonly nextPollAt: number | null;
  readonly polls: number;
  readonly books: OrderBooks;
};

/** What an order's money has become; its refunds and its cases in suspense are rows of their own. */
export type OrderBooks = {
  /** Grows by one with each change. What a rail said before another change was booked is not used; the rail is asked again. */
  readonly revision: number;
  /** What the payment credited, and for how many cents: the price, or the part that came in. 0: nothing yet. */
  readonly credited: Microcredits;
  readonly creditedCents: number;
  /** What was taken back because the payment turned out void; null while it is good. */
  readonly voided: Taken | null;
  /** Cents of what came in beside the credits, on which somebody has decided: they count towards nothing else. */
  readonly handledCents: number;
  /** The cents that were refunded or promised, and how many of them are still pending at the provider. */
  readonly refundedCents: number;
  readonly pendingCents: number;
};

/** Credits that were taken back, and those that were spent or held by then. */
export type Taken = { readonly taken: Microcredits; readonly short: Microcredits };

export const nothingTaken: Taken = { taken: noMicrocredits, short: noMicrocredits };

export const emptyBooks: OrderBooks = {
  revision: 0,
  credited: noMicrocredits,
  creditedCents: 0,
  voided: null,
  handledCents: 0,
  refundedCents: 0,
  pendingCents: 0,
};

/** Told to the outside through the outbox, in the commit that made it true (I22). */
export type OrderEvent =
  | {
      readonly kind: 'order.changed';
      readonly orderId: OrderId;
      readonly state: OrderState;
      readonly credits: Microcredits;
    }
  | {
      readonly kind: 'refund.changed';
      readonly refundId: RefundId;
      readonly orderId: OrderId;
      readonly amountCents: number;
      readonly currency: string;
      readonly state: RefundState;
    };

/** No payment was ever started: the order ends when its time is over. */
export function expireUnstarted(
  order: OrderRecord,
  now: number,
): { readonly order: OrderRecord; readonly events: readonly OrderEvent[] } | null {
  if (order.providerTxnId !== null || order.state !== 'open' || now < order.expiresAt) return null;
  return {
    order: { ...order, state: 'expired', nextPollAt: null },
    events: [{ kind: 'order.changed', orderId: order.id, state: 'expired', credits: order.credits }],
  };
}

/** The provider will never take its payment: the order ends before it began. */
export function refuseUnstarted(
  order: OrderRecord,
  refusal: ProblemParams<'provider_refused'>,
): { readonly order: OrderRecord; readonly events: readonly OrderEvent[] } | null {
  if (order.providerTxnId !== null || order.state !== 'open') return null;
  return {
    order: { ...order, state: 'failed', providerStatus: 'refused', refusal, nextPollAt: null },
    events: [{ kind: 'order.changed', orderId: order.id, state: 'failed', credits: order.credits }],
  };
}

/** Whether a watcher may stop: later changes, such as refunds, are not part of the purchase. */
export function isSettled(state: OrderState): boolean {
  return state !== 'open' && state !== 'seen' && state !== 'declined';
}

export type PollPlan = {
  readonly lateMs: number;
  readonly firstMs: number;
  readonly openMaxMs: number;
  readonly lateEveryMs: number;
  /** For what a provider takes back of what was paid. */
  readonly paidEveryMs: number;
};

/**
 * When to ask the rail again: soon at first, then less and less often, and for a while after an unpaid order has ended, since
 * money may come late.
 * A dispute or a refund on its way is asked about until it has ended, however long that takes.
 */
export function nextPoll(order: OrderRecord, plan: PollPlan, now: number): number | null {
  const later = (mostMs: number) => now + backoffMs({ firstMs: plan.firstMs, factor: 2, mostMs }, order.polls);
  if (order.state === 'disputed' || order.books.pendingCents > 0) return later(plan.lateEveryMs);
  if (now >= order.expiresAt + plan.lateMs) return null;
  switch (order.state) {
    case 'paid':
    case 'refunded':
      return now + plan.paidEveryMs;
    case 'expired':
    case 'failed':
      return order.providerTxnId === null ? null : now + plan.lateEveryMs;
    case 'open':
    case 'seen':
    case 'declined':
      return later(plan.openMaxMs);
  }
}

export function toOrder(order: OrderRecord): Order {
  return {
    id: order.id,
    state: order.state,
    provider: order.provider,
    pack_id: order.packId,
    amount_cents: order.amountCents,
    currency: order.currency,
    credits_microcredits: order.credits,
    // Only a token has to be shown first: a person's or a team's own wallet needs no claim.
    is_claimed: order.claimedAt !== null || (order.paidAt !== null && ownerParts(order.owner).kind !== 'token'),
    created_at: order.createdAt,
    expires_at: order.expiresAt,
    paid_at: order.paidAt,
    refunded_cents: order.books.refundedCents,
    checkout_revision: order.checkoutRevision,
    ...(order.externalId === null ? {} : { external_id: order.externalId }),
  };
}
