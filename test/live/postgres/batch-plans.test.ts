// The plans of a batch's statements are made while the tables are small and kept while they grow: none of them may read a whole table.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { noUsage } from '../../../server/domain/holds/price.ts';
import { transferRef } from '../../../server/domain/wallets/ledger.ts';
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { end, grant, reserve } from '../../server/storage/conformance/fixtures.ts';
import { holdId } from '../../support/ledger-values.ts';
import { describeOnPostgres } from './on-postgres.ts';

await describeOnPostgres('batches on a database that was empty', (cluster) => {
  let database: string;
  beforeEach(async () => {
    database = await cluster.create();
  });
  afterEach(() => cluster.drop(database));

  /** One connection, which keeps its plans. Once its process is gone, what it has read is counted. */
  async function on(work: (storage: Storage) => Promise<void>): Promise<void> {
    const { storage } = await openPostgresStorage({ url: cluster.url(database), poolMax: 1 });
    await work(storage);
    await storage.close();
    await expect.poll(() => cluster.query(database, others)).toEqual([{ count: 0 }]);
  }
  const others = `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;
  const readWhole = async () =>
    cluster.query(
      database,
      `SELECT relname AS table, seq_scan::int AS times FROM pg_stat_user_tables
       WHERE relname IN ('holds', 'refusals', 'accounts', 'transfers') ORDER BY 1`,
    );

  /** More often than a plan for one set of values is made before one for all is kept. */
  async function holdAndCapture(storage: Storage): Promise<void> {
    for (let batch = 0; batch < 12; batch += 1) {
      const ids = Array.from({ length: 4 }, () => holdId());
      await Promise.all(ids.map((id) => reserve(storage, id)));
      await Promise.all(ids.map((id) => end(storage, id, { kind: 'capture', usage: noUsage, outcome: 'completed' })));
    }
  }

  it('search by an index from the first to the last', async () => {
    await on((storage) => grant(storage, transferRef('grant', 'a'), 1_000).then(() => undefined));
    const before = await readWhole();
    await on(holdAndCapture);
    expect(await readWhole()).toEqual(before);
  });
});
