// The cases in suspense: their statements, and their part of the store.
import type { OrderId } from '../../../contract/orders/orders.ts';
import type { SuspenseId } from '../../../contract/suspense/suspense.ts';
import type { CaseRecord } from '../../../domain/suspense/suspense-case.ts';
import type { CasePage, SuspenseStore } from '../../suspense/suspense-store.ts';
import type { Connection } from '../connection.ts';
import type { LedgerFile } from '../serve-file.ts';
import { type CaseRow, caseChanges, caseColumns, caseValues, toCase } from '../../rows/case-rows.ts';

export type Suspense = {
  case(id: SuspenseId): CaseRecord | null;
  ofOrder(id: OrderId): readonly CaseRecord[];
  write(one: CaseRecord): void;
  page(page: CasePage): readonly CaseRecord[] | null;
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
    `INSERT INTO suspense (${caseColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ${caseChanges}`,
  );

  return {
    case(id) {
      const row = byId.get(id);
      return row === undefined ? null : toCase(row);
    },
    ofOrder: (id) => ofOrder.all(id).map(toCase),
    write(one) {
      write.run(...caseValues(one));
    },
    page({ isOpen, after, limit }) {
      const from = after === null ? { seq: 0 } : byId.get(after);
      return from === undefined ? null : page.all(isOpen ? 1 : 0, from.seq, limit).map(toCase);
    },
  };
}
