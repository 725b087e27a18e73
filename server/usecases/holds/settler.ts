// Ends locks, and never loses an end: what the ledger cannot take now waits in the outbox and is tried again,
// after a restart too. Where not even the outbox can be written it waits in memory; the lock's expiry is the last resort.
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Settlement, SettlementOutbox } from '../../storage/holds/settlement-outbox.ts';
import type { HoldGate } from './hold-gate.ts';

export type Settler = {
  /** Resolves when the end is in the ledger, or waits where it will not be forgotten. Never rejects. */
  settle(settlement: Settlement): Promise<void>;
  /** Counts work that will end in `settle` among what `settled` waits for. It must not reject. */
  follow(work: Promise<void>): void;
  /** Resolves when nothing that was followed is still on its way. */
  settled(): Promise<void>;
  /** Tries everything that is due; resolves with how many still wait. */
  retry(signal?: AbortSignal): Promise<number>;
};

type SettlerDeps = {
  readonly gate: HoldGate;
  readonly outbox: SettlementOutbox;
  readonly clock: Clock;
  readonly log: Log;
};

const keptMax = 10_000;
const roundMax = 100;

export function createSettler({ gate, outbox, clock, log }: SettlerDeps): Settler {
  /** Only what the outbox did not take. */
  const kept = new Map<string, Settlement>();
  // A number, and not the work itself: a set of it, each time it grew, would keep all that hung on those it held then.
  const underWay: { count: number; readonly whenNone: (() => void)[] } = { count: 0, whenNone: [] };

  async function settle(settlement: Settlement): Promise<void> {
    try {
      await end(settlement);
    } catch (err) {
      log.warn({ ...named(settlement), err }, 'the ledger cannot be written; the end of this lock waits');
      await file(settlement);
    }
  }

  async function end({ lock, ending }: Settlement): Promise<void> {
    const answer = await gate.end(lock, ending);
    const about = named({ lock, ending });
    if (answer.kind === 'lock_unknown') {
      log.error({ ...about, code: 'lock_not_found' }, 'there is no such lock; nothing was charged');
      return;
    }
    const isAsAsked = (answer.state === 'captured') === (ending.kind === 'capture');
    if (answer.state === 'expired') log.error({ ...about, code: 'lock_expired' }, 'the lock had expired; not charged');
    else if (!isAsAsked) log.warn({ ...about, state: answer.state }, 'the lock had ended otherwise before');
  }

  async function file(settlement: Settlement): Promise<void> {
    try {
      await outbox.put(settlement, clock.now());
      kept.delete(settlement.lock.id);
    } catch (err) {
      if (kept.size < keptMax || kept.has(settlement.lock.id)) kept.set(settlement.lock.id, settlement);
      log.error({ ...named(settlement), err }, 'the outbox cannot be written either; the end is kept in memory');
    }
  }

  /** false: the ledger is still out, so that the rest may wait as well. */
  async function retryOne(waiting: Settlement & { readonly attempts: number }): Promise<boolean> {
    try {
      await end(waiting);
      await outbox.done(waiting.lock.id);
      log.info(named(waiting), 'a lock that waited has ended');
      return true;
    } catch (err) {
      log.warn({ ...named(waiting), attempts: waiting.attempts, err }, 'the end of this lock waits on');
      await outbox.later(waiting.lock.id, clock.now() + backoffMs(waiting.attempts));
      return false;
    }
  }

  return {
    settle,
    follow(work) {
      underWay.count += 1;
      void work.finally(() => {
        underWay.count -= 1;
        if (underWay.count === 0) for (const resolve of underWay.whenNone.splice(0)) resolve();
      });
    },
    async settled() {
      if (underWay.count === 0) return;
      await new Promise<void>((resolve) => {
        underWay.whenNone.push(resolve);
      });
    },
    async retry(signal) {
      for (const settlement of kept.values()) await file(settlement);
      for (let round = roundMax; round === roundMax;) {
        if (signal?.aborted === true) break;
        const due = await outbox.due({ now: clock.now(), limit: roundMax });
        const done = await Promise.all(due.map(retryOne));
        round = done.every(Boolean) ? due.length : 0;
      }
      return kept.size + (await outbox.count());
    },
  };
}

/** Half a second, then twice as long each time, up to ten seconds: a lock lives for minutes only. */
function backoffMs(attempts: number): number {
  return Math.min(500 * 2 ** Math.min(attempts, 10), 10_000);
}

/** Neither the wallet's hash nor the request's digest is anything for a log. */
function named({ lock, ending }: Settlement): object {
  return { hold: lock.id, end: ending.kind, ...(ending.kind === 'capture' ? { microcredits: ending.amount } : {}) };
}
