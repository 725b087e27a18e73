// A ledger under proof in a database of PostgreSQL that three processes share, each with a folder of its own.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migratePostgres, openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import type { Ground } from '../../server/proof/parts/place.ts';
import { tempFolder } from '../../support/companion.ts';
import type { Cluster } from './cluster.ts';

export function oneDatabase(cluster: Cluster): Ground {
  return {
    nodes: 3,
    async make() {
      const folder = tempFolder();
      const database = await cluster.create();
      const url = cluster.url(database);
      await migratePostgres({ url });
      return {
        at: url,
        folderOf(node) {
          const own = join(folder, String(node));
          mkdirSync(own, { recursive: true });
          return own;
        },
        env: { DATABASE_URL: url, DATABASE_POOL: '5', ANON_SALT: 'the same salt on all nodes of a proof' },
        open: async () => (await openPostgresStorage({ url, migrate: false })).storage,
        async remove() {
          await cluster.drop(database);
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
  };
}
