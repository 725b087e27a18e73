// Tests on a PostgreSQL of their own, which is there as long as they run. Where there is none, one test says so.
/* oxlint-disable vitest/valid-title, vitest/no-conditional-tests, vitest/expect-expect -- the tests and their names are the caller's */
import { afterAll, describe, it } from 'vitest';
import { type Cluster, findPostgres, startCluster } from './cluster.ts';

export async function describeOnPostgres(name: string, prove: (cluster: Cluster) => void): Promise<void> {
  const postgres = await findPostgres();
  if (postgres.kind === 'not_here') {
    it(name, (context) => context.skip(`not here: PostgreSQL, because ${postgres.reason}`));
    return;
  }
  const cluster = await startCluster(postgres.bin);
  describe(name, () => {
    afterAll(() => cluster.remove());
    prove(cluster);
  });
}
