// The store in one SQLite file, which several processes on one machine may share: opened, brought up to date, put together.
import { SchemaMismatch, type Storage } from '../storage.ts';
import { type Connection, openWriter, startServing } from './connection.ts';
import { asStorageFailure } from './failure.ts';
import { createBillingStore } from './billing/billing-store.ts';
import { createInvoiceStore } from './billing/invoice-store.ts';
import { createHoldStore } from './holds/hold-store.ts';
import { createKeyStore } from './keys/api-keys.ts';
import { createLetterStore } from './letters/letter-store.ts';
import { type Migrated, migrate, missingMigrations } from './migrate.ts';
import { hasLog, markClosed, markOpen } from './open-mark.ts';
import { refuseGone } from './moves.ts';
import { createOrderStore } from './orders/order-store.ts';
import { createPlanStore } from './plans/plans.ts';
import { createCycleStore } from './plans/cycle-store.ts';
import { prepareRows } from './prepare-rows.ts';
import { createPriceStore } from './plans/plan-prices.ts';
import { createRefundStore } from './refunds/refunds.ts';
import { createReportStore } from './reports/reports.ts';
import { type ServeOptions, serveFile } from './serve-file.ts';
import { createSuspenseStore } from './suspense/suspense.ts';
import { createTeamStore } from './teams/teams.ts';
import { createUpkeep } from './upkeep.ts';
import { createWalletStore } from './wallets/wallet-store.ts';

export type SqliteOptions = ServeOptions & {
  /** false: throw SchemaMismatch when the file is not up to date, and leave it as it is. Default true. */
  readonly migrate?: boolean;
};

/** Makes the file where there is none. Throws SchemaMismatch or StorageUnavailable. */
export function openSqliteStorage(options: SqliteOptions): Storage {
  const hadLog = hasLog(options.path);
  const db = openWriter(options.path);
  try {
    const isLogMissing = markOpen(db) && !hadLog;
    if (options.migrate ?? true) migrate(db);
    else refuseOldFile(db);
    refuseGone(db);
    startServing(db);
    return storageOn(db, options, isLogMissing);
  } catch (error) {
    db.close();
    throw asStorageFailure(error);
  }
}

/** Brings the file up to date and closes it. */
export function migrateSqliteFile(path: string): Migrated {
  const db = openWriter(path);
  try {
    return migrate(db);
  } catch (error) {
    throw asStorageFailure(error);
  } finally {
    db.close();
    markClosed(path);
  }
}

function refuseOldFile(db: Connection): void {
  const missing = missingMigrations(db);
  if (missing.length > 0)
    throw new SchemaMismatch(`The file ${db.name} is not up to date. Run "tallystick-server migrate" first.`);
}

function storageOn(db: Connection, options: ServeOptions, isLogMissing: boolean): Storage {
  const rows = prepareRows(db);
  const file = serveFile(db, options);
  return {
    ...createHoldStore(file, rows),
    ...createWalletStore(file, rows),
    ...createPlanStore(file, rows),
    ...createPriceStore(file, rows),
    ...createOrderStore(file, rows),
    ...createBillingStore(file, rows),
    ...createCycleStore(file, rows),
    ...createInvoiceStore(file, rows),
    ...createRefundStore(file, rows),
    ...createSuspenseStore(file, rows),
    ...createTeamStore(file, rows),
    ...createKeyStore(file, rows),
    ...createLetterStore(file, rows),
    ...createReportStore(file, db),
    ...createUpkeep(file, db, isLogMissing),
  };
}
