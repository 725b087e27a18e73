// The statements of holds.
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { HoldRecord } from '../../../domain/holds/hold.ts';
import { heldValues, holdColumns, type HoldRow, holdValues, toHold } from '../../rows/hold-rows.ts';
import { knowPrices } from '../../rows/known-prices.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

export type Holds = ReturnType<typeof createHolds>;

const byId = sql<HoldRow>('SELECT * FROM holds WHERE id = $1');
const byIdLocked = sql<HoldRow>('SELECT * FROM holds WHERE id = $1 FOR NO KEY UPDATE');
const insert = sql(`INSERT INTO holds (${holdColumns}) VALUES (${placesFor(holdColumns)})`);
// A text that is no number is an error, whose words are the text. Held is what has not ended: were the state asked for, all that are held
// might be read through by their index.
const update = sql(
  `WITH changed AS (UPDATE holds SET state = $1, expires_at = $2, captured = $3, overrun = $4, ended_at = $5, outcome = $6, prompt_tokens = $7,
     completion_tokens = $8, duration_ms = $9, response_bytes = $10, images = $11, upstream = $12, cached_tokens = $13,
     reasoning_tokens = $14, day_counted = $15, worth = $16, budget_counted = $17
   WHERE id = $18 AND ended_at IS NULL RETURNING id)
   SELECT CAST(CASE WHEN EXISTS (SELECT FROM changed) THEN '1' ELSE 'a hold was not held any more: ' || $18 END AS int)`,
);
// Apart, so that each is a search of its index.
const overdue = sql<{ readonly id: HoldId }>(
  "SELECT id FROM holds WHERE state = 'held' AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
);
// What a hold's own rule says of a clock that was put back; the bound on expires_at lets the index serve it.
const putAhead = sql<{ readonly id: HoldId }>(
  `SELECT id FROM holds WHERE state = 'held' AND expires_at >= $1 AND created_at - $2 >= expires_at - created_at
   ORDER BY expires_at LIMIT $3`,
);

export function createHolds() {
  const prices = knowPrices();
  return {
    async hold(tx: Transaction, id: HoldId): Promise<HoldRecord | null> {
      return toHold(await tx.one(byId, [id]), prices);
    },
    async lock(tx: Transaction, id: HoldId): Promise<HoldRecord | null> {
      return toHold(await tx.one(byIdLocked, [id]), prices);
    },
    async insert(tx: Transaction, record: HoldRecord): Promise<void> {
      await tx.run(insert, holdValues(record, prices));
    },
    /** Writes what may change of a hold that is still held; the database itself refuses any other. */
    async update(tx: Transaction, record: HoldRecord): Promise<void> {
      await tx.run(update, heldValues(record));
    },
    async due(
      tx: Transaction,
      { before, after, limit }: { readonly before: number; readonly after: number; readonly limit: number },
    ): Promise<readonly HoldId[]> {
      const [late, early] = await Promise.all([
        tx.all(overdue, [before, limit]),
        tx.all(putAhead, [after, before, limit]),
      ]);
      return [...late, ...early].slice(0, limit).map(({ id }) => id);
    },
  };
}
