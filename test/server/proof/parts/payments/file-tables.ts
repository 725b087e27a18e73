// The tables of a ledger in a file of SQLite, asked past its own code.
import Database from 'better-sqlite3';
import type { Tables } from './payment-books.ts';

export function openFileTables(path: string): Tables {
  const db = new Database(path, { timeout: 5_000 });
  return {
    all: <Row>(sql: string, values: readonly string[] = []) =>
      Promise.resolve(db.prepare<string[], Row>(sql).all(...values)),
    run: (sql, values) => Promise.resolve(void db.prepare<string[]>(sql).run(...values)),
    close: () => Promise.resolve(void db.close()),
  };
}
