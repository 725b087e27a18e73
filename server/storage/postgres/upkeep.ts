// The upkeep of the database: what is forgotten, brought forward, checked and closed.
import type { Upkeep } from '../upkeep.ts';
import { readBacklog } from './backlog.ts';
import { bringForward } from './bring-forward.ts';
import type { Auditor } from './nodes/auditor.ts';
import { prune } from './prune.ts';
import type { LedgerDatabase } from './serve-database.ts';
import { sql } from './statement.ts';

// A commit that has written something waits for the disk, and for the replicas that commits wait for.
const touch = sql('UPDATE migrations SET applied_at = applied_at WHERE id = (SELECT min(id) FROM migrations)');

export function createUpkeep(database: LedgerDatabase, auditor: Auditor): Upkeep {
  return {
    prune: (before) => database.write((tx) => prune(tx, before)),
    bringForward: (now, waits) => database.write((tx) => bringForward(tx, now, waits)),
    audit: (asked) => auditor.audit(asked),
    checkWritable: () => database.write(async (tx) => void (await tx.run(touch))),
    backlog: () => database.read(readBacklog),
    engine: () => database.engine(),
    async close() {
      await auditor.close();
      await database.close();
    },
  };
}
