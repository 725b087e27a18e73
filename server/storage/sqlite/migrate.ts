// Brings a file to this program's shape: numbered, forward only, each whole or nothing, and never edited once applied.
import { fileURLToPath } from 'node:url';
import { type Applied, type Migration, missingOf, readMigrations as readFolder } from '../migrations.ts';
import type { Connection } from './connection.ts';
import { pass } from '../failpoint.ts';

export type Migrated = {
  /** The names applied now, in order; empty when the file was up to date. */
  readonly applied: readonly string[];
  /** Where the file as it was before stands; null when there was nothing to keep. */
  readonly snapshot: string | null;
};

const ownMigrations = fileURLToPath(new URL('./migrations/', import.meta.url));

export function readMigrations(folder = ownMigrations): readonly Migration[] {
  return readFolder(folder);
}

/** Applies what is missing, after a snapshot beside the file when it holds anything already. */
export function migrate(db: Connection, migrations: readonly Migration[] = readMigrations()): Migrated {
  const missing = missingMigrations(db, migrations);
  if (missing.length === 0) return { applied: [], snapshot: null };
  const snapshot = takeSnapshot(db, missing);
  pass('after_snapshot');
  return { applied: missing.filter((migration) => apply(db, migration)).map(({ name }) => name), snapshot };
}

/** What `migrate` would apply. Throws SchemaMismatch when the file does not fit this program. */
export function missingMigrations(
  db: Connection,
  migrations: readonly Migration[] = readMigrations(),
): readonly Migration[] {
  return missingOf(migrations, appliedMigrations(db), `The file ${db.name}`);
}

function appliedMigrations(db: Connection): readonly Applied[] {
  if (!hasTable(db, 'migrations')) return [];
  return db.prepare<[], Applied>('SELECT id, name, checksum FROM migrations ORDER BY id').all();
}

/** false: another process was faster. */
function apply(db: Connection, migration: Migration): boolean {
  const step = db.transaction(() => {
    db.exec(
      'CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
    );
    if (appliedMigrations(db).some(({ id }) => id === migration.id)) return false;
    db.exec(migration.sql);
    db.prepare('INSERT INTO migrations (id, name, checksum, applied_at) VALUES (?, ?, ?, unixepoch() * 1000)').run(
      migration.id,
      migration.name,
      migration.checksum,
    );
    pass('before_migration_commit');
    return true;
  });
  return step.immediate();
}

function takeSnapshot(db: Connection, missing: readonly Migration[]): string | null {
  // Nothing of a database in memory outlives its process, so there is nothing to go back to.
  if (db.memory || !hasTable(db, 'migrations')) return null;
  const path = `${db.name}.before-${missing[0]?.name ?? 'nothing'}-${process.pid}-${Date.now()}.bak`;
  db.prepare('VACUUM INTO ?').run(path);
  return path;
}

function hasTable(db: Connection, name: string): boolean {
  return (
    db
      .prepare<[string], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ?")
      .get(name) !== undefined
  );
}
