// Moves a whole ledger from one store into another that is empty: all of it or nothing, compared and audited before it lasts.
import type { AuditFinding } from '../../contract/audit-finding.ts';
import { invariant } from '../../lib/invariant.ts';
import {
  CannotKeep,
  type MovedColumn,
  type MovedColumns,
  type SourceEnd,
  type TableSums,
  type TargetEnd,
} from './ledger-end.ts';
import { type LedgerTable, ledgerTables } from './ledger-tables.ts';

export type MovedTable = { readonly name: string; readonly rows: bigint; readonly money: bigint | null };
export type MoveOutcome =
  /** `was_moved`: all was there already, of a move that was cut off at its very end. */
  | { readonly kind: 'moved' | 'was_moved'; readonly tables: readonly MovedTable[] }
  | { readonly kind: 'source_unsound' | 'target_unsound'; readonly findings: readonly AuditFinding[] }
  /** It is in use elsewhere, in a store that is not this target. */
  | { readonly kind: 'gone'; readonly store: string }
  | { readonly kind: 'target_not_empty'; readonly cameFrom: string | null }
  | { readonly kind: 'unfit'; readonly table: string; readonly why: string }
  | { readonly kind: 'differs'; readonly table: string; readonly column: string };

type Ends = { readonly source: SourceEnd; readonly target: TargetEnd };
export type MoveOptions = {
  readonly now: () => number;
  /** How many rows of the table are written, of how many. */
  tell(table: string, done: bigint, all: bigint): void;
  /** Called when all is written and checked, and nothing of it lasts yet. */
  readonly onWritten?: () => void;
  /** Called when the target lasts and the source does not say so yet. */
  readonly onPublished?: () => void;
};

export async function moveLedger(ends: Ends, options: MoveOptions): Promise<MoveOutcome> {
  try {
    return await moveAll(ends, options);
  } catch (error) {
    if (error instanceof CannotKeep) return { kind: 'unfit', table: error.table, why: error.message };
    throw error;
  }
}

async function moveAll({ source, target }: Ends, options: MoveOptions): Promise<MoveOutcome> {
  const columns = columnsOfBoth(await source.columns(), await target.columns());
  const gone = await source.goneTo();
  if (gone !== null && gone.store !== target.name) return { kind: 'gone', store: gone.store };
  const findings = await source.audit();
  if (findings.length > 0) return { kind: 'source_unsound', findings };
  const sums = new Map<string, TableSums>();
  for (const table of ledgerTables) sums.set(table.name, await source.sumsOf(table, columnsIn(columns, table)));
  const isNew = await target.isEmpty();
  const cameFrom = isNew ? null : await target.cameFrom();
  if (isNew) await copy({ source, target }, { columns, sums, tell: options.tell });
  // What came from somewhere and is the same in all of its sums is this very ledger, however the source is called today.
  else if (cameFrom === null) return { kind: 'target_not_empty', cameFrom: null };
  for (const table of ledgerTables) {
    const column = differing(sums.get(table.name), await target.sumsOf(table, columnsIn(columns, table)));
    if (column === null) continue;
    if (isNew) return { kind: 'differs', table: table.name, column };
    return { kind: 'target_not_empty', cameFrom: cameFrom?.store ?? null };
  }
  const wrong = await target.audit();
  if (wrong.length > 0) return { kind: 'target_unsound', findings: wrong };
  options.onWritten?.();
  const at = options.now();
  const ends = await source.waitingEnds();
  if (isNew) await target.publish({ store: source.name, at }, ends);
  // Since the move that was cut off some may have come that changed nothing in the ledger yet.
  else await target.addWaitingEnds(ends);
  options.onPublished?.();
  await source.markMoved({ store: target.name, at });
  return { kind: isNew ? 'moved' : 'was_moved', tables: ledgerTables.map((table) => told(table, sums)) };
}

type Copying = { readonly columns: MovedColumns; readonly sums: ReadonlyMap<string, TableSums> } & Pick<
  MoveOptions,
  'tell'
>;

async function copy({ source, target }: Ends, { columns, sums, tell }: Copying): Promise<void> {
  for (const table of ledgerTables) {
    const all = sums.get(table.name)?.rows ?? 0n;
    let done = 0n;
    for await (const rows of source.rowsOf(table, columnsIn(columns, table))) {
      await target.write(table, columnsIn(columns, table), rows);
      done += BigInt(rows.length);
      tell(table.name, done, all);
    }
  }
  await target.setNumbers(await source.lastNumbers());
}

/** Both are of this program's shape, so a difference is a fault of the program. */
function columnsOfBoth(left: MovedColumns, right: MovedColumns): MovedColumns {
  const names = (columns: MovedColumns) => [...columns.keys()].toSorted().join();
  const wanted = ledgerTables
    .map(({ name }) => name)
    .toSorted()
    .join();
  invariant(names(left) === wanted && names(right) === wanted, 'a table of the ledger would not be moved');
  return new Map(ledgerTables.map(({ name }) => [name, merged(name, left.get(name) ?? [], right.get(name) ?? [])]));
}

function merged(table: string, left: readonly MovedColumn[], right: readonly MovedColumn[]): readonly MovedColumn[] {
  const others = new Map(right.map(({ name, kind }) => [name, kind]));
  invariant(
    left.length === right.length && left.every(({ name }) => others.has(name)),
    () => `the columns of ${table} differ between the engines`,
  );
  return left.map(({ name, kind }) => ({ name, kind: others.get(name) === 'document' ? 'document' : kind }));
}

function columnsIn(columns: MovedColumns, { name }: LedgerTable): readonly MovedColumn[] {
  return columns.get(name) ?? [];
}

/** The first that differs; null: they are the same. */
function differing(left: TableSums | undefined, right: TableSums): string | null {
  if (left?.rows !== right.rows) return 'rows';
  return Object.entries(left.sums).find(([column, sum]) => right.sums[column] !== sum)?.[0] ?? null;
}

function told({ name, money }: LedgerTable, sums: ReadonlyMap<string, TableSums>): MovedTable {
  const found = sums.get(name);
  return { name, rows: found?.rows ?? 0n, money: money === undefined ? null : (found?.sums[money] ?? null) };
}
