// Three servers on one PostgreSQL, asked at the same moment for the same orders and refunds.
import { afterAll, describe } from 'vitest';
import { provesPaymentRaces } from '../../../server/proof/parts/prove-payment-races.ts';
import { findPostgres, startCluster } from '../cluster.ts';
import { oneDatabase } from '../one-database.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const cluster = postgres.kind === 'here' ? await startCluster(postgres.bin) : null;

describe.runIf(cluster !== null)('payments by three servers on one PostgreSQL', () => {
  if (cluster === null) return;
  afterAll(() => cluster.remove());
  provesPaymentRaces(oneDatabase(cluster));
});
