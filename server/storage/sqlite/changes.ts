// Whether anything was written to the log since the last look.
import type { Connection } from './connection.ts';

export type Changes = {
  /** By this connection, whether or not it was taken back again. */
  byUs(): boolean;
  /** By a commit of somebody else's. true at the first look, since what came before it is not known. */
  byOthers(): boolean;
};

export function prepareChanges(db: Connection): Changes {
  const rows = db.prepare<[], number>('SELECT total_changes()').pluck();
  const version = db.prepare<[], number>('PRAGMA data_version').pluck();
  const seen = { rows: rows.get(), version: -1 };
  return {
    byUs() {
      const before = seen.rows;
      seen.rows = rows.get();
      return seen.rows !== before;
    },
    byOthers() {
      const before = seen.version;
      seen.version = version.get() ?? -1;
      return seen.version !== before;
    },
  };
}
