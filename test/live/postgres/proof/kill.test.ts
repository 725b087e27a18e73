// Three processes on one PostgreSQL that are killed, and now and then the database under them.
import { afterAll, describe } from 'vitest';
import { provesKills } from '../../../server/proof/parts/prove-kills.ts';
import { findPostgres, startCluster } from '../cluster.ts';
import { oneDatabase } from '../one-database.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const cluster = postgres.kind === 'here' ? await startCluster(postgres.bin) : null;

describe.runIf(cluster !== null)('three processes on one PostgreSQL', () => {
  if (cluster === null) return;
  afterAll(() => cluster.remove());
  provesKills({
    ground: oneDatabase(cluster),
    points: ['mid_posting', 'before_commit', 'commit_sent', 'after_commit_before_answer', 'anywhere', 'anywhere'],
    async disturb() {
      await cluster.crash();
      await cluster.start();
    },
    size: { small: 6, full: 500 },
  });
});
