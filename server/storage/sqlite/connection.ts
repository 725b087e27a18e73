// Opens the file with the settings that durability rests on.
import Database from 'better-sqlite3';
import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../lib/make-folder.ts';
import { keepWriteLog } from '../../lib/write-log.ts';
import { invariant } from '../../lib/invariant.ts';
import { asStorageFailure, isBusy } from './failure.ts';

export type Connection = Database.Database;

/** How long one statement may keep the event loop waiting for another process's lock. Longer waits are ours, between turns. */
const busyTimeoutMs = 50;
/** While nothing is served yet the wait may be long: another process may be bringing the file up to date. */
const openTimeoutMs = 10_000;

/**
 * Pages of log before the writer itself brings it into the file: keeper.ts does so long before, beside the writer. A log that
 * has grown beyond `walBytesMax`, as while somebody reads one state for long, is cut again.
 */
const walPages = 64_000;
const walBytesMax = 64 * 1024 * 1024;

/**
 * Bytes of the file that are read in place, without a copy of each page: people come back at random, and in a large file
 * hardly two of their pages are the same.
 */
const mappedBytes = 2_000_000_000;

/** Kibibytes of pages in memory: those that are written again before they are in the file, some seconds of a busy server. */
const cacheKib = 65_536;

/** A writer; the file and its folder are made when missing, readable by their owner alone. */
export function openWriter(path: string): Connection {
  try {
    makeFolder(dirname(path), { mode: 0o700 });
    makeFile(path);
    const db = new Database(path, { timeout: openTimeoutMs });
    try {
      setUp(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw asStorageFailure(error);
  }
}

function setUp(db: Connection): void {
  keepWriteLog(db);
  // In WAL mode FULL is one fsync of the log at each commit: what was acknowledged survives a power cut (I24).
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma(`wal_autocheckpoint = ${walPages}`);
  db.pragma(`journal_size_limit = ${walBytesMax}`);
  db.pragma(`mmap_size = ${mappedBytes}`);
  db.pragma(`cache_size = -${cacheKib}`);
  refuseReadOnly(db);
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
    // The file is busy because another process writes to it, so it can be written.
    if (isBusy(error) || error instanceof TakenBack) return;
    throw error;
  } finally {
    db.pragma(`busy_timeout = ${openTimeoutMs}`);
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

/** `busy` is not 0 where another process was at it. Of the log's pages, `checkpointed` are in the file. */
export type Checkpointed = { readonly busy: number; readonly log: number; readonly checkpointed: number };
export type Checkpointer = { run(): Checkpointed };

/** Brings into the file what no reader keeps in the log. Waits for nobody, and keeps no writer waiting. */
export function openCheckpointer(path: string): Checkpointer {
  const db = new Database(path, { fileMustExist: true, timeout: 0 });
  const passive = db.prepare<[], Checkpointed>('PRAGMA wal_checkpoint(PASSIVE)');
  return {
    run() {
      const row = passive.get();
      invariant(row !== undefined, 'a checkpoint has said nothing');
      return row;
    },
  };
}
