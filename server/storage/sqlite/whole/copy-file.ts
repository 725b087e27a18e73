// Copies a database page by page, as a connection sees it, into one file that needs no log beside it.
import Database from 'better-sqlite3';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { asStorageFailure } from '../failure.ts';
import { hasLog, isMarkedOpen, markClosed } from '../open-mark.ts';
import type { Still } from './at-one-moment.ts';
import { openToLook } from './open-to-look.ts';

/** Some megabytes, then whoever else has work in this process. */
const pagesAtOnce = 2_000;

/**
 * Where the connection is in the middle of a read, SQLite copies that one state, however much is written meanwhile; without it, each
 * commit of another process would make it begin again. `tell` hears which part of the file is copied, from 0 to 1.
 */
export async function copyStill({ db }: Still, to: string, tell: (part: number) => void): Promise<void> {
  try {
    await db.backup(to, {
      progress({ totalPages, remainingPages }) {
        tell(totalPages === 0 ? 1 : (totalPages - remainingPages) / totalPages);
        return pagesAtOnce;
      },
    });
    tell(1);
    withoutLog(to);
    markClosed(to);
    syncFile(to);
  } catch (error) {
    throw asStorageFailure(error);
  }
}

/** Whether it was copied out from under a server without its log, and so without its newest rows. */
export function lacksLog(path: string): boolean {
  if (hasLog(path)) return false;
  const db = openToLook(path);
  try {
    return isMarkedOpen(db);
  } finally {
    db.close();
  }
}

/** Returns when it is on the disk; also for folders, whose names are then there. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What a server opens it with later turns it back. */
function withoutLog(path: string): void {
  const db = new Database(path, { fileMustExist: true });
  try {
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}
