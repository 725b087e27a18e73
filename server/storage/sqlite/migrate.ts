// Brings a file to this program's shape: numbered, forward only, each whole or nothing, and never edited once applied.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SchemaMismatch } from '../storage.ts';
import type { Connection } from './connection.ts';
import { pass } from './failpoint.ts';

export type Migration = { readonly id: number; readonly name: string; readonly sql: string; readonly checksum: string };

export type Migrated = {
  /** The names applied now, in order; empty when the file was up to date. */
  readonly applied: readonly string[];
  /** Where the file as it was before stands; null when there was nothing to keep. */
  readonly snapshot: string | null;
};

const ownMigrations = fileURLToPath(new URL('./migrations/', import.meta.url));

/** Reads `0010-what-it-does.sql` and so on, in the order of their numbers. */
export function readMigrations(folder = ownMigrations): readonly Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      // A checkout on Windows may turn line ends; the meaning, and so the checksum, stays.
      const sql = readFileSync(`${folder}/${file}`, 'utf8').replaceAll('\r\n', '\n');
      return {
        id: Number(file.slice(0, 4)),
        name: file.slice(0, -4),
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    });
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
  const applied = appliedMigrations(db);
  for (const row of applied.values()) {
    const own = migrations.find(({ id }) => id === row.id);
    if (own === undefined) {
      throw new SchemaMismatch(
        `The file ${db.name} was written by a newer version (${row.name}). Start that version, or go back to a snapshot.`,
      );
    }
    if (own.checksum !== row.checksum) {
      throw new SchemaMismatch(
        `The migration ${row.name} differs from the one that was applied to ${db.name}. Restore it as it was.`,
      );
    }
  }
  return migrations.filter(({ id }) => !applied.has(id));
}

type AppliedRow = { readonly id: number; readonly name: string; readonly checksum: string };

function appliedMigrations(db: Connection): ReadonlyMap<number, AppliedRow> {
  if (!hasTable(db, 'migrations')) return new Map();
  const rows = db.prepare<[], AppliedRow>('SELECT id, name, checksum FROM migrations ORDER BY id').all();
  return new Map(rows.map((row) => [row.id, row]));
}

/** false: another process was faster. */
function apply(db: Connection, migration: Migration): boolean {
  const step = db.transaction(() => {
    db.exec(
      'CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
    );
    if (appliedMigrations(db).has(migration.id)) return false;
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
