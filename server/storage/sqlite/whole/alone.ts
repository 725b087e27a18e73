// Has a file to oneself: no server is at it, and none can begin until it is closed.
import Database from 'better-sqlite3';
import type { Connection } from '../connection.ts';
import { asStorageFailure, isBusy } from '../failure.ts';

/** null: another process has it open. A server has, for as long as it runs. Writes nothing. */
export function openAlone(path: string): Connection | null {
  const db = new Database(path, { fileMustExist: true, timeout: 0 });
  try {
    // Before the first look at the file: its log is then taken for oneself, which needs that nobody else has it open.
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN IMMEDIATE; ROLLBACK');
    return db;
  } catch (error) {
    db.close();
    if (isBusy(error)) return null;
    throw asStorageFailure(error);
  }
}

/** Whether another process has it open just now. */
export function isInUse(path: string): boolean {
  const db = openAlone(path);
  db?.close();
  return db === null;
}
