// A SQLite file as the target of a move. It is written under another name, and has its own once it is whole and on the disk.
import Database from 'better-sqlite3';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { invariant } from '../../../lib/invariant.ts';
import { makeFolder } from '../../../lib/make-folder.ts';
import { StorageUnavailable } from '../../storage.ts';
import {
  CannotKeep,
  type MovedCell,
  type MovedColumn,
  type MovedRow,
  type TargetEnd,
  type WaitingEnd,
} from '../../whole/ledger-end.ts';
import { type LedgerTable, madeByMigrations } from '../../whole/ledger-tables.ts';
import { auditOn } from '../audit.ts';
import { type Connection, openWriter } from '../connection.ts';
import { asStorageFailure } from '../failure.ts';
import { openSettlementOutbox } from '../holds/open-settlement-outbox.ts';
import { missingMigrations } from '../migrate.ts';
import { cameFrom, noteArrival } from '../moves.ts';
import { migrateSqliteFile } from '../open-storage.ts';
import { createPlanAudit } from '../plans/plan-audit.ts';
import { openAlone } from './alone.ts';
import { syncFile } from './copy-file.ts';
import { columnsOf, quoted, sumsOf } from './sqlite-columns.ts';

/** null: a server has it open. Throws SchemaMismatch where a file is there that is not of this program's shape. */
export function openSqliteTarget(path: string): TargetEnd | null {
  const isNew = !existsSync(path);
  const db = isNew ? beginFile(path) : openAlone(path);
  if (db === null) return null;
  return endOn(db, { path, isNew, isClosed: false });
}

type State = { readonly path: string; readonly isNew: boolean; isClosed: boolean };

function endOn(db: Connection, state: State): TargetEnd {
  const { path, isNew } = state;
  const close = (): void => {
    if (state.isClosed) return;
    state.isClosed = true;
    db.close();
    // Nothing of it is there once it has its own name.
    if (isNew) removeWork(path);
  };
  return {
    name: path,
    columns: () => orFailure(() => columnsOf(db)),
    sumsOf: (table, columns) => orFailure(() => sumsOf(db, table, columns)),
    audit: () => orFailure(async () => (await auditOn(db, createPlanAudit())).findings),
    isEmpty: async () => isNew,
    cameFrom: () => orFailure(() => (missingMigrations(db).length > 0 ? null : cameFrom(db))),
    write: (table, columns, rows) => orFailure(() => write(db, { table, columns, rows })),
    setNumbers: (last) => orFailure(() => setNumbers(db, last)),
    publish: (move, ends) =>
      orFailure(async () => {
        invariant(isNew, 'a ledger that is there is not moved into');
        noteArrival(db, move);
        db.close();
        if (existsSync(path)) throw new StorageUnavailable(`${path} was made meanwhile`);
        syncFile(workOf(path));
        // Before the ledger has its name: no server finds one there without its ends.
        await putWaitingEnds(path, ends);
        renameSync(workOf(path), path);
        syncFile(dirname(path));
      }),
    addWaitingEnds: (ends) => orFailure(() => putWaitingEnds(path, ends)),
    close: async () => close(),
  };
}

/** A disk that is full, or away, is told as what it is. */
async function orFailure<A>(work: () => A | Promise<A>): Promise<A> {
  try {
    return await work();
  } catch (error) {
    throw asStorageFailure(error);
  }
}

/** Beside the ledger, among those of a node that has kept its own there. A file that is made for them and cannot be written goes again. */
async function putWaitingEnds(path: string, ends: readonly WaitingEnd[]): Promise<void> {
  if (ends.length === 0) return;
  const file = `${path}.settlements`;
  const isNew = !existsSync(file);
  try {
    await openSettlementOutbox(file).close();
    const beside = openWriter(file);
    try {
      const put = beside.prepare(
        `INSERT INTO settlements (hold_id, holder, ending, attempts, next_at)
         VALUES (@hold_id, @holder, @ending, @attempts, @next_at) ON CONFLICT DO NOTHING`,
      );
      beside.transaction(() => {
        for (const end of ends) put.run(end);
      })();
    } finally {
      beside.close();
    }
  } catch (error) {
    if (isNew) for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true });
    throw error;
  }
}

/** Nobody needs what is in it before it has its name, so the disk is waited for once, at the end. */
function beginFile(path: string): Connection {
  makeFolder(dirname(path), { mode: 0o700 });
  removeWork(path);
  const work = workOf(path);
  try {
    migrateSqliteFile(work);
    const db = new Database(work, { fileMustExist: true });
    db.pragma('synchronous = OFF');
    db.pragma('foreign_keys = ON');
    return db;
  } catch (error) {
    removeWork(path);
    throw asStorageFailure(error);
  }
}

function workOf(path: string): string {
  return `${path}.moving`;
}

function removeWork(path: string): void {
  const folder = dirname(path);
  const work = basename(workOf(path));
  for (const name of readdirSync(folder)) if (name.startsWith(work)) rmSync(join(folder, name));
}

type Written = {
  readonly table: LedgerTable;
  readonly columns: readonly MovedColumn[];
  readonly rows: readonly MovedRow[];
};

function write(db: Connection, { table: { name }, columns, rows }: Written): void {
  if (madeByMigrations.has(name)) db.exec(`DELETE FROM ${quoted(name)}`);
  const list = columns.map((column) => quoted(column.name)).join(', ');
  const places = columns.map(() => '?').join(', ');
  const insert = db.prepare<MovedCell[]>(`INSERT INTO ${quoted(name)} (${list}) VALUES (${places})`);
  try {
    for (const row of rows) insert.run(...row);
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT'))
      throw new CannotKeep(name, error);
    throw error;
  }
}

function setNumbers(db: Connection, last: ReadonlyMap<string, bigint>): void {
  const set = db.prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?');
  const add = db.prepare(
    'INSERT INTO sqlite_sequence (name, seq) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)',
  );
  for (const table of tablesThatRemember(db)) {
    const number = last.get(table);
    if (number === undefined) continue;
    set.run(number, table);
    add.run(table, number, table);
  }
}

function tablesThatRemember(db: Connection): readonly string[] {
  return db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
    .all()
    .map(({ name }) => name);
}
