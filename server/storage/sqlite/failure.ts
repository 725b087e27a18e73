// Which of SQLite's errors say that the store cannot be used now, rather than that we asked for something wrong.
import Database from 'better-sqlite3';
import { StorageUnavailable } from '../storage.ts';

const unavailable =
  /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB|PERM|PROTOCOL|INTERRUPT|AUTH)(_|$)/;

export function isUnavailable(error: unknown): boolean {
  return error instanceof StorageUnavailable || (error instanceof Database.SqliteError && unavailable.test(error.code));
}

/** Somebody else holds the lock: worth a wait. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)(_|$)/.test(error.code);
}

/** The file itself is no database, or not whole. */
export function isDamage(error: unknown): boolean {
  const cause = error instanceof StorageUnavailable ? error.cause : error;
  return cause instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)(_|$)/.test(cause.code);
}

/** What was to be written is against a CHECK of the schema. */
export function isAgainstCheck(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_CONSTRAINT_CHECK';
}

/** Gives outages the port's own name; lets everything else pass as it is. */
export function asStorageFailure(error: unknown): unknown {
  if (error instanceof StorageUnavailable || !isUnavailable(error)) return error;
  return new StorageUnavailable(error instanceof Error ? error.message : 'the store failed', { cause: error });
}
