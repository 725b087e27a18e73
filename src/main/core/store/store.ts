// The app's database, open and at this version: one writer, its folder locked for as long as it lives.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite, sqliteCode, writable, type SqliteFile, type WritableDb } from './db.ts';
import { lockFolder } from './folder-lock.ts';
import { applyMigrations, planMigration, StepFailure } from './migrate.ts';
import { migrations, type Migration } from './migrations.ts';
import { restoreSnapshot, setAside, takeSnapshot } from './snapshots.ts';
import { StartFailure } from '../start-failure.ts';

export type Store = {
  readonly db: WritableDb;
  /** Where a damaged file was put before a new one was begun; null on an ordinary start. */
  readonly damagedPath: string | null;
  /** May be called twice. */
  close(): void;
};

export type StoreOptions = {
  readonly dataDir: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly migrations?: readonly Migration[];
};

export const storeFileName = 'tallystick.db';

/** Throws StartFailure. */
export function openStore(options: StoreOptions): Store {
  const path = join(options.dataDir, storeFileName);
  makeFolder(options.dataDir);
  const lock = lockFolder(options.dataDir);
  try {
    const { file, damagedPath } = openSound(path, options.now());
    const current = upgrade({ file, path, options });
    return {
      db: writable(current),
      damagedPath,
      close() {
        current.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    if (error instanceof StartFailure) throw error;
    throw new StartFailure({ kind: 'store_unusable', path, code: sqliteCode(error) ?? 'unknown' }, error);
  }
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartFailure({ kind: 'store_unusable', path: dataDir, code: 'no_folder' }, error);
  }
}

function openSound(path: string, now: number): { file: SqliteFile; damagedPath: string | null } {
  try {
    return { file: openChecked(path), damagedPath: null };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const damagedPath = setAside(path, now);
    return { file: openChecked(path), damagedPath };
  }
}

/** A write-ahead log left behind means the last end was not a clean one; only then is every page looked at. */
function openChecked(path: string): SqliteFile {
  const endedBadly = existsSync(`${path}-wal`);
  const file = openSqlite(path);
  try {
    file.prepare('SELECT count(*) FROM sqlite_schema').get();
    if (endedBadly && file.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new DamagedFile();
  } catch (error) {
    file.close();
    throw error;
  }
  return file;
}

class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return error instanceof DamagedFile || code === 'SQLITE_NOTADB' || (code?.startsWith('SQLITE_CORRUPT') ?? false);
}

type Upgrade = { readonly file: SqliteFile; readonly path: string; readonly options: StoreOptions };

function upgrade({ file, path, options }: Upgrade): SqliteFile {
  const plan = planMigration(file, options.migrations ?? migrations);
  switch (plan.kind) {
    case 'current':
      return file;
    case 'newer':
    case 'altered':
      file.close();
      throw new StartFailure({
        kind: plan.kind === 'newer' ? 'store_newer' : 'migration_altered',
        path,
        migration: plan.migration,
      });
    case 'pending': {
      let snapshot: string | null = null;
      try {
        if (!plan.isNewFile) snapshot = takeSnapshot(file, options.dataDir, options.now());
        applyMigrations(file, plan.steps, options.now());
        return file;
      } catch (error) {
        file.close();
        if (snapshot !== null) restoreSnapshot(snapshot, path);
        const migration = error instanceof StepFailure ? error.migration : 'the copy made before';
        throw new StartFailure({ kind: 'upgrade_failed', path, migration }, error);
      }
    }
  }
}
