// The cases in suspense: their statements, and their part of the store.
import type { OrderId } from '../../../contract/orders/orders.ts';
import type { SuspenseId, SuspenseKind, SuspenseOutcome } from '../../../contract/suspense/suspense.ts';
import { microcredits } from '../../../domain/money.ts';
import type { CaseRecord } from '../../../domain/suspense/suspense-case.ts';
import type { CasePage, SuspenseStore } from '../../suspense/suspense-store.ts';
import type { Connection } from '../connection.ts';
import type { LedgerFile } from '../serve-file.ts';

export type Suspense = {
  case(id: SuspenseId): CaseRecord | null;
  ofOrder(id: OrderId): readonly CaseRecord[];
  write(one: CaseRecord): void;
  page(page: CasePage): readonly CaseRecord[] | null;
};

type CaseRow = {
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

/** The cases' part of the store. */
export function createSuspenseStore(
  { read }: LedgerFile,
  { suspense }: { readonly suspense: Suspense },
): SuspenseStore {
  return {
    readCase: (id) => read(() => suspense.case(id)),
    pageCases: (page) => read(() => suspense.page(page)),
  };
}

export function prepareSuspense(db: Connection): Suspense {
  const byId = db.prepare<[string], CaseRow>('SELECT * FROM suspense WHERE id = ?');
  const ofOrder = db.prepare<[string], CaseRow>('SELECT * FROM suspense WHERE order_id = ? ORDER BY seq');
  const page = db.prepare<[number, number, number], CaseRow>(
    'SELECT * FROM suspense WHERE (outcome IS NULL) = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const write = db.prepare(
    `INSERT INTO suspense (id, order_id, kind, amount, cents, outcome, reason, created_at, resolved_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, cents = excluded.cents, outcome = excluded.outcome,
       reason = excluded.reason, resolved_at = excluded.resolved_at`,
  );

  return {
    case(id) {
      const row = byId.get(id);
      return row === undefined ? null : toRecord(row);
    },
    ofOrder: (id) => ofOrder.all(id).map(toRecord),
    write({ id, orderId, kind, amount, cents, outcome, reason, createdAt, resolvedAt }) {
      write.run(id, orderId, kind, amount, cents, outcome, reason, createdAt, resolvedAt);
    },
    page({ isOpen, after, limit }) {
      const from = after === null ? { seq: 0 } : byId.get(after);
      return from === undefined ? null : page.all(isOpen ? 1 : 0, from.seq, limit).map(toRecord);
    },
  };
}

function toRecord(row: CaseRow): CaseRecord {
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
