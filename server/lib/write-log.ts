// Puts a SQLite file into WAL mode, also while another process does so at the same moment.

/** What is needed of a connection. */
export type LoggedFile = { pragma(source: string): unknown };

const waitMs = 10_000;
const betweenMs = 10;
const nap = new Int32Array(new SharedArrayBuffer(4));

/**
 * A file that several processes open for the first time at once is changed by one of them. SQLite refuses the others on the
 * spot, however long a timeout they have, since each of them reads the file already and two such readers would wait for each
 * other for ever (sqlite3BtreeBeginTrans). So the wait is ours; nothing else happens in the process meanwhile. Throws what
 * SQLite says where the file is still locked after ten seconds, and every other error at once.
 */
export function keepWriteLog(file: LoggedFile): void {
  const end = performance.now() + waitMs;
  for (;;) {
    try {
      file.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isLocked(error) || performance.now() > end) throw error;
      Atomics.wait(nap, 0, 0, betweenMs);
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^SQLITE_BUSY(_|$)/.test(String(error.code));
}
