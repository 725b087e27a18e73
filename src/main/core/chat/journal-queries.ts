// The journal: a run's events as they were sent, so that a watcher or the next start can pick up from them.
import { z } from 'zod';
import type { RunId } from '../../../preload/contract/ids.ts';
import type { Charge } from '../../../preload/contract/message.ts';
import type { RunEvent } from '../../../preload/contract/run-event.ts';
import type { ReadableDb, WritableDb } from '../store/db.ts';
import { EventRow } from './chat-rows.ts';

/** How long the journal of an ended run is kept. */
export const journalKeptMs = 24 * 3600 * 1000;

/** `pieces`: how many parts the model sent for it. `at`: epoch milliseconds. */
export type JournalEntry = { readonly event: RunEvent; readonly pieces: number; readonly at: number };

/** Entries that are there already stay. */
export function appendEntries(db: WritableDb, runId: RunId, entries: readonly JournalEntry[]): void {
  for (const { event, pieces, at } of entries) {
    db.run(
      'INSERT INTO run_events (run_id, n, event, pieces, at) VALUES (@runId, @n, @event, @pieces, @at) ON CONFLICT DO NOTHING',
      { runId, n: event.n, event: JSON.stringify(event), pieces, at },
    );
  }
}

export function readEvents(db: ReadableDb, runId: RunId, after: number): RunEvent[] {
  return db.all(EventRow, eventsSql, { runId, after });
}

/** null: not all of them can be read, and none makes sense without those before it. */
export function readableEvents(db: ReadableDb, runId: RunId, after: number): readonly RunEvent[] | null {
  const { rows, unreadable } = db.readable(EventRow, eventsSql, { runId, after });
  return unreadable === 0 ? rows : null;
}

const eventsSql = 'SELECT event FROM run_events WHERE run_id = @runId AND n > @after ORDER BY n';

/** The number of the journal's last event; 0 when there is none. */
export function lastNumber(db: ReadableDb, runId: RunId): number {
  return db.get(LastRow, 'SELECT coalesce(max(n), 0) AS n FROM run_events WHERE run_id = @runId', { runId })?.n ?? 0;
}

/** Where there is a journal, a price that became known after the end is its last event. */
export function appendCharge(
  db: WritableDb,
  runId: RunId,
  { charge, at }: { readonly charge: Charge; readonly at: number },
): void {
  const last = lastNumber(db, runId);
  if (last > 0) appendEntries(db, runId, [{ event: { n: last + 1, kind: 'charge', charge }, pieces: 0, at }]);
}

const LastRow = z.object({ n: z.int() });

const TallyRow = z.object({ pieces: z.int().nullable(), first_at: z.int().nullable(), last_at: z.int().nullable() });

type Tally = { readonly pieces: number; readonly firstAt: number | null; readonly lastAt: number | null };

/** What the journal says was produced. `firstAt`: of the first words; null where there are none. `lastAt`: null when it is empty. */
export function tallyJournal(db: ReadableDb, runId: RunId): Tally {
  const row = db.get(
    TallyRow,
    `SELECT sum(pieces) AS pieces, min(at) FILTER (WHERE pieces > 0) AS first_at, max(at) AS last_at
     FROM run_events WHERE run_id = @runId`,
    { runId },
  );
  return { pieces: row?.pieces ?? 0, firstAt: row?.first_at ?? null, lastAt: row?.last_at ?? null };
}

export function dropJournal(db: WritableDb, runId: RunId): void {
  db.run('DELETE FROM run_events WHERE run_id = @runId', { runId });
}

/** Drops the journals of runs that ended more than a day before `now`. */
export function dropOldJournals(db: WritableDb, now: number): void {
  db.run('DELETE FROM run_events WHERE run_id IN (SELECT run_id FROM answers WHERE ended_at < @until)', {
    until: now - journalKeptMs,
  });
}
