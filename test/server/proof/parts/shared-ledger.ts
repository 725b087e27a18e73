// The real use cases over a file or a database that other processes write too, by the real clock. Holds live for a day, and nobody is
// slowed down.
import { randomUUID } from 'node:crypto';
import { builtInPlans } from '../../../../server/domain/plans/plan.ts';
import { systemClock } from '../../../../server/lib/clock.ts';
import { openPostgresStorage } from '../../../../server/storage/postgres/open-storage.ts';
import { openSqliteStorage } from '../../../../server/storage/sqlite/open-storage.ts';
import type { KeeperBounds } from '../../../../server/storage/sqlite/keeper.ts';
import type { Storage } from '../../../../server/storage/storage.ts';
import { createUsecases, type Usecases } from '../../../../server/usecases/create-usecases.ts';
import { usecaseDefaults } from '../../../../server/usecases/usecase-config.ts';

export type SharedLedger = { readonly usecases: Usecases; readonly storage: Storage; close(): Promise<void> };

/** `at`: the path of a file, or the address of a database. */
export async function openSharedLedger(at: string, bounds: Partial<KeeperBounds> = {}): Promise<SharedLedger> {
  const storage = at.startsWith('postgres:')
    ? (await openPostgresStorage({ url: at })).storage
    : openSqliteStorage({ path: at, bounds });
  const usecases = createUsecases({
    storage,
    rails: new Map(),
    clock: systemClock,
    config: {
      ...usecaseDefaults,
      holdTtlMs: 86_400_000,
      freeLimit: 1_000_000,
      plans: builtInPlans.map((plan) => ({ ...plan, per_minute: null })),
    },
    newId: randomUUID,
  });
  return {
    usecases,
    storage,
    async close() {
      await usecases.worker.close();
      await storage.close();
    },
  };
}
