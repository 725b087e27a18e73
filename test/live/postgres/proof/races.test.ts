// Three servers on one PostgreSQL, asked over HTTP for the same things at the same moment.
import { afterAll, describe } from 'vitest';
import { provesRaces } from '../../../server/proof/parts/prove-races.ts';
import { findPostgres, startCluster } from '../cluster.ts';
import { oneDatabase } from '../one-database.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const cluster = postgres.kind === 'here' ? await startCluster(postgres.bin) : null;

describe.runIf(cluster !== null)('three servers on one PostgreSQL', () => {
  if (cluster === null) return;
  afterAll(() => cluster.remove());
  provesRaces(oneDatabase(cluster));
});
