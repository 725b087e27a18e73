// The ledger, where the settings say that it is kept, and the clock that it goes by.
import { dirname } from 'node:path';
import { type Clock, systemClock } from './lib/clock.ts';
import { makeFolder } from './lib/make-folder.ts';
import type { ServerSettings } from './settings/config.ts';
import { openSqliteStorage } from './storage/sqlite/open-storage.ts';
import type { Storage } from './storage/storage.ts';
import type { EngineWatch } from './open-watch.ts';

/** What a node keeps for itself stands beside DB_PATH in either case. Throws SchemaMismatch or StorageUnavailable. */
export async function openLedger(
  { DB_PATH: path, DATABASE_URL: url, DATABASE_POOL: poolMax }: ServerSettings,
  clock: Clock,
  watch: EngineWatch = {},
): Promise<{ readonly storage: Storage; readonly clock: Clock }> {
  makeFolder(dirname(path));
  if (url === undefined) return { storage: openSqliteStorage({ path, ...watch }), clock };
  // Loaded only where it is used.
  const { openPostgresStorage } = await import('./storage/postgres/open-storage.ts');
  const opened = await openPostgresStorage({ url, poolMax, clock, ...watch });
  // Whoever gives another clock than the system's goes by it, also where the database has one.
  return clock === systemClock ? opened : { ...opened, clock };
}
