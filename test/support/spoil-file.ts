// Damages a SQLite file, as a disk that fails does.
import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Changes some bytes in the first page of a table. */
export function spoil(path: string, table: string): void {
  const db = new Database(path);
  const page = Number(db.pragma('page_size', { simple: true }));
  const root = db
    .prepare<[string], { rootpage: number }>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .get(table);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  const bytes = readFileSync(path);
  bytes.fill(0xff, ((root?.rootpage ?? 1) - 1) * page, ((root?.rootpage ?? 1) - 1) * page + 40);
  writeFileSync(path, bytes);
}
