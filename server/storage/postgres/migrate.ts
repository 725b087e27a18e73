// Brings a database to this program's shape. Nodes that start together wait for one another, and one of them does it: all that is
// missing, or nothing.
import { fileURLToPath } from 'node:url';
import type { Pool, PoolClient } from 'pg';
import { type Migration, missingOf, readMigrations } from '../migrations.ts';
import { SchemaMismatch } from '../storage.ts';

const ownMigrations = fileURLToPath(new URL('./migrations/', import.meta.url));

/** Any number that nothing else in the database locks. */
const lockNumber = 7_461_112_015;
/** A large table takes its time, and so does another node that is at it. */
const patience = "SET LOCAL statement_timeout = '30min'; SET LOCAL lock_timeout = '30min'";

/** The names applied now, in order; empty where the database was up to date. */
export async function migrate(
  pool: Pool,
  migrations: readonly Migration[] = readMigrations(ownMigrations),
): Promise<readonly string[]> {
  return inTransaction(pool, async (client) => {
    await client.query(patience);
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockNumber]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (id bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)',
    );
    const missing = await missingIn(client, migrations);
    for (const { id, name, sql, checksum } of missing) {
      await client.query(sql);
      await client.query(
        'INSERT INTO migrations (id, name, checksum, applied_at) VALUES ($1, $2, $3, floor(extract(epoch FROM now()) * 1000))',
        [id, name, checksum],
      );
    }
    return missing.map(({ name }) => name);
  });
}

/** Throws SchemaMismatch where the database does not fit this program as it is. */
export async function refuseOldDatabase(
  pool: Pool,
  migrations: readonly Migration[] = readMigrations(ownMigrations),
): Promise<void> {
  const missing = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ exists: boolean }>("SELECT to_regclass('migrations') IS NOT NULL AS exists");
    return rows[0]?.exists === true ? missingIn(client, migrations) : migrations;
  });
  if (missing.length > 0)
    throw new SchemaMismatch('The database is not up to date. Run "tallystick-server migrate" first.');
}

async function missingIn(client: PoolClient, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ id: number; name: string; checksum: string }>(
    'SELECT id, name, checksum FROM migrations ORDER BY id',
  );
  const { rows: named } = await client.query<{ name: string }>('SELECT current_database() AS name');
  return missingOf(migrations, rows, `The database ${named[0]?.name ?? ''}`);
}

async function inTransaction<A>(pool: Pool, work: (client: PoolClient) => Promise<A>): Promise<A> {
  const client = await pool.connect();
  let isDone = false;
  try {
    await client.query('BEGIN');
    const answer = await work(client);
    await client.query('COMMIT');
    isDone = true;
    return answer;
  } finally {
    // What was not committed goes with its connection.
    client.release(!isDone);
  }
}
