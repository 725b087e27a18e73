// Whether a commit of ordinary size would find room. A single page may still fit into the log of a disk that is full, where the
// next booking fails, so as much is written as a large group of commands writes, and taken back.
import Database from 'better-sqlite3';
import { isBusy } from './failure.ts';

export type SpaceProbe = {
  /** Throws what SQLite says when there is no room. Waits for nobody. */
  run(): void;
  close(): void;
};

const probeBytes = 64 * 1024;

/** On a connection of its own, whose small cache makes SQLite write before the commit that never comes. */
export function createSpaceProbe(path: string): SpaceProbe {
  let db: Database.Database | null = null;
  return {
    run() {
      db ??= openProbe(path);
      try {
        db.exec('BEGIN IMMEDIATE; CREATE TABLE space_probe (filler BLOB);');
        db.prepare('INSERT INTO space_probe VALUES (zeroblob(?))').run(probeBytes);
      } catch (error) {
        // Another process holds the lock, and so has room to write.
        if (!isBusy(error)) throw error;
      } finally {
        if (db.inTransaction) db.exec('ROLLBACK');
      }
    },
    close() {
      db?.close();
      db = null;
    },
  };
}

function openProbe(path: string): Database.Database {
  const db = new Database(path, { fileMustExist: true, timeout: 0 });
  db.pragma('cache_size = 1');
  db.pragma('cache_spill = 1');
  return db;
}
