// The audit reads from another way to the ledger where there is one, and from the ledger itself where that cannot be used.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { transferRef } from '../../../server/domain/wallets/ledger.ts';
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { grant } from '../../server/storage/conformance/fixtures.ts';
import { freePort } from '../../support/app/free-port.ts';
import { describeOnPostgres } from './on-postgres.ts';

await describeOnPostgres('the audit', (cluster) => {
  let database: string;
  let open: Storage[] = [];

  beforeEach(async () => {
    database = await cluster.create();
    open = [];
    const storage = await at();
    await grant(storage, transferRef('grant', 'a'), 5);
    await storage.close();
  });
  afterEach(() => Promise.all(open.map((storage) => storage.close())));

  async function at(readUrl?: string): Promise<Storage> {
    const url = cluster.url(database);
    const read = readUrl === undefined ? {} : { readUrl };
    // Two hundred commands wait for its two connections, on a busy machine for longer than a server would have them wait.
    const { storage } = await openPostgresStorage({ url, repeatMs: 200, poolMax: 2, connectMs: 60_000, ...read });
    open.push(storage);
    return storage;
  }
  /** As a replica that shows the ledger as it was. */
  async function copy(): Promise<string> {
    const name = await cluster.create(database);
    await cluster.query(name, 'UPDATE accounts SET balance = 6 WHERE owner IS NOT NULL');
    return name;
  }

  it('reads there, and finds what is wrong there', async () => {
    const storage = await at(cluster.url(await copy()));
    expect((await storage.audit()).findings).toContainEqual(
      expect.objectContaining({ code: 'balance_differs', kept: 6 }),
    );
  });

  it('reads from the ledger itself where nothing answers there', async () => {
    const storage = await at(`postgres://nobody@127.0.0.1:${await freePort()}/none`);
    expect(await storage.audit()).toMatchObject({ findings: [], wallets: 1 });
  });

  it('reads from the ledger itself where another ledger is kept there', async () => {
    const other = await cluster.create();
    await (await openPostgresStorage({ url: cluster.url(other) })).storage.close();
    const storage = await at(cluster.url(other));
    expect(await storage.audit()).toMatchObject({ findings: [], wallets: 1 });
  });

  it('is of one moment while others write', async () => {
    const [storage, writer] = await Promise.all([at(cluster.url(database)), at()]);
    const writing = Array.from({ length: 200 }, (_, i) => grant(writer, transferRef('grant', `w${i}`), 1));
    const audits = await Promise.all(Array.from({ length: 5 }, () => storage.audit()));
    await Promise.all(writing);
    for (const { findings } of audits) expect(findings).toEqual([]);
  });
});
