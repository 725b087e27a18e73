// What a database says of itself that a ledger depends on. Anybody who may connect may ask for all of it.
import { invariant } from '../../../lib/invariant.ts';
import { openMoveClient } from './move-client.ts';

export type DatabaseFacts = {
  /** Such as 150004 for 15.4, and in words. */
  readonly versionNumber: number;
  readonly version: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly fullPageWrites: string;
  readonly isolation: string;
  readonly timeZone: string;
  readonly connectionsMax: number;
  readonly connections: number;
  readonly bytes: number;
  readonly isReplica: boolean;
  /** Replicas that are connected, and whether commits wait for any. */
  readonly replicas: number;
  readonly waitsForReplicas: boolean;
  readonly archiveMode: string;
  /** Epoch milliseconds; null: nothing was archived yet. */
  readonly archivedAt: number | null;
  readonly hasArchiveFailed: boolean;
  /** How far its clock is ahead of this machine's, milliseconds. */
  readonly aheadMs: number;
};

type Row = Omit<DatabaseFacts, 'aheadMs' | 'bytes' | 'archivedAt'> & {
  readonly bytes: string;
  readonly archivedAt: string | null;
  readonly now: string;
};

const epochMs = (moment: string): string => `floor(extract(epoch FROM ${moment}) * 1000)::bigint::text`;

const facts = `SELECT current_setting('server_version_num')::int AS "versionNumber", current_setting('server_version') AS version,
  current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS "synchronousCommit",
  current_setting('full_page_writes') AS "fullPageWrites", current_setting('default_transaction_isolation') AS isolation,
  current_setting('TimeZone') AS "timeZone",
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS "connectionsMax",
  (SELECT count(*)::int FROM pg_stat_activity WHERE datid IS NOT NULL AND pid <> pg_backend_pid()) AS connections,
  pg_database_size(current_database())::text AS bytes, pg_is_in_recovery() AS "isReplica",
  (SELECT count(*)::int FROM pg_stat_replication) AS replicas,
  current_setting('synchronous_standby_names') <> '' AS "waitsForReplicas",
  current_setting('archive_mode') AS "archiveMode", ${epochMs('last_archived_time')} AS "archivedAt",
  coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) AS "hasArchiveFailed",
  ${epochMs('clock_timestamp()')} AS now
  FROM pg_stat_archiver`;

/** Throws StorageUnavailable where it cannot be reached. */
export async function lookAtDatabase(url: string, now: () => number): Promise<DatabaseFacts> {
  const { run, close } = await openMoveClient(url);
  try {
    const before = now();
    const { rows } = await run((on) => on.query<Row>(facts));
    const after = now();
    const [row] = rows;
    invariant(row !== undefined, 'the database says nothing of itself');
    const { now: there, bytes, archivedAt, ...rest } = row;
    return {
      ...rest,
      bytes: Number(bytes),
      archivedAt: archivedAt === null ? null : Number(archivedAt),
      aheadMs: Math.round(Number(there) - (before + after) / 2),
    };
  } finally {
    await close();
  }
}
