// Payments on databases of PostgreSQL.
import pg from 'pg';
import { afterAll, describe } from 'vitest';
import { openPostgresStorage } from '../../../../server/storage/postgres/open-storage.ts';
import type { Tables } from '../../../server/proof/parts/payments/payment-books.ts';
import { provesPayments } from '../../../server/proof/parts/prove-payments.ts';
import { findPostgres, startCluster } from '../cluster.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const cluster = postgres.kind === 'here' ? await startCluster(postgres.bin) : null;

async function openTables(url: string): Promise<Tables> {
  const client = new pg.Client({
    connectionString: url,
    types: {
      getTypeParser: (type, format) =>
        type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format),
    },
  });
  await client.connect();
  return {
    all: async <Row>(sql: string, values: readonly string[] = []) =>
      (await client.query(numbered(sql), [...values])).rows as readonly Row[],
    run: async (sql, values) => void (await client.query(numbered(sql), [...values])),
    close: () => client.end(),
  };
}

function numbered(sql: string): string {
  let number = 0;
  return sql.replaceAll('?', () => `$${(number += 1)}`);
}

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
