// Of several nodes one reads all of the ledger, and the others take over what it has found.
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { transferRef } from '../../../server/domain/wallets/ledger.ts';
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import { type Storage, StorageUnavailable } from '../../../server/storage/storage.ts';
import { grant } from '../../server/storage/conformance/fixtures.ts';
import { until } from '../../support/companion.ts';
import { describeOnPostgres } from './on-postgres.ts';

await describeOnPostgres('nodes that audit', (cluster) => {
  let database: string;
  let nodes: readonly [Storage, Storage, Storage];
  const clients: pg.Client[] = [];
  const everyMs = 60_000;

  beforeEach(async () => {
    database = await cluster.create();
    nodes = [await open(), await open(), await open()];
    await grant(nodes[0], transferRef('grant', 'a'), 5);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end();
    await Promise.all(nodes.map((node) => node.close()));
  });

  const open = async () => (await openPostgresStorage({ url: cluster.url(database), poolMax: 2 })).storage;
  async function session(sql: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: cluster.adminUrl(database) });
    clients.push(client);
    await client.connect();
    await client.query(sql);
    return client;
  }
  const auditing = () =>
    cluster.query(
      'postgres',
      `SELECT pid FROM pg_stat_activity WHERE datname = '${database}' AND application_name = 'tallystick audit' AND state = 'active'`,
    );

  it('do so once for all of them, and know when it was', async () => {
    const reports = await Promise.all(nodes.map((node) => node.audit({ everyMs })));
    expect(reports.filter(({ endedAt }) => endedAt === undefined)).toHaveLength(1);
    for (const report of reports) expect(report).toMatchObject({ findings: [], wallets: 1, entries: 2 });
    const at = await cluster.query(database, 'SELECT ended_at::text AS at FROM audits');
    expect(at).toEqual([{ at: String(reports.find(({ endedAt }) => endedAt !== undefined)?.endedAt) }]);
  });

  it('do so anew once it is too old, and at once where somebody asks for it', async () => {
    await nodes[0].audit({ everyMs });
    await grant(nodes[0], transferRef('grant', 'b'), 5);
    expect((await nodes[1].audit({ everyMs })).entries).toBe(2);
    expect((await nodes[1].audit()).entries).toBe(4);
    await cluster.query(database, 'UPDATE audits SET ended_at = ended_at - 4000000');
    expect((await nodes[2].audit({ everyMs })).entries).toBe(4);
  });

  it('rest for longer where it took long, but not after something was found wrong', async () => {
    await nodes[0].audit({ everyMs });
    await cluster.query(database, 'UPDATE audits SET ended_at = ended_at - 70000, took_ms = 10000');
    expect((await nodes[1].audit({ everyMs })).endedAt).toBeDefined();
    await cluster.query(database, 'UPDATE accounts SET balance = 6 WHERE owner IS NOT NULL');
    await cluster.query(database, 'UPDATE audits SET ended_at = ended_at - 4000000');
    expect((await nodes[1].audit({ everyMs })).findings).not.toEqual([]);
    const other = await nodes[2].audit({ everyMs });
    expect([other.endedAt !== undefined, other.findings.length > 0]).toEqual([true, true]);
    await cluster.query(database, 'UPDATE accounts SET balance = 5 WHERE owner IS NOT NULL');
    await cluster.query(database, 'UPDATE audits SET ended_at = ended_at - 70000, took_ms = 10000');
    expect((await nodes[2].audit({ everyMs })).findings).toEqual([]);
  });

  it('wait for the one that is at it, and go on where it has died', async () => {
    const dying = await session('SELECT pg_advisory_lock(6, 0)');
    const told: string[] = [];
    const asked = nodes.map(async (node) => {
      await node.audit({ everyMs });
      told.push('told');
    });
    // Long enough for each of them to have read it all, if it did not wait.
    for (const node of [...nodes, ...nodes]) await node.audit();
    expect(told).toEqual([]);
    await dying.end();
    clients.splice(clients.indexOf(dying), 1);
    await Promise.all(asked);
    expect(told).toHaveLength(3);
  });

  it('begin none a second time while one takes long, and ask for none twice, however often they are asked', async () => {
    // Enough for the pools, for hearing each other, for a look at the lock by each node and for one audit; not for a look by each who asks.
    await cluster.query('postgres', 'ALTER ROLE tallystick CONNECTION LIMIT 20');
    try {
      const blocking = await session('BEGIN; LOCK TABLE entries IN ACCESS EXCLUSIVE MODE');
      const asked = nodes.flatMap((node) => Array.from({ length: 10 }, () => node.audit({ everyMs })));
      await until(auditing, (found) => found.length > 0);
      const later = nodes.map((node) => node.audit({ everyMs }));
      expect(await auditing()).toHaveLength(1);
      await blocking.query('ROLLBACK');
      const reports = await Promise.all([...asked, ...later]);
      expect(new Set(reports.map(({ entries }) => entries))).toEqual(new Set([2]));
    } finally {
      await cluster.query('postgres', 'ALTER ROLE tallystick CONNECTION LIMIT -1');
    }
  });

  it('let whoever stops stop at once, and the database ends what it read for them', async () => {
    await session('BEGIN; LOCK TABLE entries IN ACCESS EXCLUSIVE MODE');
    const stopping = new AbortController();
    const asked = [nodes[0].audit({ everyMs, signal: stopping.signal }), nodes[0].audit({ everyMs })];
    const ends = Promise.allSettled(asked);
    await until(auditing, (found) => found.length > 0);
    stopping.abort();
    await expect(asked[0]).rejects.toBeInstanceOf(StorageUnavailable);
    await nodes[0].close();
    for (const end of await ends)
      expect(end).toMatchObject({ status: 'rejected', reason: expect.any(StorageUnavailable) });
    await until(auditing, (found) => found.length === 0);
  });
});
