// What a node remembers of the plans is never taken for what stands under the same number on a host that has lost the last changes.
import { expect, it, onTestFinished } from 'vitest';
import { Plan } from '../../../server/contract/plans/plans.ts';
import { openPool } from '../../../server/storage/postgres/connection.ts';
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import { createPlanBookKeeper } from '../../../server/storage/postgres/plans/plan-book.ts';
import { serveDatabase } from '../../../server/storage/postgres/serve-database.ts';
import { sql } from '../../../server/storage/postgres/statement.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { until } from '../../support/companion.ts';
import { putPlan } from '../../support/put-plans.ts';
import { findPostgres, startCluster } from './cluster.ts';
import { describeOnPostgres } from './on-postgres.ts';

const number = sql<{ readonly revision: number }>('SELECT revision FROM plan_book');

const first = Plan.parse({
  id: 'club',
  name: 'first',
  monthly_quota: null,
  per_minute: null,
  daily: null,
  routes: null,
  models: null,
});

function named(name: string): Plan {
  return { ...first, name };
}

async function open(url: string): Promise<Storage> {
  const { storage } = await openPostgresStorage({ url, poolMax: 2, connectMs: 2_000 });
  onTestFinished(() => storage.close());
  return storage;
}

async function nameIn(storage: Storage): Promise<string | undefined> {
  return (await storage.readPlans()).get(first.id)?.name;
}

await describeOnPostgres('the plans that a node remembers', (cluster) => {
  it('are not kept under the number that they had before a change that came while they were read', async () => {
    const url = cluster.url(await cluster.create());
    const other = await open(url);
    await putPlan(other, first);
    const database = serveDatabase(openPool({ url, poolMax: 1 }));
    onTestFinished(() => database.close());
    const books = createPlanBookKeeper();
    const kept = await database.write(async (tx) => {
      const row = await tx.one(number);
      if (row === undefined) return null;
      await putPlan(other, named('second'));
      const found = await books.at(tx, row.revision);
      return { found: found.book.get(first.id)?.name, under: books.kept(row.revision) };
    });
    expect(kept).toEqual({ found: 'second', under: null });
    expect((await database.read(books.now)).book.get(first.id)?.name).toBe('second');
  });

  it('are read again where another host has lost their last change and been given another one', async () => {
    const postgres = await findPostgres();
    if (postgres.kind === 'not_here') return;
    const former = await startCluster(postgres.bin);
    onTestFinished(() => former.remove());
    const follower = await former.follow();
    onTestFinished(() => follower.remove());
    const set = async (on: typeof former, setting: string) => {
      await on.query('postgres', `ALTER SYSTEM SET ${setting}`);
      await on.query('postgres', 'SELECT pg_reload_conf()');
    };
    const database = await former.create();
    const node = await open(`postgres://tallystick@127.0.0.1:${former.port},127.0.0.1:${follower.port}/${database}`);
    await putPlan(node, first);
    // From here on commits wait for no replica, and none hears of them.
    await set(former, "synchronous_standby_names = ''");
    await set(follower, "primary_conninfo = ''");
    await until(
      () => follower.query('postgres', 'SELECT 1 FROM pg_stat_wal_receiver'),
      (receivers) => receivers.length === 0,
    );
    await putPlan(node, named('lost'));
    expect(await nameIn(node)).toBe('lost');
    await former.crash();
    await follower.promote();
    const other = await open(follower.url(database));
    expect(await nameIn(other)).toBe('first');
    await putPlan(other, named('since'));
    expect(await nameIn(node)).toBe('since');
  });
});
