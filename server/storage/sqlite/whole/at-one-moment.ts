// Looks at several SQLite files as they all are at one moment, while servers go on writing to them. Nobody waits for it.
import { setTimeout as wait } from 'node:timers/promises';
import { StorageUnavailable } from '../../storage.ts';
import type { Connection } from '../connection.ts';
import { asStorageFailure } from '../failure.ts';
import { openToLook } from './open-to-look.ts';

export type Still = { readonly path: string; readonly db: Connection };
export type Moment = {
  /** Epoch milliseconds, by this machine's clock. */
  readonly at: number;
  /** In the order of the paths; each stays as it is until `close`. */
  readonly files: readonly Still[];
  close(): void;
};

/** For how long it is tried, and the wait between two tries. */
const triesMax = 400;
const betweenMs = 5;

/**
 * The first file may be written all the time: it is looked at once, and so at one moment. If none of the others has changed between
 * just before that and just after, they were all the while what they were then. Otherwise all are looked at again.
 */
export async function lookAtOneMoment(paths: readonly [string, ...string[]]): Promise<Moment> {
  const opened: Connection[] = [];
  const close = (): void => {
    for (const db of opened) db.close();
  };
  const open = (path: string): Connection => {
    const db = openToLook(path);
    opened.push(db);
    return db;
  };
  try {
    const files = paths.map((path) => ({ path, db: open(path) }));
    const watchers = paths.slice(1).map(open);
    for (let tries = 0; tries < triesMax; tries += 1) {
      const before = watchers.map(versionOf);
      for (const { db } of files) begin(db);
      const at = Date.now();
      if (watchers.map(versionOf).every((version, i) => version === before[i])) return { at, files, close };
      for (const { db } of files) db.exec('ROLLBACK');
      await wait(betweenMs);
    }
    throw new StorageUnavailable('the files beside the ledger change all the time');
  } catch (error) {
    close();
    throw asStorageFailure(error);
  }
}

/** The state that the connection sees begins with its first read. */
function begin(db: Connection): void {
  db.exec('BEGIN');
  db.prepare('SELECT count(*) FROM sqlite_schema').get();
}

/** Another number once another connection has committed. */
function versionOf(db: Connection): unknown {
  return db.pragma('data_version', { simple: true });
}
