// PostgreSQL guarantees what every store must.
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import { provesStorage } from '../../server/storage/conformance.ts';
import { describeOnPostgres } from './on-postgres.ts';

await describeOnPostgres('a cluster of its own', (cluster) => {
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
