// The refusals that are remembered by the hold ids that they answered.
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { StoredRefusal } from '../../holds/hold-store.ts';
import { refusalColumns, type RefusalRow, refusalValues, toRefusal } from '../../rows/refusal-rows.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const byId = sql<RefusalRow>('SELECT * FROM refusals WHERE id = $1');
const answered = sql<{ readonly id: HoldId }>(
  'SELECT id FROM holds WHERE id = $1 UNION ALL SELECT id FROM refusals WHERE id = $1',
);
const insert = sql(`INSERT INTO refusals (${refusalColumns}) VALUES (${placesFor(refusalColumns)})`);

/** Whether there is a hold of this id, or a refusal. */
export async function isAnswered(tx: Transaction, id: HoldId): Promise<boolean> {
  return (await tx.one(answered, [id])) !== undefined;
}

export async function readRefusal(tx: Transaction, id: HoldId): Promise<StoredRefusal | null> {
  return toRefusal(await tx.one(byId, [id]));
}

export async function insertRefusal(tx: Transaction, refusal: StoredRefusal): Promise<void> {
  await tx.run(insert, refusalValues(refusal));
}
