// A ledger in PostgreSQL as the source of a move: in one transaction that lets nobody write, and that writes nothing but that it has
// gone. What PostgreSQL does not keep of a system's account is made again on the way.
import type { ClientBase } from 'pg';
import {
  type MovedCell,
  type MovedColumn,
  type MovedRow,
  type SourceEnd,
  type WaitingEnd,
} from '../../whole/ledger-end.ts';
import { type LedgerTable, ledgerTables } from '../../whole/ledger-tables.ts';
import { auditLedger } from '../audit.ts';
import { goneTo, noteMove, takeBack } from '../moves.ts';
import { statementsOn } from '../transaction.ts';
import { hasServers, keepsWaitingEnds, type MoveClient } from './move-client.ts';
import { columnsOf, quoted, sumsOf } from './postgres-columns.ts';

const rowsAtOnce = 2_000;
const cursor = 'moved_rows';

/** null: servers are connected to it. The database has to be of this program's shape. */
export async function openPostgresSource(opened: MoveClient): Promise<SourceEnd | null> {
  const { client, run, name } = opened;
  const isFree = await run(async () => {
    if (await hasServers(client)) return false;
    // The locks come before the first look, which is what the transaction sees from then on.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query(`LOCK TABLE ${ledgerTables.map((table) => quoted(table.name)).join(', ')} IN SHARE MODE`);
    return true;
  });
  if (!isFree) {
    await opened.close();
    return null;
  }
  return {
    name,
    columns: () => run(columnsOf),
    sumsOf: (table, columns) => run((on) => sumsOf(on, table, columns)),
    audit: () => run(async (on) => (await auditLedger(statementsOn(on))).findings),
    async *rowsOf(table, columns) {
      const made = madeAgain(table, columns);
      await run((on) => on.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${selectOf(table, columns)}`));
      for (;;) {
        const texts = await run((on) => fetchRows(on));
        if (texts.length > 0) yield texts.map((row) => made(row.map((text, at) => cellOf(text, columns[at]))));
        if (texts.length < rowsAtOnce) break;
      }
      await run((on) => on.query(`CLOSE ${cursor}`));
    },
    lastNumbers: () => run(lastNumbers),
    waitingEnds: () => run(waitingEnds),
    goneTo: () => run(goneTo),
    markMoved: (move) =>
      run(async (on) => {
        await noteMove(on, 'to', move);
        await on.query('COMMIT');
      }),
    takeBack: (at) =>
      run(async (on) => {
        const gone = await takeBack(on, at);
        await on.query('COMMIT');
        return gone;
      }),
    close: opened.close,
  };
}

function selectOf({ name, keys }: LedgerTable, columns: readonly MovedColumn[]): string {
  const list = columns.map((column) => {
    if (name === 'accounts' && column.name === 'balance')
      return `(CASE WHEN owner IS NULL THEN coalesce((SELECT sum(delta) FROM entries WHERE account_id = accounts.id), 0) ELSE balance END)::text`;
    return `${quoted(column.name)}::text`;
  });
  return `SELECT ${list.join(', ')} FROM ${quoted(name)} ORDER BY ${keys.map(quoted).join(', ')}`;
}

async function fetchRows(client: ClientBase): Promise<readonly (readonly (string | null)[])[]> {
  const { rows } = await client.query<(string | null)[]>({
    text: `FETCH ${rowsAtOnce} FROM ${cursor}`,
    rowMode: 'array',
  });
  return rows;
}

function cellOf(text: string | null, column: MovedColumn | undefined): MovedCell {
  if (text === null) return null;
  switch (column?.kind) {
    case 'number':
      return BigInt(text);
    case 'document':
      return JSON.stringify(JSON.parse(text));
    default:
      return text;
  }
}

/** Half an entry of a system's account says nothing of what the account came to: the entries before it do. */
function madeAgain({ name }: LedgerTable, columns: readonly MovedColumn[]): (row: MovedRow) => MovedRow {
  if (name !== 'entries') return (row) => row;
  const place = (column: string) => columns.findIndex((found) => found.name === column);
  const [account, delta, after] = [place('account_id'), place('delta'), place('balance_after')];
  const running: { account: MovedCell; sum: bigint } = { account: null, sum: 0n };
  return (row) => {
    if (row[account] !== running.account) Object.assign(running, { account: row[account], sum: 0n });
    const change = row[delta];
    running.sum += typeof change === 'bigint' ? change : 0n;
    return row[after] === null ? row.with(after, running.sum) : row;
  };
}

async function lastNumbers(client: ClientBase): Promise<ReadonlyMap<string, bigint>> {
  const columns = await columnsOf(client);
  const last = new Map<string, bigint>();
  for (const [table, all] of columns)
    for (const { name } of all.filter(({ isIdentity }) => isIdentity)) {
      const { rows } = await client.query<{ last: string | null }>(
        `SELECT pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass)::text AS last`,
        [table, name],
      );
      const number = rows[0]?.last ?? null;
      if (number !== null) last.set(table, BigInt(number));
    }
  return last;
}

async function waitingEnds(client: ClientBase): Promise<readonly WaitingEnd[]> {
  if (!(await keepsWaitingEnds(client))) return [];
  type Row = Readonly<Record<keyof WaitingEnd, string>>;
  const { rows } = await client.query<Row>(
    `SELECT hold_id, holder, ending::text AS ending, attempts::text AS attempts, next_at::text AS next_at
     FROM settlements ORDER BY hold_id`,
  );
  return rows.map((row) => ({ ...row, attempts: BigInt(row.attempts), next_at: BigInt(row.next_at) }));
}
