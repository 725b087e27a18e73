// What waits to be settled, in a table of all nodes. What one node has taken is hidden from the others for as long as a try may take.
import type { SettlementOutbox } from '../../holds/settlement-outbox.ts';
import { endingText, type SettlementRow, toSettlement } from '../../rows/settlement-rows.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { sql } from '../statement.ts';

const put = sql(
  'INSERT INTO settlements (hold_id, holder, ending, next_at) VALUES ($1, $2, $3, $4) ON CONFLICT (hold_id) DO NOTHING',
);
const take = sql<SettlementRow>(
  `WITH due AS MATERIALIZED (
     SELECT hold_id FROM settlements WHERE next_at <= $1 OR next_at > $2 ORDER BY next_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE settlements s SET next_at = $2 FROM due WHERE s.hold_id = due.hold_id RETURNING s.hold_id, holder, ending, attempts`,
);
const later = sql('UPDATE settlements SET next_at = $1, attempts = attempts + 1 WHERE hold_id = $2');
const done = sql('DELETE FROM settlements WHERE hold_id = $1');
const count = sql<{ readonly rows: number }>('SELECT count(*) AS rows FROM settlements');

/** Closing it closes nothing: the database is another's. */
export function createSettlements(database: LedgerDatabase): SettlementOutbox {
  return {
    put: ({ hold, ending }, at) =>
      database.write(async (tx) => void (await tx.run(put, [hold.id, hold.holder, endingText(ending), at]))),
    due: ({ now, latest, limit }) =>
      database.write(async (tx) => (await tx.all(take, [now, latest, limit])).map(toSettlement)),
    later: (id, at) => database.write(async (tx) => void (await tx.run(later, [at, id]))),
    done: (id) => database.write(async (tx) => void (await tx.run(done, [id]))),
    count: () => database.read(async (tx) => (await tx.one(count))?.rows ?? 0),
    close: async () => undefined,
  };
}
