// The upkeep of the database: what is forgotten, brought forward, checked and closed.
import { StorageUnavailable } from '../storage.ts';
import type { AuditReport, Upkeep } from '../upkeep.ts';
import { auditLedger } from './audit.ts';
import { readBacklog } from './backlog.ts';
import { bringForward } from './bring-forward.ts';
import { asStorageFailure } from './failure.ts';
import { createPlanAudit } from './plans/plan-audit.ts';
import { prune } from './prune.ts';
import type { LedgerDatabase } from './serve-database.ts';
import { sql } from './statement.ts';
import type { Transaction } from './transaction.ts';

// A commit that has written something waits for the disk, and for the replicas that commits wait for.
const touch = sql('UPDATE migrations SET applied_at = applied_at WHERE id = (SELECT min(id) FROM migrations)');
const origin = sql<{ readonly at: number }>('SELECT min(applied_at) AS at FROM migrations');
/** All entries are added up: a statement of the audit may take long, and nobody waits for it but who asked. */
const patience = sql("SET LOCAL statement_timeout = '30min'");

/** `elsewhere`: another way to the same ledger for what reads all of it; null: there is none. */
export function createUpkeep(database: LedgerDatabase, elsewhere: LedgerDatabase | null): Upkeep {
  const auditPlans = createPlanAudit();

  async function audit(tx: Transaction): Promise<AuditReport> {
    await tx.run(patience);
    return { ...(await auditLedger(tx)), planFindings: await auditPlans(tx), isLogMissing: false };
  }

  /** null: it cannot be read there now, or another ledger is kept there. */
  async function auditElsewhere(there: LedgerDatabase): Promise<AuditReport | null> {
    try {
      const here = await database.read(originOf);
      return await there.read(async (tx) => ((await originOf(tx)) === here ? audit(tx) : null));
    } catch (error) {
      if (asStorageFailure(error) instanceof StorageUnavailable) return null;
      throw error;
    }
  }

  return {
    prune: (before) => database.write((tx) => prune(tx, before)),
    bringForward: (now, waits) => database.write((tx) => bringForward(tx, now, waits)),
    audit: async () => (elsewhere === null ? null : await auditElsewhere(elsewhere)) ?? database.read(audit),
    checkWritable: () => database.write(async (tx) => void (await tx.run(touch))),
    backlog: () => database.read(readBacklog),
    engine: () => database.engine(),
    async close() {
      await Promise.all([database.close(), elsewhere?.close()]);
    },
  };
}

/** When its first migration was made there: two ledgers have not begun in the same millisecond. */
async function originOf(tx: Transaction): Promise<number | null> {
  return (await tx.one(origin))?.at ?? null;
}
