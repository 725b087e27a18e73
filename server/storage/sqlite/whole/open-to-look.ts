// A connection that looks at a file which a server may be writing to, or that a killed one has left.
import Database from 'better-sqlite3';
import type { Connection } from '../connection.ts';
import { asStorageFailure } from '../failure.ts';

const busyMs = 5_000;

/**
 * It changes nothing. Opened to be written all the same: only such a connection brings in the log that a killed server has left, and
 * takes its own files away again when it is closed.
 */
export function openToLook(path: string): Connection {
  try {
    const db = new Database(path, { fileMustExist: true, timeout: busyMs });
    db.pragma('query_only = ON');
    return db;
  } catch (error) {
    throw asStorageFailure(error);
  }
}
