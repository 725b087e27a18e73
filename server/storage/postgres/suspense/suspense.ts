// The cases in suspense: their statements, and their part of the store.
import type { OrderId } from '../../../contract/orders/orders.ts';
import type { CaseRecord } from '../../../domain/suspense/suspense-case.ts';
import { caseChanges, caseColumns, type CaseRow, caseValues, toCase } from '../../rows/case-rows.ts';
import type { CasePage, SuspenseStore } from '../../suspense/suspense-store.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const byId = sql<CaseRow>('SELECT * FROM suspense WHERE id = $1');
const ofOrder = sql<CaseRow>('SELECT * FROM suspense WHERE order_id = $1 ORDER BY seq');
const page = sql<CaseRow>(
  'SELECT * FROM suspense WHERE (outcome IS NULL) = ($1 = 1) AND seq > $2 ORDER BY seq LIMIT $3',
);
const write = sql(`INSERT INTO suspense (${caseColumns}) VALUES (${placesFor(caseColumns)}) ${caseChanges}`);

/** The cases' part of the store. */
export function createSuspenseStore({ read }: LedgerDatabase): SuspenseStore {
  return {
    readCase: (id) =>
      read(async (tx) => {
        const row = await tx.one(byId, [id]);
        return row === undefined ? null : toCase(row);
      }),
    pageCases: (asked) => read((tx) => pageCases(tx, asked)),
  };
}

export async function casesOf(tx: Transaction, id: OrderId): Promise<readonly CaseRecord[]> {
  return (await tx.all(ofOrder, [id])).map(toCase);
}

export async function writeCase(tx: Transaction, one: CaseRecord): Promise<void> {
  await tx.run(write, caseValues(one));
}

async function pageCases(tx: Transaction, { isOpen, after, limit }: CasePage): Promise<readonly CaseRecord[] | null> {
  const from = after === null ? { seq: 0 } : await tx.one(byId, [after]);
  return from === undefined ? null : (await tx.all(page, [isOpen ? 1 : 0, from.seq, limit])).map(toCase);
}
