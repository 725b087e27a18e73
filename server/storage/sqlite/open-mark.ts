// A mark in the file's header that says that it is in use, so that a copy without its log can be told from a file that was
// closed: SQLite brings the log into the file when the last process closes it, and until then both belong together.
import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import type { Connection } from './connection.ts';

/** SQLite's application_id: "Tlyo" and "Tlyc". */
const openMark = 0x546c_796f;
const closedMark = 0x546c_7963;

/** To be asked before the file is opened. */
export function hasLog(path: string): boolean {
  return existsSync(`${path}-wal`);
}

/** Marks the file, and brings the mark out of the log into the file. Returns whether it was marked before. */
export function markOpen(db: Connection): boolean {
  if (isMarkedOpen(db)) return true;
  db.pragma(`application_id = ${openMark}`);
  db.pragma('wal_checkpoint(PASSIVE)');
  return false;
}

export function isMarkedOpen(db: Connection): boolean {
  return markOf(db) === openMark;
}

/** To be called after the file was closed. Where another process still has it open, the log is there and the mark stays. */
export function markClosed(path: string): void {
  if (!existsSync(path) || hasLog(path)) return;
  try {
    const db = new Database(path, { fileMustExist: true, timeout: 0 });
    try {
      if (markOf(db) === openMark) db.pragma(`application_id = ${closedMark}`);
    } finally {
      db.close();
    }
  } catch {
    // A disk that fails now has already said so to the one who wrote; the mark only makes a later warning better.
  }
}

function markOf(db: Connection): unknown {
  return db.pragma('application_id', { simple: true });
}
