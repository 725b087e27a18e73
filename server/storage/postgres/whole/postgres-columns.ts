// The columns of a ledger's tables in PostgreSQL, and what they add up to.
import type { ClientBase } from 'pg';
import type { MovedColumn, TableSums } from '../../whole/ledger-end.ts';
import type { LedgerTable } from '../../whole/ledger-tables.ts';

/** What belongs to the database and to its nodes, and not to the ledger in it. */
const ofTheNodes = new Set([
  'migrations',
  'moves',
  'commits',
  'agreed_settings',
  'audits',
  'settlements',
  'sandbox_papers',
  'sandbox_letters',
]);

export type PostgresColumn = MovedColumn & { readonly type: string; readonly isIdentity: boolean };
export type PostgresColumns = ReadonlyMap<string, readonly PostgresColumn[]>;

type Row = { readonly table: string; readonly name: string; readonly type: string; readonly identity: string };

/** Those of a table in the order of their names. */
export async function columnsOf(client: ClientBase): Promise<PostgresColumns> {
  const { rows } = await client.query<Row>(
    `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type, a.attidentity::text AS identity
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY a.attname COLLATE "C"`,
  );
  const ofLedger = rows.filter(({ table }) => !ofTheNodes.has(table));
  return new Map(
    [...Map.groupBy(ofLedger, ({ table }) => table)].map(([table, columns]) => [table, columns.map(toColumn)]),
  );
}

function toColumn({ name, type, identity }: Row): PostgresColumn {
  const kind = type === 'jsonb' ? 'document' : type === 'bigint' || type === 'smallint' ? 'number' : 'text';
  return { name, kind, type, isIdentity: identity !== '' };
}

export function quoted(name: string): string {
  return `"${name}"`;
}

export async function sumsOf(
  client: ClientBase,
  { name, keptWhere = {} }: LedgerTable,
  columns: readonly MovedColumn[],
): Promise<TableSums> {
  const parts = columns.map(({ name: column, kind }, at) => {
    const where = keptWhere[column];
    const filter = where === undefined ? '' : ` FILTER (WHERE ${where})`;
    const cell = quoted(column);
    const sum = {
      number: `sum(${cell})${filter}`,
      text: `sum(octet_length(${cell}::text))${filter}`,
      document: `count(${cell})${filter}`,
    }[kind];
    return `coalesce(${sum}, 0)::text AS sum${at}`;
  });
  const { rows } = await client.query<Readonly<Record<string, string>>>(
    `SELECT count(*)::text AS rows, ${parts.join(', ')} FROM ${quoted(name)}`,
  );
  const [row = {}] = rows;
  const sums = columns.map(({ name: column }, at) => [column, BigInt(row[`sum${at}`] ?? '0')]);
  return { rows: BigInt(row['rows'] ?? '0'), sums: Object.fromEntries(sums) };
}
