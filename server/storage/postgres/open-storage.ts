// The store in a PostgreSQL database that several nodes share: connected, brought up to date, put together.
import type { Storage } from '../storage.ts';
import { createBillingStore } from './billing/billing-store.ts';
import { createInvoiceStore } from './billing/invoice-store.ts';
import { openPool, type PoolOptions } from './connection.ts';
import { asStorageFailure } from './failure.ts';
import { createHolds } from './holds/holds.ts';
import { createHoldStore } from './holds/hold-store.ts';
import { createKeyStore } from './keys/api-keys.ts';
import { createLetterStore } from './letters/letter-store.ts';
import { migrate, refuseOldDatabase } from './migrate.ts';
import { createOrderStore } from './orders/order-store.ts';
import { createCycleStore } from './plans/cycles.ts';
import { createPlanBookKeeper } from './plans/plan-book.ts';
import { createPlanSight } from './plans/plan-sight.ts';
import { createPlanStore } from './plans/plan-store.ts';
import { createRefundStore } from './refunds/refunds.ts';
import { createReportStore } from './reports/reports.ts';
import { serveDatabase, type ServeOptions } from './serve-database.ts';
import { createSuspenseStore } from './suspense/suspense.ts';
import { createTeamStore } from './teams/teams.ts';
import { createUpkeep } from './upkeep.ts';
import { createWalletStore } from './wallets/wallet-store.ts';

export type PostgresOptions = PoolOptions &
  ServeOptions & {
    /** false: throw SchemaMismatch when the database is not up to date, and leave it as it is. Default true. */
    readonly migrate?: boolean;
  };

/** Throws SchemaMismatch or StorageUnavailable. */
export async function openPostgresStorage(options: PostgresOptions): Promise<Storage> {
  const pool = openPool(options);
  try {
    await ((options.migrate ?? true) ? migrate(pool) : refuseOldDatabase(pool));
  } catch (error) {
    await pool.end();
    throw asStorageFailure(error);
  }
  const database = serveDatabase(pool, options);
  const books = createPlanBookKeeper();
  return {
    ...createHoldStore(database, { holds: createHolds(), planSight: createPlanSight(books) }),
    ...createWalletStore(database),
    ...createPlanStore(database, books),
    ...createOrderStore(database),
    ...createBillingStore(database),
    ...createCycleStore(database, books),
    ...createInvoiceStore(database),
    ...createRefundStore(database),
    ...createSuspenseStore(database),
    ...createTeamStore(database),
    ...createKeyStore(database),
    ...createLetterStore(database),
    ...createReportStore(database),
    ...createUpkeep(database),
  };
}
