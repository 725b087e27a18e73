// The two ends of a move, for any engine. What travels between them is as SQLite keeps it.
import type { AuditFinding } from '../../contract/audit-finding.ts';
import type { LedgerTable } from './ledger-tables.ts';

export type MovedCell = string | bigint | null;
export type MovedRow = readonly MovedCell[];

/** A `document` is JSON of which an engine keeps the meaning and not the letters. */
export type MovedColumn = { readonly name: string; readonly kind: 'number' | 'text' | 'document' };
/** By table; those of a table in the order of their names. */
export type MovedColumns = ReadonlyMap<string, readonly MovedColumn[]>;

/** Of numbers what they add up to, of texts their bytes, of documents how many there are. */
export type TableSums = { readonly rows: bigint; readonly sums: Readonly<Record<string, bigint>> };

/** `store` is the other end's name, without any password. `at`: epoch milliseconds. */
export type Move = { readonly store: string; readonly at: number };

export type WaitingEnd = {
  readonly hold_id: string;
  readonly holder: string;
  readonly ending: string;
  readonly attempts: bigint;
  readonly next_at: bigint;
};

/** The target's engine cannot hold what the source's does. */
export class CannotKeep extends Error {
  override readonly name = 'CannotKeep';
  readonly table: string;

  constructor(table: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.table = table;
  }
}

/** Every call may throw StorageUnavailable. Until `publish` and `markMoved` nothing of it lasts. */
type LedgerEnd = {
  /** Without any password. */
  readonly name: string;
  columns(): Promise<MovedColumns>;
  sumsOf(table: LedgerTable, columns: readonly MovedColumn[]): Promise<TableSums>;
  audit(): Promise<readonly AuditFinding[]>;
  /** What is under way is left as it was. May be called twice. */
  close(): Promise<void>;
};

export type SourceEnd = LedgerEnd & {
  /** In the order of the keys, some thousand rows at once. */
  rowsOf(table: LedgerTable, columns: readonly MovedColumn[]): AsyncIterable<readonly MovedRow[]>;
  /** The last numbers that were given out, of tables of which a row may have gone since. */
  lastNumbers(): Promise<ReadonlyMap<string, bigint>>;
  /** Ends that wait to be settled, which stand beside the ledger. */
  waitingEnds(): Promise<readonly WaitingEnd[]>;
  /** Where it was moved to, and has not been taken back from since; null: nowhere. */
  goneTo(): Promise<Move | null>;
  markMoved(move: Move): Promise<void>;
  /** From now on it is served again. Returns where it had gone; null: it had not. */
  takeBack(at: number): Promise<Move | null>;
};

export type TargetEnd = LedgerEnd & {
  isEmpty(): Promise<boolean>;
  /** From where it was moved here last; null: it never was. */
  cameFrom(): Promise<Move | null>;
  write(table: LedgerTable, columns: readonly MovedColumn[], rows: readonly MovedRow[]): Promise<void>;
  setNumbers(last: ReadonlyMap<string, bigint>): Promise<void>;
  /** From here on it lasts, with these ends beside it. Of a hold of which an end waits there already that one stands. */
  publish(move: Move, ends: readonly WaitingEnd[]): Promise<void>;
  /** The same ends beside a ledger that lasts already. */
  addWaitingEnds(ends: readonly WaitingEnd[]): Promise<void>;
};
