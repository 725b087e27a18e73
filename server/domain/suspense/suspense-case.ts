// A case in suspense: money that came in and buys nothing, or credits that are frozen.
import type { Microcredits } from '../../contract/money.ts';
import type { OrderId } from '../../contract/orders/orders.ts';
import type { SuspenseCase, SuspenseId, SuspenseKind, SuspenseOutcome } from '../../contract/suspense/suspense.ts';
import { brand } from '../../lib/brand.ts';
import { noMicrocredits } from '../money.ts';
import type { OrderRecord } from '../orders/order.ts';

/** `amount` is what is in suspense while the case is open, and what was there last when it ended. Times are epoch milliseconds. */
export type CaseRecord = {
  readonly id: SuspenseId;
  readonly orderId: OrderId;
  readonly kind: SuspenseKind;
  readonly amount: Microcredits;
  readonly cents: number;
  /** null: open. */
  readonly outcome: SuspenseOutcome | null;
  readonly reason: string | null;
  readonly createdAt: number;
  readonly resolvedAt: number | null;
};

export function newCase(
  made: { readonly newId: () => string; readonly now: number },
  orderId: OrderId,
  kind: SuspenseKind,
): CaseRecord {
  return {
    id: brand<SuspenseId>(made.newId()),
    orderId,
    kind,
    amount: noMicrocredits,
    cents: 0,
    outcome: null,
    reason: null,
    createdAt: made.now,
    resolvedAt: null,
  };
}

export function ended(open: CaseRecord, outcome: SuspenseOutcome, now: number): CaseRecord {
  return { ...open, outcome, resolvedAt: now };
}

export function toCase({ id, orderId, kind, amount, cents, ...row }: CaseRecord, order: OrderRecord): SuspenseCase {
  return {
    id,
    kind,
    order_id: orderId,
    provider: order.provider,
    amount_microcredits: amount,
    amount_cents: cents,
    currency: order.currency,
    state: row.outcome === null ? 'open' : 'resolved',
    outcome: row.outcome,
    reason: row.reason,
    created_at: row.createdAt,
    resolved_at: row.resolvedAt,
  };
}
