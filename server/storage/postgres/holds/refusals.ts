// The refusals that are remembered by the hold ids that they answered.
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { StoredRefusal } from '../../holds/hold-store.ts';
import { refusalColumns, type RefusalRow, refusalValues, toRefusal } from '../../rows/refusal-rows.ts';
import { columnsOf, manyPlaces, placesFor, sql } from '../statement.ts';
import type { Send, Transaction } from '../transaction.ts';

const byId = sql<RefusalRow>('SELECT * FROM refusals WHERE id = $1');
const answered = sql<{ readonly id: HoldId }>(
  'SELECT id FROM holds WHERE id = ANY($1::text[]) UNION ALL SELECT id FROM refusals WHERE id = ANY($1::text[])',
);
const insert = sql(`INSERT INTO refusals (${refusalColumns}) VALUES (${placesFor(refusalColumns)})`);
const insertMany = sql(
  `INSERT INTO refusals (${refusalColumns}) SELECT ${refusalColumns}
   FROM unnest(${manyPlaces(refusalColumns.split(',').map((column) => typeOf(column.trim())))}) AS new (${refusalColumns})`,
);

/** Whether there is a hold of this id, or a refusal. */
export async function isAnswered(tx: Transaction, id: HoldId): Promise<boolean> {
  return (await answeredOf(tx, [id])).has(id);
}

/** Those of which there is a hold or a refusal. */
export async function answeredOf(tx: Transaction, ids: readonly HoldId[]): Promise<ReadonlySet<HoldId>> {
  if (ids.length === 0) return new Set();
  return new Set((await tx.all(answered, [ids])).map(({ id }) => id));
}

export async function readRefusal(tx: Transaction, id: HoldId): Promise<StoredRefusal | null> {
  return toRefusal(await tx.one(byId, [id]));
}

export async function insertRefusal(tx: Transaction, refusal: StoredRefusal): Promise<void> {
  await tx.run(insert, refusalValues(refusal));
}

/** In the order of their ids: where another transaction writes the same ones, neither waits for what the other waits for. */
export function refusalsOf(tx: Transaction, refusals: readonly StoredRefusal[]): Send {
  if (refusals.length === 0) return () => Promise.resolve();
  const ordered = refusals.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const values = columnsOf(ordered.map(refusalValues));
  return () => tx.run(insertMany, values);
}

function typeOf(column: string): string {
  if (column === 'at') return 'bigint';
  return column === 'estimate' || column === 'params' ? 'json' : 'text';
}
