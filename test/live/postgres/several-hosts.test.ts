// A database that stands on several hosts: the one that takes writes is used, whichever that is, and another one when it takes over.
import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { move } from '../../../server/cli/move.ts';
import type { Heard } from '../../../server/storage/nodes/newsroom.ts';
import { openPool } from '../../../server/storage/postgres/connection.ts';
import { openPostgresStorage, type PostgresLedger } from '../../../server/storage/postgres/open-storage.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { transferRef } from '../../../server/domain/wallets/ledger.ts';
import { grant, owner } from '../../server/storage/conformance/fixtures.ts';
import { freePort } from '../../support/app/free-port.ts';
import { cliPath, companionEnv, until } from '../../support/companion.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';
import { type Cluster, findPostgres, startCluster } from './cluster.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const bin = postgres.kind === 'here' ? postgres.bin : null;

describe.runIf(bin !== null)('a database on several hosts', () => {
  if (bin === null) return;
  let primary: Cluster;
  let follower: Cluster;
  let database: string;
  let folder: Folder;
  let open: PostgresLedger[] = [];

  beforeAll(async () => {
    primary = await startCluster(bin);
    follower = await primary.follow();
  });
  afterAll(async () => {
    await follower.remove();
    await primary.remove();
  });
  beforeEach(async () => {
    folder = temporaryFolder();
    database = await primary.create();
    open = [];
  });
  afterEach(async () => {
    for (const { storage } of open) await storage.close();
    folder.remove();
  });

  const listOf = (...ports: readonly number[]) =>
    `postgres://tallystick@${ports.map((port) => `127.0.0.1:${port}`).join(',')}/${database}`;
  /** The one that only follows stands first. */
  const both = () => `${listOf(follower.port, primary.port)}?target_session_attrs=read-write`;

  async function openOn(
    url: string,
    more: { readUrl?: string; connectMs?: number; repeatMs?: number } = {},
  ): Promise<PostgresLedger> {
    const ledger = await openPostgresStorage({ url, poolMax: 3, connectMs: 2_000, ...more });
    open.push(ledger);
    return ledger;
  }

  const shows = (cluster: Cluster) =>
    until(
      () => cluster.query('postgres', `SELECT 1 FROM pg_database WHERE datname = '${database}'`),
      (rows) => rows.length === 1,
    );

  it('is written where it takes writes, and read for an audit wherever it answers', async () => {
    await shows(follower);
    const readUrl = listOf(await freePort(), follower.port);
    // So long that a busy machine is not taken for a host that does not answer.
    const ledger = await openOn(both(), { readUrl, connectMs: 60_000 });
    await grant(ledger.storage, transferRef('grant', 'a'), 5);
    await until(
      // Until the follower has heard of the tables, there are none.
      () => follower.query(database, 'SELECT balance::int FROM accounts WHERE owner IS NOT NULL').catch(() => []),
      ([account]) => JSON.stringify(account) === '{"balance":5}',
    );
    const found = await ledger.storage.audit();
    expect(found).toMatchObject({ findings: [], wallets: 1 });
    // What is written from here on, the other one does not show.
    await follower.query('postgres', 'SELECT pg_wal_replay_pause()');
    try {
      await grant(ledger.storage, transferRef('grant', 'b'), 1);
      expect((await ledger.storage.audit()).entries).toBe(found.entries);
    } finally {
      await follower.query('postgres', 'SELECT pg_wal_replay_resume()');
    }
  });

  it('that takes no writes anywhere is told with a reason for each host', async () => {
    const nobody = await freePort();
    await shows(follower);
    const refused = openOn(listOf(follower.port, nobody)).catch((error: unknown) => error);
    expect(await refused).toMatchObject({
      name: 'StorageUnavailable',
      message: expect.stringMatching(
        new RegExp(`127.0.0.1:${follower.port} takes no writes; 127.0.0.1:${nobody} .*ECONNREFUSED`),
      ),
    });
  });

  it('has its connections to a host cut once another one has taken over', async () => {
    const [former, other] = [await startCluster(bin), await startCluster(bin)];
    const pool = openPool({ url: listOf(former.port, other.port).replace(database, 'postgres'), poolMax: 3 });
    const portOf = async () => (await pool.query<{ port: number }>('SELECT inet_server_port() AS port')).rows[0]?.port;
    try {
      const [one, two] = [await pool.connect(), await pool.connect()];
      one.release();
      await former.query('postgres', 'ALTER SYSTEM SET default_transaction_read_only = on');
      await former.query('postgres', 'SELECT pg_reload_conf()');
      const lost = new Promise((resolve) => two.once('error', resolve));
      await until(
        async () => {
          const tried = await Promise.allSettled([pool.connect(), pool.connect()]);
          for (const found of tried) if (found.status === 'fulfilled') found.value.release();
          return tried.every(({ status }) => status === 'fulfilled');
        },
        (areBoth) => areBoth,
      );
      expect(await lost).toBeInstanceOf(Error);
      two.release(true);
      expect([await portOf(), await portOf(), await portOf()]).toEqual([other.port, other.port, other.port]);
    } finally {
      await pool.end();
      await former.remove();
      await other.remove();
    }
  });

  it('is refused on a host that takes over and may forget what it acknowledges, until that is put right', async () => {
    const former = await startCluster(bin);
    const other = await former.follow();
    const ledger = await former.create();
    const fsync = async (value: 'on' | 'off') => {
      await other.query('postgres', `ALTER SYSTEM SET fsync = ${value}`);
      await other.query('postgres', 'SELECT pg_reload_conf()');
    };
    const transfers = () => other.query(ledger, 'SELECT count(*)::int AS n FROM transfers');
    try {
      const { storage } = await openOn(listOf(former.port, other.port).replace(database, ledger), { repeatMs: 500 });
      await grant(storage, transferRef('grant', 'a'), 5);
      await fsync('off');
      await former.crash();
      await other.promote();
      await expect(grant(storage, transferRef('grant', 'b'), 2)).rejects.toMatchObject({
        name: 'StorageUnavailable',
        message: expect.stringContaining(
          `127.0.0.1:${other.port} may forget what it has acknowledged: turn fsync on there`,
        ),
      });
      expect(await transfers()).toEqual([{ n: 1 }]);
      await fsync('on');
      await until(
        () =>
          grant(storage, transferRef('grant', 'b'), 2).then(
            () => true,
            () => false,
          ),
        (isDone) => isDone,
      );
      expect(await transfers()).toEqual([{ n: 2 }]);
    } finally {
      for (const { storage } of open.splice(0)) await storage.close();
      await other.remove();
      await former.remove();
    }
  });

  it('is a target and a source of a move, and doctor looks at the host that is used', async () => {
    const from = join(folder.path, 'ledger.db');
    const storage = openSqliteStorage({ path: from });
    await grant(storage, transferRef('grant', 'a'), 5);
    await storage.close();
    const said: string[] = [];
    const run = (values: object) =>
      move(
        { DATABASE_URL: both() },
        { ...values },
        { say: (text) => said.push(text), complain: (text) => said.push(text) },
      );
    expect(await run({ from, to: 'DATABASE_URL' }), said.join('\n')).toBe(0);
    expect(said.join('\n')).toContain(`postgres://127.0.0.1:${follower.port},127.0.0.1:${primary.port}/${database}`);
    const doctor = spawnSync(process.execPath, [cliPath, 'doctor'], {
      env: {
        PATH: process.env['PATH'] ?? '',
        ...companionEnv(folder.path),
        DATABASE_URL: both(),
        ANON_SALT: 'the same salt on all nodes of this',
      },
      encoding: 'utf8',
    });
    expect([doctor.status, doctor.stdout]).toEqual([0, expect.stringContaining('is new enough')]);
    const back = join(folder.path, 'back.db');
    expect(await run({ from: 'DATABASE_URL', to: back })).toBe(0);
    expect(existsSync(back)).toBe(true);
  });

  // The last: it ends with the other one as the primary.
  it('goes on where another host has taken over, with what was acknowledged, and its nodes hear of one another there', async () => {
    const [one, two] = [await openOn(both()), await openOn(both())];
    const heard: Heard[] = [];
    two.nodes.newsroom.hear((news) => void heard.push(news));
    await grant(one.storage, transferRef('grant', 'a'), 5);
    await shows(follower);
    await primary.crash();
    const during = grant(one.storage, transferRef('grant', 'b'), 2);
    await follower.promote();
    await during;
    await grant(two.storage, transferRef('grant', 'c'), 1);
    expect((await one.storage.readWallet(owner))?.balance).toBe(8);
    expect(await two.storage.audit()).toMatchObject({ findings: [] });
    // Both listen there: what one tells the other hears.
    await until(
      async () => {
        await one.nodes.settings.agree(new Map([['A', randomUUID()]]), { isMeant: true });
        return heard.some(({ kind }) => kind === 'settings');
      },
      (isHeard) => isHeard,
      20_000,
    );
    expect(await follower.query(database, 'SELECT count(*)::int AS n FROM transfers')).toEqual([{ n: 3 }]);
  });
});
