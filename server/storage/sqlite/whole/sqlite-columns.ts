// The columns of a ledger's tables in SQLite, and what they add up to.
import type { MovedColumn, MovedColumns, TableSums } from '../../whole/ledger-end.ts';
import type { LedgerTable } from '../../whole/ledger-tables.ts';
import type { Connection } from '../connection.ts';

/** What belongs to the file, and not to the ledger in it. */
const ofTheFile = new Set(['migrations', 'moves']);

export function columnsOf(db: Connection): MovedColumns {
  const tables = db
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    .all()
    .filter(({ name }) => !ofTheFile.has(name));
  const columns = db.prepare<[string], { name: string; type: string }>(
    'SELECT name, type FROM pragma_table_info(?) ORDER BY name',
  );
  return new Map(
    tables.map(({ name: table }) => [
      table,
      columns.all(table).map(({ name, type }): MovedColumn => ({ name, kind: type === 'INTEGER' ? 'number' : 'text' })),
    ]),
  );
}

export function quoted(name: string): string {
  return `"${name}"`;
}

/** Numbers of 64 bits are added up in two halves: SQLite refuses a sum that is longer than they are. */
const halfBits = 24n;
const halfMask = (1n << halfBits) - 1n;

type Halves = Readonly<Record<string, bigint | null>>;

export function sumsOf(
  db: Connection,
  { name, keptWhere = {} }: LedgerTable,
  columns: readonly MovedColumn[],
): TableSums {
  const parts = columns.flatMap(({ name: column, kind }, at) => {
    const where = keptWhere[column];
    const filter = where === undefined ? '' : ` FILTER (WHERE ${where})`;
    const cell = quoted(column);
    switch (kind) {
      case 'number':
        return [`sum(${cell} >> ${halfBits})${filter} AS high${at}`, `sum(${cell} & ${halfMask})${filter} AS low${at}`];
      case 'text':
        return [`sum(octet_length(${cell}))${filter} AS low${at}`];
      case 'document':
        return [`count(${cell})${filter} AS low${at}`];
    }
  });
  const row = db
    .prepare<[], Halves>(`SELECT count(*) AS rows, ${parts.join(', ')} FROM ${quoted(name)}`)
    .safeIntegers()
    .get();
  const sums = columns.map(({ name: column }, at) => [
    column,
    ((row?.[`high${at}`] ?? 0n) << halfBits) + (row?.[`low${at}`] ?? 0n),
  ]);
  return { rows: row?.['rows'] ?? 0n, sums: Object.fromEntries(sums) };
}
