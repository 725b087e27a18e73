// Adds up some windows again at each audit, from where the last one stopped, so that all have their turn and none takes long.
import type { CounterFinding } from '../../contract/audit-finding.ts';
import type { Connection } from './connection.ts';

export type AuditWindows = (db: Connection) => readonly CounterFinding[];

type Rolling<Row extends { readonly key: string }> = {
  /** In the order of their keys, those behind `key`; one more than are ever looked at says that there are others. */
  readonly windowsAfter: (db: Connection, key: string) => readonly Row[];
  /** How many of the first of these are looked at now: one at least. */
  readonly atOnce: (windows: readonly Row[]) => number;
  readonly findingsOf: (db: Connection, window: Row) => readonly CounterFinding[];
};

export function createRollingAudit<Row extends { readonly key: string }>(of: Rolling<Row>): AuditWindows {
  const last = { key: '' };
  return (db) => {
    const windows = of.windowsAfter(db, last.key);
    const now = windows.slice(0, of.atOnce(windows));
    last.key = now.length < windows.length ? (now.at(-1)?.key ?? '') : '';
    return now.flatMap((window) => of.findingsOf(db, window));
  };
}
