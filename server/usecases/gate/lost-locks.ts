// Locks of which nobody knows whether they were made, because their answers were lost: each is asked for again under its id, which
// finds what there is, and is given back, since nobody was served by it. They wait in memory: after a restart their expiry ends them.
import type { HoldTold } from '../holds/charge.ts';
import type { HoldRef } from '../../domain/holds/hold.ts';
import { backoffMs, type Backoff } from '../../lib/backoff.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Settler } from '../holds/settler.ts';

/** `find`: null where there is no such lock, and none was made. Throws where it is still not known. */
export type LostLock = { readonly find: () => Promise<HoldRef | null>; readonly expiresAt: number };

type Deps = { readonly settler: Pick<Settler<HoldTold>, 'settle'>; readonly clock: Clock; readonly log: Log };

const waits: Backoff = { firstMs: 500, factor: 2, mostMs: 10_000 };
const lostMax = 1_000;

export function createLostLocks({ settler, clock, log }: Deps) {
  const waiting = new Set<LostLock & { dueAt: number; attempts: number }>();

  async function giveBack(lock: LostLock): Promise<void> {
    const hold = await lock.find();
    if (hold !== null) await settler.settle({ hold, ending: { kind: 'release', reason: 'lock_answer_lost' } }, log);
  }

  return {
    add(lock: LostLock): void {
      // The lock that has waited longest expires next.
      const [oldest] = waiting;
      if (oldest !== undefined && waiting.size >= lostMax) waiting.delete(oldest);
      waiting.add({ ...lock, dueAt: clock.now() + waits.firstMs, attempts: 0 });
    },
    async retry(signal?: AbortSignal): Promise<void> {
      const now = clock.now();
      for (const lock of waiting) {
        if (signal?.aborted === true) return;
        // A clock that was put back must not keep anything waiting.
        if (lock.dueAt > now && lock.dueAt <= now + waits.mostMs) continue;
        try {
          await giveBack(lock);
          waiting.delete(lock);
        } catch (err) {
          lock.attempts += 1;
          lock.dueAt = clock.now() + backoffMs(waits, lock.attempts);
          if (clock.now() >= lock.expiresAt) waiting.delete(lock);
          log.warn({ err, attempts: lock.attempts }, 'it is still not known whether a lock was made');
          // The server cannot be reached, and each of the others would wait for it as well.
          return;
        }
      }
    },
  };
}
