// Migrations as files: numbered, forward only, and never edited once they are applied anywhere.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { SchemaMismatch } from './storage.ts';

export type Migration = { readonly id: number; readonly name: string; readonly sql: string; readonly checksum: string };
export type Applied = Pick<Migration, 'id' | 'name' | 'checksum'>;

/** Reads `0010-what-it-does.sql` and so on, in the order of their numbers. */
export function readMigrations(folder: string): readonly Migration[] {
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

/** Those that were not applied yet. Throws SchemaMismatch where the store does not fit this program; `store` begins the sentence. */
export function missingOf(
  migrations: readonly Migration[],
  applied: readonly Applied[],
  store: string,
): readonly Migration[] {
  for (const row of applied) {
    const own = migrations.find(({ id }) => id === row.id);
    if (own === undefined)
      throw new SchemaMismatch(
        `${store} was written by a newer version (${row.name}). Start that version, or go back to a snapshot.`,
      );
    if (own.checksum !== row.checksum)
      throw new SchemaMismatch(
        `${store}: its migration ${row.name} differs from the one of this version. Restore it as it was.`,
      );
  }
  const known = new Set(applied.map(({ id }) => id));
  return migrations.filter(({ id }) => !known.has(id));
}
