// Whether a copy of a ledger can be trusted: that the file is whole, that this program knows its shape, and what its sums come to.
import Database from 'better-sqlite3';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AuditFinding, CounterFinding } from '../../../contract/audit-finding.ts';
import type { Microcredits } from '../../../contract/money.ts';
import { microcredits } from '../../../domain/money.ts';
import { StorageUnavailable } from '../../storage.ts';
import { auditLedger } from '../audit.ts';
import type { Connection } from '../connection.ts';
import { asStorageFailure } from '../failure.ts';
import { migrate, missingMigrations, readMigrations } from '../migrate.ts';
import { createPlanAudit } from '../plans/plan-audit.ts';
import { openToLook } from './open-to-look.ts';

const settlementMigrations = fileURLToPath(new URL('../settlements/', import.meta.url));
const complaintsMax = 20;

export type LedgerSums = {
  readonly wallets: number;
  /** What all wallets have together, and what is held of it. */
  readonly balance: Microcredits;
  readonly held: Microcredits;
  readonly entries: number;
  readonly bookings: number;
  readonly orders: number;
  /** Epoch milliseconds; null: nothing was booked yet. */
  readonly lastBookedAt: number | null;
};
export type Weighed = {
  readonly sums: LedgerSums;
  readonly findings: readonly AuditFinding[];
  readonly planFindings: readonly CounterFinding[];
};

/** What SQLite finds wrong with the file; empty where it is whole. */
export function complaintsOf(path: string): readonly string[] {
  try {
    return onFile(path, (db) => {
      const rows = db.prepare<[], { integrity_check: string }>(`PRAGMA integrity_check(${complaintsMax})`).all();
      const broken = db.prepare<[], { table: string }>('PRAGMA foreign_key_check').all();
      return [
        ...rows.map(({ integrity_check: text }) => text).filter((text) => text !== 'ok'),
        ...broken.slice(0, complaintsMax).map(({ table }) => `a row of ${table} names another that is not there`),
      ];
    });
  } catch (error) {
    // A file that is no database at all, or whose first pages are damaged.
    if (error instanceof StorageUnavailable || error instanceof Database.SqliteError) return [error.message];
    throw error;
  }
}

/** The name of the last migration that it has, and how many of this program's it has not. */
export type LedgerShape = { readonly kind: 'ledger'; readonly last: string; readonly missing: number };

/** Throws SchemaMismatch where a newer version has written it, StorageUnavailable where it is no database. */
export function shapeOf(path: string): LedgerShape | { readonly kind: 'no_ledger' } {
  return onFile(path, (db) => {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('migrations', 'accounts')").all();
    if (tables.length < 2) return { kind: 'no_ledger' };
    const last = db.prepare<[], { name: string }>('SELECT name FROM migrations ORDER BY id DESC LIMIT 1').get();
    return { kind: 'ledger', last: last?.name ?? '', missing: missingMigrations(db).length };
  });
}

/** Throws SchemaMismatch where a newer version has written it. */
export function checkSettlements(path: string): void {
  onFile(path, (db) => missingMigrations(db, readMigrations(settlementMigrations)));
}

/** Brings a copy to this program's shape, without a snapshot: it is a copy. Returns the names of what was applied. */
export function bringUpToDate(path: string): readonly string[] {
  const db = new Database(path, { fileMustExist: true });
  try {
    db.pragma('foreign_keys = ON');
    const { applied, snapshot } = migrate(db);
    if (snapshot !== null) rmSync(snapshot);
    return applied;
  } catch (error) {
    throw asStorageFailure(error);
  } finally {
    db.close();
  }
}

/** Adds everything up. The ledger has to be up to date. */
export async function weigh(path: string): Promise<Weighed> {
  const { findings, planFindings, ...report } = await auditLedger(path, createPlanAudit());
  const total = onFile(path, (db) =>
    db
      .prepare<[], { balance: number; held: number }>(
        'SELECT coalesce(sum(balance), 0) AS balance, coalesce(sum(held), 0) AS held FROM accounts WHERE owner IS NOT NULL',
      )
      .get(),
  );
  const { wallets, entries, bookings, orders, lastBookedAt } = report;
  return {
    sums: {
      wallets,
      balance: microcredits(total?.balance ?? 0),
      held: microcredits(total?.held ?? 0),
      entries,
      bookings,
      orders,
      lastBookedAt,
    },
    findings,
    planFindings,
  };
}

function onFile<A>(path: string, look: (db: Connection) => A): A {
  const db = openToLook(path);
  try {
    return look(db);
  } catch (error) {
    throw asStorageFailure(error);
  } finally {
    db.close();
  }
}
