// The auditor and a ledger in PostgreSQL. One database for all of it, emptied before each sequence, since to make one takes longer than
// most sequences do.
import { afterAll, describe } from 'vitest';
import { openPostgresStorage } from '../../../../server/storage/postgres/open-storage.ts';
import type { Storage } from '../../../../server/storage/storage.ts';
import { provesModel } from '../../../server/proof/parts/prove-model.ts';
import { type LedgerOptions, testLedgerOn } from '../../../support/server-ledger.ts';
import { type Cluster, findPostgres, startCluster } from '../cluster.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const cluster = postgres.kind === 'here' ? await startCluster(postgres.bin) : null;

/** Without the triggers that keep what a ledger has. The book's number is another one, as after a change. */
const forget = `DO $$
DECLARE kept record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR kept IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('migrations', 'plan_book') LOOP
    EXECUTE 'DELETE FROM ' || quote_ident(kept.tablename);
  END LOOP;
  UPDATE plan_book SET revision = floor(random() * 9007199254740991)::bigint, counted_elsewhere = 0;
END $$`;

/** What comes at once is done in some order, and answered in the same: only one connection keeps that, and others prove what several do. */
async function openWorld({ create, url, query }: Cluster) {
  const database = await create();
  const open = async () => (await openPostgresStorage({ url: url(database), poolMax: 1 })).storage;
  const pair = [await open(), await open()] as const;
  return {
    async ledger(options: LedgerOptions) {
      await query(database, forget);
      const unused = pair.map(staysOpen);
      return testLedgerOn(() => {
        const next = unused.shift();
        if (next === undefined) throw new Error('a sequence has two processes at the most');
        return next;
      }, options);
    },
    close: () => Promise.all(pair.map((storage) => storage.close())),
  };
}

function staysOpen(storage: Storage): Storage {
  return { ...storage, close: () => Promise.resolve() };
}

describe.runIf(cluster !== null)('a ledger in PostgreSQL', () => {
  if (cluster === null) return;
  const world = openWorld(cluster);
  afterAll(async () => {
    await (await world).close();
    await cluster.remove();
  });
  provesModel({
    open: async (options) => (await world).ledger(options),
    size: { small: 12, full: 20_000 },
    order: 'as answered',
  });
});
