// Rows of run_charges that this app cannot read: put aside whole, so that one of them never keeps the app from starting, nor the
// others from being told to the server.
import { z } from 'zod';
import type { WritableDb } from '../../store/db.ts';
import { RunChargeRow } from './run-charges.ts';

const AnyRow = z.looseObject({ run_id: z.string() });

/** Few charges are read again: those that are not settled, and those of an answer that was cut off. */
const mayBeRead = `SELECT * FROM run_charges WHERE is_pending = 1 OR charge IS NULL
  OR run_id IN (SELECT run_id FROM answers WHERE is_streaming = 1)`;

/** Gives how many there were. The server ends the hold of such a run by itself, without a charge. */
export function putAsideUnreadableCharges(db: WritableDb, now: number): number {
  const unreadable = db.all(AnyRow, mayBeRead).filter((row) => !RunChargeRow.safeParse(row).success);
  if (unreadable.length === 0) return 0;
  db.transact('durable', () => {
    for (const row of unreadable) {
      const entry = { runId: row.run_id, entry: JSON.stringify(row), now };
      db.run('INSERT OR REPLACE INTO run_charges_put_aside VALUES (@runId, @entry, @now)', entry);
      db.run('DELETE FROM run_charges WHERE run_id = @runId', { runId: row.run_id });
    }
  });
  return unreadable.length;
}
