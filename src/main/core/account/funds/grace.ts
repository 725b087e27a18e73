// Messages that are answered while no server can be reached, so many on each local day. They are counted here alone.
import { z } from 'zod';
import type { RunId } from '../../../../preload/contract/ids.ts';
import type { WritableDb } from '../../store/db.ts';

export type Grace = {
  /** Counts this run unless it is counted already; false when the day's messages are used up. */
  take(runId: RunId, now: number): boolean;
  /** A run that showed nothing costs nothing. */
  giveBack(runId: RunId): void;
  left(now: number): number;
  readonly limit: number;
};

const Count = z.object({ used: z.int() });

export function createGrace(db: WritableDb, limit: number): Grace {
  const used = (now: number): number =>
    db.get(Count, 'SELECT count(*) AS used FROM grace_messages WHERE day = @day', { day: localDay(now) })?.used ?? 0;
  const isCounted = (runId: RunId): boolean =>
    db.get(Count, 'SELECT count(*) AS used FROM grace_messages WHERE run_id = @runId', { runId })?.used === 1;

  return {
    limit,
    left: (now) => Math.max(0, limit - used(now)),
    take: (runId, now) =>
      db.transact('durable', () => {
        if (isCounted(runId)) return true;
        if (used(now) >= limit) return false;
        const day = localDay(now);
        db.run('INSERT INTO grace_messages (run_id, day, counted_at) VALUES (@runId, @day, @now)', { runId, day, now });
        return true;
      }),
    giveBack(runId) {
      db.transact('durable', () => db.run('DELETE FROM grace_messages WHERE run_id = @runId', { runId }));
    },
  };
}

/** The person's own calendar day, "2026-03-29". */
export function localDay(now: number): string {
  const date = new Date(now);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}

/** The next local midnight, epoch milliseconds; right also on days of 23 or 25 hours. */
export function nextLocalMidnight(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}
