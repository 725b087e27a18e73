// The two faces of the app's database. A function that is given a ReadableDb cannot write.
import Database from 'better-sqlite3';
import type { z } from 'zod';
import { CodedFailure } from '../coded-failure.ts';

export type SqlValue = string | number | null | Uint8Array;
/** Named parameters: `{id}` fills `@id`. */
export type SqlParams = Readonly<Record<string, SqlValue>>;

/** durable: on disk before the call returns, also through a power cut. relaxed: survives the end of the process. */
export type Durability = 'durable' | 'relaxed';

/** `unreadable`: how many rows there are beside these. */
export type Readable<T> = { readonly rows: T[]; readonly unreadable: number };

/** Rows are parsed where they leave the database. */
export type ReadableDb = {
  get<T>(row: z.ZodType<T>, sql: string, params?: SqlParams): T | null;
  all<T>(row: z.ZodType<T>, sql: string, params?: SqlParams): T[];
  /** For a list in which a row that cannot be read, whatever wrote it, must cost no other. */
  readable<T>(row: z.ZodType<T>, sql: string, params?: SqlParams): Readable<T>;
};

export type WritableDb = ReadableDb & {
  /** Gives the number of rows changed. */
  run(sql: string, params?: SqlParams): number;
  /** All or nothing. Inside another call it becomes a savepoint of that one, which then decides how durable it is. `work` is synchronous. */
  transact<T>(durability: Durability, work: () => T): T;
};

export type SqliteFile = Database.Database;

/** Opens a file in the mode every connection of the app uses; the caller closes it. */
export function openSqlite(path: string): SqliteFile {
  const file = new Database(path, { timeout: 2000 });
  try {
    file.pragma('journal_mode = WAL');
    file.pragma('synchronous = FULL');
    file.pragma('foreign_keys = ON');
    file.pragma('trusted_schema = OFF');
    file.pragma('recursive_triggers = ON');
  } catch (error) {
    file.close();
    throw error;
  }
  return file;
}

/** Throws CodedFailure `store_failed` where the disk or the file is at fault; a broken constraint is a bug and stays one. */
export function writable(file: SqliteFile): WritableDb {
  const prepared = new Map<string, Database.Statement<[SqlParams]>>();

  function prepare(sql: string): Database.Statement<[SqlParams]> {
    const known = prepared.get(sql);
    if (known) return known;
    const statement = file.prepare<[SqlParams]>(sql);
    prepared.set(sql, statement);
    return statement;
  }

  return {
    get: (row, sql, params = {}) => {
      const found = guarded(() => prepare(sql).get(params));
      return found === undefined ? null : row.parse(found);
    },
    all: (row, sql, params = {}) => guarded(() => prepare(sql).all(params)).map((found) => row.parse(found)),
    readable(row, sql, params = {}) {
      const found = guarded(() => prepare(sql).all(params));
      const rows = found.map((one) => row.safeParse(one)).flatMap((read) => (read.success ? [read.data] : []));
      return { rows, unreadable: found.length - rows.length };
    },
    run: (sql, params = {}) => guarded(() => prepare(sql).run(params).changes),
    transact(durability, work) {
      if (file.inTransaction) return file.transaction(work)();
      return guarded(() => {
        file.pragma(durability === 'durable' ? 'synchronous = FULL' : 'synchronous = NORMAL');
        return file.transaction(work).immediate();
      });
    },
  };
}

const { SqliteError } = Database;

/** The result code when SQLite itself failed, else null. */
export function sqliteCode(error: unknown): string | null {
  return error instanceof SqliteError ? error.code : null;
}

const worldsFault = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|BUSY|LOCKED|NOMEM)/;

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = sqliteCode(error);
    if (code === null || !worldsFault.test(code)) throw error;
    throw new CodedFailure('store_failed', { detail: code, canRetry: true, cause: error });
  }
}
