// The statements of holds.
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { HoldRecord } from '../../../domain/holds/hold.ts';
import { heldValues, holdColumns, type HoldRow, holdValues, toHold } from '../../rows/hold-rows.ts';
import { knowPrices } from '../../rows/known-prices.ts';
import { columnsOf, manyPlaces, placesFor, sql } from '../statement.ts';
import type { Send, Transaction } from '../transaction.ts';

const texts = new Set(
  'id holder state model venue wallet_id outcome plan_id price_rule user_id team_id api_key_id'.split(' '),
);
const documents = new Map([
  ['price', 'json'],
  ['estimate', 'json'],
  ['degrade', 'json'],
  ['counted', 'jsonb'],
  ['day', 'jsonb'],
  ['budgets', 'jsonb'],
]);

export type Holds = ReturnType<typeof createHolds>;

const byId = sql<HoldRow>('SELECT * FROM holds WHERE id = $1');
const byIdLocked = sql<HoldRow>('SELECT * FROM holds WHERE id = $1 FOR NO KEY UPDATE');
const manyLocked = sql<HoldRow>('SELECT * FROM holds WHERE id = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE');
const insert = sql(`INSERT INTO holds (${holdColumns}) VALUES (${placesFor(holdColumns)})`);
const insertMany = sql(
  `INSERT INTO holds (${holdColumns}) SELECT ${holdColumns}
   FROM unnest(${manyPlaces(holdColumns.split(',').map((column) => typeOf(column.trim())))}) AS new (${holdColumns})`,
);
// A text that is no number is an error, whose words are the text. Held is what has not ended: were the state asked for, all that are held
// might be read through by their index.
const update = sql(
  `WITH changed AS (UPDATE holds SET state = $1, expires_at = $2, captured = $3, overrun = $4, ended_at = $5, outcome = $6, prompt_tokens = $7,
     completion_tokens = $8, duration_ms = $9, response_bytes = $10, images = $11, upstream = $12, cached_tokens = $13,
     reasoning_tokens = $14, day_counted = $15, worth = $16, budget_counted = $17
   WHERE id = $18 AND ended_at IS NULL RETURNING id)
   SELECT CAST(CASE WHEN EXISTS (SELECT FROM changed) THEN '1' ELSE 'a hold was not held any more: ' || $18 END AS int)`,
);
const heldTypes =
  'text bigint bigint bigint bigint text bigint bigint bigint bigint bigint text bigint bigint bigint bigint bigint text';
const updateMany = sql(
  `WITH changed AS (UPDATE holds h SET state = n.state, expires_at = n.expires_at, captured = n.captured, overrun = n.overrun,
     ended_at = n.ended_at, outcome = n.outcome, prompt_tokens = n.prompt_tokens, completion_tokens = n.completion_tokens,
     duration_ms = n.duration_ms, response_bytes = n.response_bytes, images = n.images, upstream = n.upstream,
     cached_tokens = n.cached_tokens, reasoning_tokens = n.reasoning_tokens, day_counted = n.day_counted, worth = n.worth,
     budget_counted = n.budget_counted
   FROM unnest(${manyPlaces(heldTypes.split(' '))}) AS n (state, expires_at, captured, overrun, ended_at, outcome, prompt_tokens,
     completion_tokens, duration_ms, response_bytes, images, upstream, cached_tokens, reasoning_tokens, day_counted, worth,
     budget_counted, id)
   WHERE h.id = n.id AND h.ended_at IS NULL RETURNING h.id)
   SELECT CAST(CASE WHEN (SELECT count(*) FROM changed) = cardinality($18::text[]) THEN '1'
     ELSE 'a hold was not held any more' END AS int)`,
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
    /** In the order of their ids. */
    async lockMany(tx: Transaction, ids: readonly HoldId[]): Promise<readonly HoldRecord[]> {
      const rows = await tx.all(manyLocked, [ids]);
      return rows.flatMap((row) => toHold(row, prices) ?? []);
    },
    /** Not empty. */
    updating(tx: Transaction, records: readonly HoldRecord[]): Send {
      const values = columnsOf(records.map(heldValues));
      return () => tx.run(updateMany, values);
    },
    /** In the order of their ids: where another transaction writes the same ones, neither waits for what the other waits for. */
    inserting(tx: Transaction, records: readonly HoldRecord[]): Send {
      if (records.length === 0) return () => Promise.resolve();
      const ordered = records.toSorted((left, right) => (left.id < right.id ? -1 : 1));
      const values = columnsOf(ordered.map((record) => holdValues(record, prices)));
      return () => tx.run(insertMany, values);
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

/** Of a column of holds; what is neither a text nor a document is a number. */
function typeOf(column: string): string {
  return texts.has(column) ? 'text' : (documents.get(column) ?? 'bigint');
}
