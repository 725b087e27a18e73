// One connection to PostgreSQL for a move: patient with each statement, impatient with whoever is in the way.
import { setTimeout as wait } from 'node:timers/promises';
import type { Client as Connection, ClientBase } from 'pg';
import { databaseName } from '../../../lib/database-places.ts';
import { StorageUnavailable } from '../../storage.ts';
import { asStorageFailure } from '../failure.ts';
import { clientsOf } from '../placed-client.ts';

const statementMs = 30 * 60_000;
const graceMs = 5_000;
const lockMs = 10_000;
const connectMs = 10_000;
const looksMax = 30;
const betweenLooksMs = 100;

export type MoveClient = {
  readonly client: Connection;
  /** Without the user and the password. */
  readonly name: string;
  /** Gives outages the port's own name. */
  run<A>(work: (client: Connection) => Promise<A>): Promise<A>;
  close(): Promise<void>;
};

export async function openMoveClient(url: string): Promise<MoveClient> {
  const { Client, config } = clientsOf({ url, connectMs });
  const client = new Client({
    ...config,
    application_name: 'tallystick move',
    statement_timeout: statementMs,
    query_timeout: statementMs + graceMs,
    lock_timeout: lockMs,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
  });
  const lost: { error: Error | null } = { error: null };
  client.on('error', (error) => {
    lost.error = error;
  });
  const run = async <A>(work: (on: Connection) => Promise<A>): Promise<A> => {
    try {
      return await work(client);
    } catch (error) {
      if (lost.error !== null) throw new StorageUnavailable(lost.error.message, { cause: error });
      throw asStorageFailure(error);
    }
  };
  await run((on) => on.connect());
  const closing: { done: Promise<void> | null } = { done: null };
  return {
    client,
    name: databaseName(url),
    run,
    close: () => (closing.done ??= client.end().catch(() => undefined)),
  };
}

/** Whether servers are connected to the database. One that has just closed its connections is given the time to be gone. */
export async function hasServers(client: ClientBase): Promise<boolean> {
  for (let looks = 1; (await connected(client)) > 0; looks += 1) {
    if (looks === looksMax) return true;
    await wait(betweenLooksMs);
  }
  return false;
}

async function connected(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'tallystick%' AND pid <> pg_backend_pid()`,
  );
  return rows[0]?.count ?? 0;
}

/** Where it does not, each node keeps its own in a file. */
export async function keepsWaitingEnds(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ kept: boolean }>("SELECT to_regclass('settlements') IS NOT NULL AS kept");
  return rows[0]?.kept === true;
}
