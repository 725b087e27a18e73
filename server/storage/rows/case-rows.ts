// The rows of the cases in suspense, as records and back.
import type { OrderId } from '../../contract/orders/orders.ts';
import type { SuspenseId, SuspenseKind, SuspenseOutcome } from '../../contract/suspense/suspense.ts';
import { microcredits } from '../../domain/money.ts';
import type { CaseRecord } from '../../domain/suspense/suspense-case.ts';
import type { Cell } from './cell.ts';

export type CaseRow = {
  readonly seq: number;
  readonly id: SuspenseId;
  readonly order_id: OrderId;
  readonly kind: SuspenseKind;
  readonly amount: number;
  readonly cents: number;
  readonly outcome: SuspenseOutcome | null;
  readonly reason: string | null;
  readonly created_at: number;
  readonly resolved_at: number | null;
};

export const caseColumns = 'id, order_id, kind, amount, cents, outcome, reason, created_at, resolved_at';

export const caseChanges = `ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, cents = excluded.cents, outcome = excluded.outcome,
  reason = excluded.reason, resolved_at = excluded.resolved_at`;

export function caseValues(one: CaseRecord): readonly Cell[] {
  const { id, orderId, kind, amount, cents, outcome, reason, createdAt, resolvedAt } = one;
  return [id, orderId, kind, amount, cents, outcome, reason, createdAt, resolvedAt];
}

export function toCase(row: CaseRow): CaseRecord {
  return {
    id: row.id,
    orderId: row.order_id,
    kind: row.kind,
    amount: microcredits(row.amount),
    cents: row.cents,
    outcome: row.outcome,
    reason: row.reason,
    createdAt: row.created_at,
    resolvedAt: row.resolved_at,
  };
}
