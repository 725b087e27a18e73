// A ledger in a SQLite file as the source of a move: nobody else has it open, and nothing is written to it but that it has gone.
import { existsSync } from 'node:fs';
import { SchemaMismatch } from '../../storage.ts';
import type { MovedRow, SourceEnd, WaitingEnd } from '../../whole/ledger-end.ts';
import { auditOn } from '../audit.ts';
import type { Connection } from '../connection.ts';
import { asStorageFailure } from '../failure.ts';
import { missingMigrations } from '../migrate.ts';
import { goneTo, markGone, takeBack } from '../moves.ts';
import { createPlanAudit } from '../plans/plan-audit.ts';
import { openAlone } from './alone.ts';
import { openToLook } from './open-to-look.ts';
import { columnsOf, quoted, sumsOf } from './sqlite-columns.ts';

const rowsAtOnce = 2_000;

/** null: a server has it open. Throws SchemaMismatch where it is not of this program's shape. */
export function openSqliteSource(path: string): SourceEnd | null {
  const db = openAlone(path);
  if (db === null) return null;
  try {
    if (missingMigrations(db).length > 0)
      throw new SchemaMismatch(`The file ${path} is not up to date. Run "tallystick-server migrate" first.`);
  } catch (error) {
    db.close();
    throw asStorageFailure(error);
  }
  return {
    name: path,
    columns: async () => columnsOf(db),
    sumsOf: async (table, columns) => sumsOf(db, table, columns),
    audit: async () => (await auditOn(db, createPlanAudit())).findings,
    async *rowsOf({ name, keys }, columns) {
      const list = columns.map((column) => quoted(column.name)).join(', ');
      const order = keys.map(quoted).join(', ');
      const all = db
        .prepare<[], MovedRow>(`SELECT ${list} FROM ${quoted(name)} ORDER BY ${order}`)
        .raw()
        .safeIntegers();
      let rows: MovedRow[] = [];
      for (const row of all.iterate()) {
        rows.push(row);
        if (rows.length < rowsAtOnce) continue;
        yield rows;
        rows = [];
      }
      if (rows.length > 0) yield rows;
    },
    lastNumbers: async () => lastNumbers(db),
    waitingEnds: async () => waitingEndsBeside(path),
    goneTo: async () => goneTo(db),
    markMoved: async (move) => orFailure(() => markGone(db, move)),
    takeBack: async (at) => orFailure(() => takeBack(db, at)),
    close: async () => void db.close(),
  };
}

/** A disk that is full, or away, is told as what it is. */
function orFailure<A>(work: () => A): A {
  try {
    return work();
  } catch (error) {
    throw asStorageFailure(error);
  }
}

/** SQLite remembers them only where a number must never come again. */
function lastNumbers(db: Connection): ReadonlyMap<string, bigint> {
  const rows = db.prepare<[], { name: string; seq: bigint }>('SELECT name, seq FROM sqlite_sequence').safeIntegers();
  return new Map(rows.all().map(({ name, seq }) => [name, seq]));
}

function waitingEndsBeside(path: string): readonly WaitingEnd[] {
  const file = `${path}.settlements`;
  if (!existsSync(file)) return [];
  const db = openToLook(file);
  try {
    return db
      .prepare<[], WaitingEnd>('SELECT hold_id, holder, ending, attempts, next_at FROM settlements ORDER BY hold_id')
      .safeIntegers()
      .all();
  } finally {
    db.close();
  }
}
