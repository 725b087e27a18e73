// The statements of holds.
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { HoldRecord } from '../../../domain/holds/hold.ts';
import { noUsage } from '../../../domain/holds/price.ts';
import { invariant } from '../../../lib/invariant.ts';
import type { Connection } from '../connection.ts';
import {
  type HoldRow,
  heldValues,
  holdColumns,
  holdValues,
  plainEndValues,
  plainHoldColumns,
  plainHoldValues,
  toHold,
} from '../../rows/hold-rows.ts';
import { knowPrices } from '../../rows/known-prices.ts';

export type Holds = {
  hold(id: HoldId): HoldRecord | null;
  insert(hold: HoldRecord): void;
  /** Writes what may change of a hold that is still held. */
  update(hold: HoldRecord): void;
  due(due: { readonly before: number; readonly after: number; readonly limit: number }): readonly HoldId[];
};

export function prepareHolds(db: Connection): Holds {
  const hold = db.prepare<[string], HoldRow>('SELECT * FROM holds WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO holds (${holdColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // Apart, because to bind the other values takes a quarter of the time of an insert.
  const insertPlain = db.prepare(
    `INSERT INTO holds (${plainHoldColumns}, state, captured, prompt_tokens, completion_tokens, duration_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'held', 0, 0, 0, 0)`,
  );
  const update = db.prepare(
    `UPDATE holds SET state = ?, expires_at = ?, captured = ?, overrun = ?, ended_at = ?, outcome = ?, prompt_tokens = ?, completion_tokens = ?,
       duration_ms = ?, response_bytes = ?, images = ?, upstream = ?, cached_tokens = ?, reasoning_tokens = ?, day_counted = ?,
       worth = ?, budget_counted = ?
     WHERE id = ? AND state = 'held'`,
  );
  // Apart: it sets half as many columns, and SQLite looks only at the indexes and checks of those.
  const endPlain = db.prepare(
    `UPDATE holds SET state = ?, captured = ?, ended_at = ?, outcome = ?, prompt_tokens = ?, completion_tokens = ?,
       duration_ms = ?, worth = ?
     WHERE id = ? AND state = 'held'`,
  );
  // Apart, so that each is a search of its index: with an OR between them every open hold would be looked at, every time.
  const overdue = db.prepare<[number, number], { id: HoldId }>(
    "SELECT id FROM holds WHERE state = 'held' AND expires_at <= ? ORDER BY expires_at LIMIT ?",
  );
  // What a hold's own rule says of a clock that was put back; the bound on expires_at lets the index serve it.
  const putAhead = db.prepare<[number, number, number], { id: HoldId }>(
    `SELECT id FROM holds WHERE state = 'held' AND expires_at >= ? AND created_at - ? >= expires_at - created_at
     ORDER BY expires_at LIMIT ?`,
  );
  const prices = knowPrices();

  return {
    hold: (id) => toHold(hold.get(id), prices),
    insert(record) {
      const plain = isNew(record) ? plainHoldValues(record, prices) : null;
      if (plain === null) insert.run(...holdValues(record, prices));
      else insertPlain.run(...plain);
    },
    update(record) {
      const plain = plainEndValues(record);
      const { changes } = plain === null ? update.run(...heldValues(record)) : endPlain.run(...plain);
      invariant(changes === 1, `hold ${record.id} was not held any more`);
    },
    due: ({ before, after, limit }) =>
      [...overdue.all(before, limit), ...putAhead.all(after, before, limit)].slice(0, limit).map(({ id }) => id),
  };
}

/** Nothing has been used yet, as of every hold that the rules make. */
function isNew({ state, usage }: HoldRecord): boolean {
  return state === 'held' && usage === noUsage;
}
