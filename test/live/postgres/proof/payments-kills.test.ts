// Two servers on one PostgreSQL, of which one is killed in the middle of a purchase.
import { afterAll, describe } from 'vitest';
import { provesPaymentKills } from '../../../server/proof/parts/prove-payment-kills.ts';
import { findPostgres, startCluster } from '../cluster.ts';
import { oneDatabase } from '../one-database.ts';
import { openTables } from './tables.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const cluster = postgres.kind === 'here' ? await startCluster(postgres.bin) : null;

describe.runIf(cluster !== null)('payments by servers on one PostgreSQL', () => {
  if (cluster === null) return;
  afterAll(() => cluster.remove());
  provesPaymentKills({
    ground: oneDatabase(cluster),
    tables: ({ at }) => openTables(at),
    points: ['mid_posting', 'before_commit', 'commit_sent', 'after_commit_before_answer'],
    small: 1,
  });
});
