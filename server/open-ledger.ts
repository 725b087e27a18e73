// The ledger, where the settings say that it is kept, and the clock that it goes by.
import { dirname } from 'node:path';
import { type Clock, systemClock } from './lib/clock.ts';
import { makeFolder } from './lib/make-folder.ts';
import type { ServerSettings } from './settings/config.ts';
import { openSqliteStorage } from './storage/sqlite/open-storage.ts';
import type { SharedByNodes } from './storage/nodes/shared-by-nodes.ts';
import type { Storage } from './storage/storage.ts';
import type { EngineWatch } from './open-watch.ts';

export type OpenLedger = {
  readonly storage: Storage;
  readonly clock: Clock;
  /** null: there are no nodes, or all of them are processes on this machine. */
  readonly nodes: SharedByNodes | null;
};

/** What a node keeps for itself stands beside DB_PATH in either case. Throws SchemaMismatch or StorageUnavailable. */
export async function openLedger(settings: ServerSettings, clock: Clock, watch: EngineWatch = {}): Promise<OpenLedger> {
  const { DB_PATH: path, DATABASE_URL: url, DATABASE_READ_URL: readUrl } = settings;
  makeFolder(dirname(path));
  if (url === undefined) return { storage: openSqliteStorage({ path, ...watch }), clock, nodes: null };
  // Loaded only where it is used.
  const { openPostgresStorage } = await import('./storage/postgres/open-storage.ts');
  const opened = await openPostgresStorage({
    ...watch,
    url,
    clock,
    poolMax: settings.DATABASE_POOL,
    connectMs: settings.DATABASE_CONNECT_SECONDS * 1000,
    statementMs: settings.DATABASE_STATEMENT_SECONDS * 1000,
    lockMs: settings.DATABASE_LOCK_SECONDS * 1000,
    ...(readUrl === undefined ? {} : { readUrl }),
  });
  // Whoever gives another clock than the system's goes by it, also where the database has one.
  return clock === systemClock ? opened : { ...opened, clock };
}
