// The upkeep of the database: what is forgotten, brought forward, checked and closed.
import type { Upkeep } from '../upkeep.ts';
import { auditLedger } from './audit.ts';
import { readBacklog } from './backlog.ts';
import { bringForward } from './bring-forward.ts';
import { createPlanAudit } from './plans/plan-audit.ts';
import { prune } from './prune.ts';
import type { LedgerDatabase } from './serve-database.ts';
import { sql } from './statement.ts';

// A commit that has written something waits for the disk, and for the replicas that commits wait for.
const touch = sql('UPDATE migrations SET applied_at = applied_at WHERE id = (SELECT min(id) FROM migrations)');
/** All entries are added up: a statement of the audit may take long, and nobody waits for it but who asked. */
const patience = sql("SET LOCAL statement_timeout = '30min'");

export function createUpkeep(database: LedgerDatabase): Upkeep {
  const auditPlans = createPlanAudit();
  return {
    prune: (before) => database.write((tx) => prune(tx, before)),
    bringForward: (now, waits) => database.write((tx) => bringForward(tx, now, waits)),
    audit: () =>
      database.read(async (tx) => {
        await tx.run(patience);
        return { ...(await auditLedger(tx)), planFindings: await auditPlans(tx), isLogMissing: false };
      }),
    checkWritable: () => database.write(async (tx) => void (await tx.run(touch))),
    backlog: () => database.read(readBacklog),
    engine: () => database.engine(),
    close: () => database.close(),
  };
}
