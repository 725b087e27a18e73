// What waits to be settled where several nodes could settle it: in a place that all of them see. While that one is away, it waits in the
// node's own, and is handed over as soon as it can be, so that a node that dies later takes nothing along.
import { StorageUnavailable } from '../storage.ts';
import type { SettlementOutbox } from './settlement-outbox.ts';

const batch = 100;

export function shareSettlements(own: SettlementOutbox, shared: SettlementOutbox): SettlementOutbox {
  /** Throws StorageUnavailable; then the rest stays where it is. */
  async function handOver(at: number): Promise<void> {
    for (let round = batch; round === batch;) {
      const waiting = await own.due({ now: Number.MAX_SAFE_INTEGER, latest: Number.MAX_SAFE_INTEGER, limit: batch });
      for (const settlement of waiting) {
        await shared.put(settlement, at);
        await own.done(settlement.hold.id);
      }
      round = waiting.length;
    }
  }

  return {
    async put(settlement, at) {
      const isShared = await orElse(false, () => shared.put(settlement, at).then(() => true));
      if (!isShared) await own.put(settlement, at);
    },
    /** Nothing is due while the shared place is away: neither is the ledger there, which is kept beside it. */
    due: (asked) =>
      orElse([], async () => {
        await handOver(asked.now);
        return shared.due(asked);
      }),
    later: (id, at) => shared.later(id, at),
    done: (id) => shared.done(id),
    count: async () => (await own.count()) + (await orElse(0, () => shared.count())),
    async close() {
      await orElse(undefined, () => handOver(0));
      await own.close();
      await shared.close();
    },
  };
}

async function orElse<A>(otherwise: A, work: () => Promise<A>): Promise<A> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageUnavailable) return otherwise;
    throw error;
  }
}
