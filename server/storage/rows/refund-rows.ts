// The rows of refunds, as records and back.
import type { OrderId } from '../../contract/orders/orders.ts';
import { RefundFailure } from '../../contract/problem-params.ts';
import type { RefundId, RefundState } from '../../contract/refunds/refunds.ts';
import type { SuspenseId } from '../../contract/suspense/suspense.ts';
import { microcredits } from '../../domain/money.ts';
import type { RefundRecord } from '../../domain/refunds/refund-record.ts';
import { parameterOf, readRefundCause } from './causes.ts';
import type { Cell } from './cell.ts';

export type RefundRow = {
  readonly seq: number;
  readonly id: RefundId;
  readonly order_id: OrderId;
  readonly origin: RefundRecord['origin'];
  readonly provider_refund_id: string | null;
  readonly asked_cents: number | null;
  readonly amount_cents: number;
  readonly aside_cents: number;
  readonly from_aside: number;
  readonly case_id: SuspenseId | null;
  readonly taken: number;
  readonly short: number;
  readonly state: RefundState;
  readonly reason_code: string;
  readonly reason: string;
  readonly failure: string | null;
  readonly collect_url: string | null;
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly attempts: number;
  readonly next_try_at: number | null;
};

export const refundColumns = `id, order_id, origin, provider_refund_id, asked_cents, amount_cents, aside_cents, from_aside,
  case_id, taken, short, state, reason_code, reason, failure, collect_url, created_at, ended_at, attempts, next_try_at`;

/** Its order, its origin and its reason are written once and never changed. */
export const refundChanges = `ON CONFLICT (id) DO UPDATE SET provider_refund_id = excluded.provider_refund_id, amount_cents = excluded.amount_cents,
  aside_cents = excluded.aside_cents, from_aside = excluded.from_aside, case_id = excluded.case_id,
  taken = excluded.taken, short = excluded.short, state = excluded.state, failure = excluded.failure,
  collect_url = excluded.collect_url, ended_at = excluded.ended_at, attempts = excluded.attempts,
  next_try_at = excluded.next_try_at`;

export function refundValues(refund: RefundRecord): readonly Cell[] {
  return [
    refund.id,
    refund.orderId,
    refund.origin,
    refund.providerRefundId,
    refund.askedCents,
    refund.amountCents,
    refund.asideCents,
    refund.fromAside,
    refund.caseId,
    refund.credits.taken,
    refund.credits.short,
    refund.state,
    refund.cause.code,
    parameterOf(refund.cause),
    refund.failure === null ? null : JSON.stringify(refund.failure),
    refund.collectUrl,
    refund.createdAt,
    refund.endedAt,
    refund.attempts,
    refund.nextTryAt,
  ];
}

export function toRefund(row: RefundRow): RefundRecord {
  return {
    id: row.id,
    orderId: row.order_id,
    origin: row.origin,
    providerRefundId: row.provider_refund_id,
    askedCents: row.asked_cents,
    amountCents: row.amount_cents,
    asideCents: row.aside_cents,
    fromAside: microcredits(row.from_aside),
    caseId: row.case_id,
    credits: { taken: microcredits(row.taken), short: microcredits(row.short) },
    state: row.state,
    cause: readRefundCause({ code: row.reason_code, reason: row.reason }),
    failure: row.failure === null ? null : RefundFailure.parse(JSON.parse(row.failure)),
    collectUrl: row.collect_url,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    attempts: row.attempts,
    nextTryAt: row.next_try_at,
  };
}
