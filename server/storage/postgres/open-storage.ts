// The store in a PostgreSQL database that several nodes share: connected, brought up to date, put together.
import { type Clock, systemClock } from '../../lib/clock.ts';
import { databaseName } from '../../lib/database-places.ts';
import { invariant } from '../../lib/invariant.ts';
import type { SharedByNodes } from '../nodes/shared-by-nodes.ts';
import type { Storage } from '../storage.ts';
import { createBillingStore } from './billing/billing-store.ts';
import { createInvoiceStore } from './billing/invoice-store.ts';
import { openPool, type PoolOptions } from './connection.ts';
import { createDatabaseClock, type DatabaseClock } from './database-clock.ts';
import { asStorageFailure } from './failure.ts';
import { createHolds } from './holds/holds.ts';
import { createHoldStore } from './holds/hold-store.ts';
import { createKeyStore } from './keys/api-keys.ts';
import { createLetterStore } from './letters/letter-store.ts';
import { migrate, refuseOldDatabase } from './migrate.ts';
import { refuseGone } from './moves.ts';
import { createAgreedSettings } from './nodes/agreed-settings.ts';
import { type Auditor, createAuditor } from './nodes/auditor.ts';
import { openNewsroom } from './nodes/newsroom.ts';
import { createPapers } from './nodes/papers.ts';
import { createSettlements } from './nodes/settlements.ts';
import { createOrderStore } from './orders/order-store.ts';
import { createCycleStore } from './plans/cycles.ts';
import { createPlanBookKeeper } from './plans/plan-book.ts';
import { createPlanMemory } from './plans/plan-memory.ts';
import { createPlanSight } from './plans/plan-sight.ts';
import { createPlanStore } from './plans/plan-store.ts';
import { createPlansTogether } from './plans/plans-together.ts';
import { createRefundStore } from './refunds/refunds.ts';
import { createReportStore } from './reports/reports.ts';
import { type LedgerDatabase, serveDatabase, type ServeOptions } from './serve-database.ts';
import { sql } from './statement.ts';
import { createSuspenseStore } from './suspense/suspense.ts';
import { createTeamStore } from './teams/teams.ts';
import type { Transaction } from './transaction.ts';
import { createUpkeep } from './upkeep.ts';
import { createWalletStore } from './wallets/wallet-store.ts';

const now = sql<{ readonly now: number }>('SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now');

export type PostgresOptions = Omit<PoolOptions, 'mustLast'> &
  ServeOptions & {
    /** false: throw SchemaMismatch when the database is not up to date, and leave it as it is. Default true. */
    readonly migrate?: boolean;
    readonly clock?: Clock;
    /** Another way to the same ledger, such as a replica, for the audit. Default: `url`. */
    readonly readUrl?: string;
  };

export type PostgresLedger = {
  readonly storage: Storage;
  /** The node's own, made right by the database's. */
  readonly clock: Clock;
  /** What several nodes share beside the ledger. */
  readonly nodes: SharedByNodes;
};

/** Throws SchemaMismatch or StorageUnavailable. */
export async function openPostgresStorage(options: PostgresOptions): Promise<PostgresLedger> {
  // Also of a host that takes over later.
  const pool = openPool({ ...options, mustLast: true });
  try {
    await ((options.migrate ?? true) ? migrate(pool) : refuseOldDatabase(pool));
    await refuseGone(pool, databaseName(options.url));
  } catch (error) {
    await pool.end();
    throw asStorageFailure(error);
  }
  const newsroom = openNewsroom(options);
  const database = serveDatabase(pool, { ...options, onNews: newsroom.tell });
  const clock = await clockOf(database, options.clock ?? systemClock);
  const storage = storageOn({ database, auditor: createAuditor(database, options) }, async () => {
    clock.stop();
    await newsroom.close();
  });
  const nodes = {
    settings: createAgreedSettings(database),
    newsroom,
    settlements: createSettlements(database),
    papers: createPapers(database),
  };
  return { storage, clock, nodes };
}

/** Brings the database up to date. The names applied now, in order. */
export async function migratePostgres(options: PoolOptions): Promise<readonly string[]> {
  const pool = openPool(options);
  try {
    return await migrate(pool);
  } catch (error) {
    throw asStorageFailure(error);
  } finally {
    await pool.end();
  }
}

/** Throws SchemaMismatch where it is not of this program's shape, and leaves it as it is. */
export async function refuseOldPostgres(options: PoolOptions): Promise<void> {
  const pool = openPool(options);
  try {
    await refuseOldDatabase(pool);
  } catch (error) {
    throw asStorageFailure(error);
  } finally {
    await pool.end();
  }
}

async function clockOf(database: LedgerDatabase, own: Clock): Promise<DatabaseClock> {
  try {
    return await createDatabaseClock(() => database.read(readClock), own);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function readClock(tx: Transaction): Promise<number> {
  const row = await tx.one(now);
  invariant(row !== undefined, 'the database does not say what time it is');
  return row.now;
}

type Parts = { readonly database: LedgerDatabase; readonly auditor: Auditor };

function storageOn({ database, auditor }: Parts, stop: () => Promise<void>): Storage {
  const books = createPlanBookKeeper();
  const memory = createPlanMemory(books);
  const planSight = createPlanSight(memory);
  const plansTogether = createPlansTogether(memory);
  const upkeep = createUpkeep(database, auditor);
  return {
    ...createHoldStore(database, { holds: createHolds(), planSight, plansTogether }),
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
    ...upkeep,
    async close() {
      await stop();
      await upkeep.close();
    },
  };
}
