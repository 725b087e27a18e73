// Brings an open file to this version, one transaction a step. It never goes back and never edits a step that has run.
import { z } from 'zod';
import type { SqliteFile } from './db.ts';
import type { Migration } from './migrations.ts';

export type Plan =
  | { readonly kind: 'current' }
  | { readonly kind: 'pending'; readonly steps: readonly Migration[]; readonly isNewFile: boolean }
  | { readonly kind: 'newer'; readonly migration: string }
  | { readonly kind: 'altered'; readonly migration: string };

const Applied = z.object({ number: z.int(), name: z.string(), checksum: z.string() });

/** Reads only. */
export function planMigration(file: SqliteFile, known: readonly Migration[]): Plan {
  const applied = readApplied(file);
  const byNumber = new Map(known.map((migration) => [migration.number, migration]));
  for (const step of applied) {
    const own = byNumber.get(step.number);
    if (!own) return { kind: 'newer', migration: step.name };
    if (own.checksum !== step.checksum) return { kind: 'altered', migration: step.name };
  }
  const done = new Set(applied.map((step) => step.number));
  const steps = known.filter((migration) => !done.has(migration.number));
  return steps.length === 0 ? { kind: 'current' } : { kind: 'pending', steps, isNewFile: applied.length === 0 };
}

export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly migration: string;

  constructor(migration: string, cause: unknown) {
    super(`Migration ${migration} failed`, { cause });
    this.migration = migration;
  }
}

/** Throws StepFailure; the steps before the failed one stay, so the caller puts the snapshot back. */
export function applyMigrations(file: SqliteFile, steps: readonly Migration[], now: number): void {
  file.pragma('foreign_keys = OFF');
  try {
    for (const step of steps) applyStep(file, step, now);
  } finally {
    file.pragma('foreign_keys = ON');
  }
}

function applyStep(file: SqliteFile, step: Migration, now: number): void {
  const apply = file.transaction(() => {
    file.exec(createTable);
    file.exec(step.sql);
    const broken = file.pragma('foreign_key_check');
    if (!Array.isArray(broken) || broken.length > 0) throw new Error('Rows point at rows that are not there');
    file
      .prepare('INSERT INTO migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)')
      .run(step.number, step.name, step.checksum, now);
  });
  try {
    apply.exclusive();
  } catch (error) {
    throw new StepFailure(step.name, error);
  }
}

const createTable = `CREATE TABLE IF NOT EXISTS migrations (
  number INTEGER PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT`;

function readApplied(file: SqliteFile): z.infer<typeof Applied>[] {
  const table = file.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'`).get();
  if (table === undefined) return [];
  return z.array(Applied).parse(file.prepare('SELECT number, name, checksum FROM migrations ORDER BY number').all());
}
