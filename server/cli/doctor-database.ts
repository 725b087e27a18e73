// What the doctor finds out about a PostgreSQL database that holds the ledger.
import { type SetupFinding, warning, well, wrong } from '../lib/setup-finding.ts';
import type { DatabaseFacts } from '../storage/postgres/whole/look-at-database.ts';
import { storeWords as words } from '../words/commands/doctor-stores.ts';

const oldestVersion = 150_000;
/** Nodes go by the database's clock, so a difference harms nothing by itself; more than this is a clock that nobody sets. */
const clockMs = 5_000;
/** For the operator, for the commands, and for the node that takes another's place. */
const spareConnections = 5;

export function findingsOfDatabase(
  facts: DatabaseFacts,
  { poolMax }: { readonly poolMax: number },
): readonly SetupFinding[] {
  const { isReplica, fsync, synchronousCommit, fullPageWrites } = facts;
  const off = [
    ...(fsync === 'off' ? ['fsync'] : []),
    ...(synchronousCommit === 'off' ? ['synchronous_commit'] : []),
    ...(fullPageWrites === 'off' ? ['full_page_writes'] : []),
  ];
  const fitting = Math.floor((facts.connectionsMax - spareConnections) / poolMax);
  return [
    facts.versionNumber >= oldestVersion
      ? well(words.postgres(facts.version))
      : wrong(words.postgresOld(facts.version)),
    off.length === 0 ? well(words.postgresDurable(synchronousCommit)) : wrong(words.postgresForgetful(off)),
    well(words.postgresSession(facts.isolation, facts.timeZone)),
    Math.abs(facts.aheadMs) <= clockMs ? well(words.clockNear(facts.aheadMs)) : warning(words.clockFar(facts.aheadMs)),
    fitting >= 1
      ? well(words.connections(facts.connectionsMax, facts.connections, { poolMax, nodes: fitting }))
      : wrong(words.connectionsFew(facts.connectionsMax, poolMax)),
    ...(isReplica ? [wrong(words.isReplica)] : [well(words.replicas(facts.replicas, facts.waitsForReplicas))]),
    archiveOf(facts),
    well(words.databaseSize(facts.bytes)),
  ];
}

function archiveOf({ archiveMode, archivedAt, hasArchiveFailed }: DatabaseFacts): SetupFinding {
  if (archiveMode === 'off') return well(words.noArchive);
  if (hasArchiveFailed) return wrong(words.archiveFails);
  return archivedAt === null ? warning(words.archiveEmpty) : well(words.archivedAt(archivedAt));
}
