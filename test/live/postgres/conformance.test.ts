// PostgreSQL guarantees what every store must.
import { afterAll, describe } from 'vitest';
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import { provesStorage } from '../../server/storage/conformance.ts';
import { findPostgres, startCluster } from './cluster.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const cluster = postgres.kind === 'here' ? await startCluster(postgres.bin) : null;

describe.runIf(cluster !== null)('a cluster of its own', () => {
  afterAll(() => cluster?.remove());

  if (cluster === null) return;
  const migrated = (async () => {
    const database = await cluster.create();
    const { storage } = await openPostgresStorage({ url: cluster.url(database) });
    await storage.close();
    return database;
  })();

  provesStorage({
    name: 'PostgreSQL',
    async open() {
      const database = await cluster.create(await migrated);
      const open = async () => (await openPostgresStorage({ url: cluster.url(database) })).storage;
      return { storage: await open(), again: open, remove: () => cluster.drop(database) };
    },
  });
});
