// Takes messages over from the search index of earlier versions into today's, while people go on searching both.
import { z } from 'zod';
import type { Clock, FileContents } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { indexAgain, stretchOf } from './message-queries.ts';

/** Messages of one step, which takes a few milliseconds in which nothing else is answered. */
const stepCount = 50;
/** Before each step, for whoever waits. */
const restMs = 20;

type Renewal = {
  readonly db: WritableDb;
  readonly contents: FileContents;
  readonly clock: Pick<Clock, 'wait'>;
  readonly signal: AbortSignal;
};

/** Resolves when nothing is left to do, or the signal aborts; what was done by then stays done. */
export async function renewIndex({ db, contents, clock, signal }: Renewal): Promise<void> {
  do await clock.wait(restMs, signal);
  while (!signal.aborted && takeStep(db, contents));
}

const Below = z.object({ below: z.int() });

/** false: there is nothing left. */
function takeStep(db: WritableDb, contents: FileContents): boolean {
  const at = db.get(Below, 'SELECT below FROM index_renewal');
  if (at === null) return false;
  db.transact('relaxed', () => {
    const { messages, from } = stretchOf(db, at.below, stepCount);
    for (const message of messages) indexAgain(db, message, contents);
    if (from !== null) return db.run('UPDATE index_renewal SET below = @from', { from });
    // What is deleted row by row is only marked.
    db.run(`INSERT INTO message_index_before (message_index_before) VALUES ('delete-all')`);
    return db.run('DELETE FROM index_renewal');
  });
  return true;
}
