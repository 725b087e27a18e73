// One refund: how much goes back, what that takes from the books, and how far it is.
import type { RefundCause } from '../../contract/booking-cause.ts';
import type { RefundFailure } from '../../contract/problem-params.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { OrderId } from '../../contract/orders/orders.ts';
import type { OperatorRefund, Refund, RefundId, RefundState } from '../../contract/refunds/refunds.ts';
import type { SuspenseId } from '../../contract/suspense/suspense.ts';
import { add, noMicrocredits } from '../money.ts';
import { type OrderRecord, type Taken, nothingTaken } from '../orders/order.ts';

/** Who gave the money back: we for the operator, somebody at the provider, or the buyer's bank. Times are epoch milliseconds. */
export type RefundRecord = {
  readonly id: RefundId;
  readonly orderId: OrderId;
  readonly origin: 'operator' | 'provider' | 'dispute';
  /** null: the provider does not know of it yet. */
  readonly providerRefundId: string | null;
  /** What the operator asked for; null: all that was left, or nobody asked. */
  readonly askedCents: number | null;
  readonly amountCents: number;
  /** The part that was taken from a case in suspense instead of the order's credits, the credits it was worth, and that case. */
  readonly asideCents: number;
  readonly fromAside: Microcredits;
  readonly caseId: SuspenseId | null;
  /** The order's credits that the rest took. */
  readonly credits: Taken;
  readonly state: RefundState;
  readonly cause: RefundCause;
  /** Why it failed; null: it did not, or the reason is not known. */
  readonly failure: RefundFailure | null;
  readonly collectUrl: string | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** How often the rail was asked for it, and when it is asked next; null: the rail has it. */
  readonly attempts: number;
  readonly nextTryAt: number | null;
};

/** A refund that took nothing from the books yet. `now` is when it was made, and ended where it is not pending. */
export function newRefund({
  now,
  ...made
}: Pick<RefundRecord, 'id' | 'orderId' | 'origin' | 'amountCents' | 'state' | 'cause'> & {
  readonly now: number;
}): RefundRecord {
  return {
    ...made,
    providerRefundId: null,
    askedCents: null,
    asideCents: 0,
    fromAside: noMicrocredits,
    caseId: null,
    credits: nothingTaken,
    failure: null,
    collectUrl: null,
    createdAt: now,
    endedAt: made.state === 'pending' ? null : now,
    attempts: 0,
    nextTryAt: null,
  };
}

export function isLive({ state }: Pick<RefundRecord, 'state'>): boolean {
  return state !== 'failed';
}

/** The credits that the live refunds took, and the cents that these credits were bought for. */
export function goneOf(rows: readonly RefundRecord[]): { readonly cents: number; readonly credits: Microcredits } {
  return rows.filter(isLive).reduce(
    (sum, { amountCents, asideCents, credits }) => ({
      cents: sum.cents + amountCents - asideCents,
      credits: add(sum.credits, add(credits.taken, credits.short)),
    }),
    { cents: 0, credits: noMicrocredits },
  );
}

export function toOperatorRefund(
  row: RefundRecord,
  order: Pick<OrderRecord, 'currency'>,
): Omit<OperatorRefund, 'note' | 'reason'> {
  return {
    ...toRefund(row, order),
    origin: row.origin,
    provider_refund_id: row.providerRefundId,
    credits_microcredits: row.credits.taken,
    shortfall_microcredits: row.credits.short,
    failure: row.failure,
    ended_at: row.endedAt,
  };
}

/** Its sentence is made where it is shown. */
export type RefundTold = Omit<Refund, 'reason'>;

export function toRefund(row: RefundRecord, { currency }: Pick<OrderRecord, 'currency'>): RefundTold {
  return {
    id: row.id,
    order_id: row.orderId,
    amount_cents: row.amountCents,
    currency,
    state: row.state,
    cause: row.cause,
    collect_url: row.collectUrl,
    created_at: row.createdAt,
  };
}
