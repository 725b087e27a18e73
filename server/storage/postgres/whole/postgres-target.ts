// A PostgreSQL database as the target of a move: all is written in one transaction, which nobody sees before it is committed.
import pg, { type ClientBase } from 'pg';
import {
  CannotKeep,
  type MovedColumn,
  type MovedRow,
  type TargetEnd,
  type WaitingEnd,
} from '../../whole/ledger-end.ts';
import { type LedgerTable, ledgerTables, madeByMigrations } from '../../whole/ledger-tables.ts';
import { auditLedger } from '../audit.ts';
import { cameFrom, noteMove } from '../moves.ts';
import { statementsOn } from '../transaction.ts';
import { hasServers, keepsWaitingEnds, type MoveClient } from './move-client.ts';
import { columnsOf, type PostgresColumns, quoted, sumsOf } from './postgres-columns.ts';

/** null: servers are connected to it. The database has to be of this program's shape. */
export async function openPostgresTarget(opened: MoveClient): Promise<TargetEnd | null> {
  const { client, run, name } = opened;
  const own = await run(async () => {
    if (await hasServers(client)) return null;
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${ledgerTables.map((table) => quoted(table.name)).join(', ')} IN EXCLUSIVE MODE`);
    return columnsOf(client);
  });
  if (own === null) {
    await opened.close();
    return null;
  }
  const systems = new Set<string>();
  const orCannotKeep = async (table: string, work: (on: ClientBase) => Promise<void>): Promise<void> => {
    try {
      await run(work);
    } catch (error) {
      // A value that it has no room for, or that one of its rules forbids.
      const code = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
      throw /^2[23]/.test(code) ? new CannotKeep(table, error) : error;
    }
  };
  return {
    name,
    columns: async () => own,
    sumsOf: (table, columns) => run((on) => sumsOf(on, table, columns)),
    audit: () => run(async (on) => (await auditLedger(statementsOn(on))).findings),
    isEmpty: () => run(isEmpty),
    cameFrom: () => run(cameFrom),
    write: (table, columns, rows) =>
      orCannotKeep(table.name, async (on) => {
        if (madeByMigrations.has(table.name)) await on.query(`DELETE FROM ${quoted(table.name)}`);
        await insert(on, { table, columns, own, rows: withoutSystemSums(table, columns, { rows, systems }) });
      }),
    setNumbers: (last) => run((on) => setNumbers(on, own, last)),
    publish: (move, ends) =>
      run(async (on) => {
        await putWaitingEnds(on, ends);
        await noteMove(on, 'from', move);
        await on.query('COMMIT');
      }),
    addWaitingEnds: (ends) =>
      run(async (on) => {
        await putWaitingEnds(on, ends);
        await on.query('COMMIT');
      }),
    close: opened.close,
  };
}

async function putWaitingEnds(client: ClientBase, ends: readonly WaitingEnd[]): Promise<void> {
  if (!(await keepsWaitingEnds(client))) return;
  for (const { hold_id, holder, ending, attempts, next_at } of ends)
    await client.query(
      `INSERT INTO settlements (hold_id, holder, ending, attempts, next_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (hold_id) DO NOTHING`,
      [hold_id, holder, ending, String(attempts), String(next_at)],
    );
}

async function isEmpty(client: ClientBase): Promise<boolean> {
  for (const { name } of ledgerTables.filter((table) => !madeByMigrations.has(table.name))) {
    const { rows } = await client.query(`SELECT 1 FROM ${quoted(name)} LIMIT 1`);
    if (rows.length > 0) return false;
  }
  return true;
}

type Insert = {
  readonly table: LedgerTable;
  readonly columns: readonly MovedColumn[];
  readonly own: PostgresColumns;
  readonly rows: readonly MovedRow[];
};

/** One array a column, so that a statement has few values, however many rows it writes. */
async function insert(client: ClientBase, { table, columns, own, rows }: Insert): Promise<void> {
  const types = new Map(own.get(table.name)?.map(({ name, type }) => [name, type]));
  const list = columns.map(({ name }) => quoted(name)).join(', ');
  const cells = columns.map(({ name }, at) => `c${at}::${types.get(name) ?? 'text'}`).join(', ');
  const arrays = columns.map((_, at) => `$${at + 1}::text[]`).join(', ');
  const names = columns.map((_, at) => `c${at}`).join(', ');
  await client.query(
    `INSERT INTO ${quoted(table.name)} (${list}) OVERRIDING SYSTEM VALUE SELECT ${cells} FROM unnest(${arrays}) AS moved (${names})`,
    columns.map((_, at) => rows.map((row) => row[at]?.toString() ?? null)),
  );
}

/** Only wallets keep what they come to here. */
function withoutSystemSums(
  { name }: LedgerTable,
  columns: readonly MovedColumn[],
  { rows, systems }: { readonly rows: readonly MovedRow[]; readonly systems: Set<string> },
): readonly MovedRow[] {
  const place = (column: string) => columns.findIndex((found) => found.name === column);
  if (name === 'accounts') {
    const [id, owner, balance] = [place('id'), place('owner'), place('balance')];
    return rows.map((row) => {
      if (row[owner] !== null) return row;
      systems.add(String(row[id]));
      return row.with(balance, 0n);
    });
  }
  if (name !== 'entries') return rows;
  const [account, after] = [place('account_id'), place('balance_after')];
  return rows.map((row) => (systems.has(String(row[account])) ? row.with(after, null) : row));
}

/** The next number of each table is one that it has never given out. */
async function setNumbers(client: ClientBase, own: PostgresColumns, last: ReadonlyMap<string, bigint>): Promise<void> {
  for (const [table, columns] of own)
    for (const { name } of columns.filter(({ isIdentity }) => isIdentity))
      await client.query(
        `SELECT setval(pg_get_serial_sequence($1, $2), greatest(most, 1), most > 0)
         FROM (SELECT greatest($3::bigint, coalesce(max(${quoted(name)}), 0)) AS most FROM ${quoted(table)}) AS numbers`,
        [table, name, String(last.get(table) ?? 0n)],
      );
}
