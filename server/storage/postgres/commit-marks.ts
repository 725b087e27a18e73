// What became of a commit whose word was lost. Each connection numbers its commands, and writes the number with each: whether it stands
// can be asked on another connection, also after a crash, and on a replica that was promoted.
import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { sql } from './statement.ts';
import type { Statements } from './transaction.ts';

/** Of a connection, the number of a command that it has sent to be committed. */
export type Mark = { readonly connection: string; readonly number: number };

const ms = 'floor(extract(epoch FROM clock_timestamp()) * 1000)';
/** In the place of a connection's number: whatever it still sends is not committed any more. */
const closed = -1;

/** A closed connection gets a null, which the table refuses, and its transaction with it. */
const numbered = sql(
  `INSERT INTO commits AS c (connection, number, at) VALUES ($1::uuid, $2, ${ms})
   ON CONFLICT (connection) DO UPDATE
   SET number = CASE WHEN c.number <> ${closed} THEN excluded.number END, at = excluded.at`,
);
const settled = sql<{ readonly number: number }>(
  `INSERT INTO commits AS c (connection, number, at) VALUES ($1::uuid, ${closed}, ${ms})
   ON CONFLICT (connection) DO UPDATE
   SET number = CASE WHEN c.number = $2 THEN c.number ELSE ${closed} END, at = excluded.at
   RETURNING number`,
);

export function createCommitMarks(): { next(client: PoolClient): Mark } {
  const marks = new WeakMap<PoolClient, Mark>();
  return {
    next(client) {
      const last = marks.get(client) ?? { connection: randomUUID(), number: 0 };
      const next = { ...last, number: last.number + 1 };
      marks.set(client, next);
      return next;
    },
  };
}

/** Within the transaction that it marks. */
export function writeMark(on: Statements, { connection, number }: Mark): Promise<unknown> {
  return on.run(numbered, [connection, number]);
}

/**
 * Whether what was marked is committed. It writes, so that it waits for a transaction of that connection which has not ended yet, whatever
 * that has written. Where the number is not there it closes the connection: a commit that is still on its way, and reaches the database
 * after this, must not be done as well.
 */
export async function settle(on: Statements, { connection, number }: Mark): Promise<boolean> {
  const row = await on.one(settled, [connection, number]);
  return row?.number === number;
}
