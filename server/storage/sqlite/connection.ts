// Opens the file with the settings that durability rests on.
import Database from 'better-sqlite3';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { asStorageFailure, isBusy } from './failure.ts';

export type Connection = Database.Database;

/** How long one statement may keep the event loop waiting for another process's lock. Longer waits are ours, between turns. */
const busyTimeoutMs = 50;
/** While nothing is served yet the wait may be long: another process may be bringing the file up to date. */
const openTimeoutMs = 10_000;

/** Pages of log before a checkpoint; fewer would put its cost on more requests, more would slow each read. */
const walPages = 4_000;

/** A writer; the file and its folder are made when missing, readable by their owner alone. */
export function openWriter(path: string): Connection {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    makeFile(path);
    const db = new Database(path, { timeout: openTimeoutMs });
    db.pragma('journal_mode = WAL');
    // In WAL mode FULL is one fsync of the log at each commit: what was acknowledged survives a power cut (I24).
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma(`wal_autocheckpoint = ${walPages}`);
    refuseReadOnly(db);
    return db;
  } catch (error) {
    throw asStorageFailure(error);
  }
}

class TakenBack extends Error {}

/** Where a disk is mounted read-only SQLite opens a file all the same, to be read, and says so at the first write only. */
function refuseReadOnly(db: Connection): void {
  db.pragma('busy_timeout = 0');
  try {
    // To begin is granted on such a disk; only a write tells. It is taken back at once.
    db.transaction(() => {
      db.exec('PRAGMA user_version = 1');
      throw new TakenBack();
    }).immediate();
  } catch (error) {
    // Who waits for another writer can write.
    if (isBusy(error) || error instanceof TakenBack) return;
    db.close();
    throw error;
  } finally {
    if (db.open) db.pragma(`busy_timeout = ${openTimeoutMs}`);
  }
}

/** The file is ready; from now on no statement waits long. */
export function startServing(db: Connection): void {
  db.pragma(`busy_timeout = ${busyTimeoutMs}`);
}

/** An existing file is not even opened: closing it again would drop the locks that this process has on it (POSIX). */
function makeFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

/** A reader with a view of its own, for long looks that must not stop the writer. */
export function openReader(path: string): Connection {
  try {
    return new Database(path, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  } catch (error) {
    throw asStorageFailure(error);
  }
}
