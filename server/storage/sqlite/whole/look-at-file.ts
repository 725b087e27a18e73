// What the file system and SQLite say of a ledger's file.
import Database from 'better-sqlite3';
import { existsSync, statSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Connection, openWriter } from '../connection.ts';

/** `quick_check` stops at the first faults. */
const complaintsMax = 5;
/** What SQLite calls FULL; EXTRA is more. */
const fullSync = 2;

export type FileFacts = {
  readonly journalMode: string;
  /** Whether a commit is answered only when it is on the disk. */
  readonly isDurable: boolean;
  readonly complaints: readonly string[];
  /** Of the file with its log, and what is free where it stands. */
  readonly bytes: number;
  readonly freeBytes: number;
};

/** A server may run beside it. Throws StorageUnavailable where it cannot be opened. */
export function lookAtFile(path: string): FileFacts {
  const db = openWriter(path);
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    const files = [path, `${path}-wal`].filter((file) => existsSync(file));
    return {
      journalMode: String(db.pragma('journal_mode', { simple: true })),
      isDurable: Number(db.pragma('synchronous', { simple: true })) >= fullSync,
      complaints: complaintsOf(db),
      bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
      freeBytes: bavail * bsize,
    };
  } finally {
    db.close();
  }
}

/** A fault may be such that SQLite cannot even go through the file. */
function complaintsOf(db: Connection): readonly string[] {
  try {
    const rows = db.prepare<[], { quick_check: string }>(`PRAGMA quick_check(${complaintsMax})`).all();
    return rows.map(({ quick_check: text }) => text).filter((text) => text !== 'ok');
  } catch (error) {
    if (error instanceof Database.SqliteError) return [error.message];
    throw error;
  }
}
