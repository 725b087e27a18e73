// Payments on databases of PostgreSQL.
import { afterAll, describe } from 'vitest';
import { openPostgresStorage } from '../../../../server/storage/postgres/open-storage.ts';
import { provesPayments } from '../../../server/proof/parts/prove-payments.ts';
import { findPostgres, startCluster } from '../cluster.ts';
import { openTables } from './tables.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const cluster = postgres.kind === 'here' ? await startCluster(postgres.bin) : null;

describe.runIf(cluster !== null)('payments in PostgreSQL', () => {
  if (cluster === null) return;
  afterAll(() => cluster.remove());
  provesPayments({
    async make() {
      const database = await cluster.create();
      const url = cluster.url(database);
      return {
        open: async () => (await openPostgresStorage({ url, poolMax: 3 })).storage,
        tables: () => openTables(url),
        remove: () => cluster.drop(database),
      };
    },
    small: { orders: 12, silences: 12, deaths: 12 },
    share: 0.1,
  });
});
