// Ends holds, and never loses an end: what the ledger cannot take now waits in the outbox and is tried again,
// after a restart too. Where not even the outbox can be written it waits in memory; the hold's expiry is the last resort.
import type { Microcredits } from '../../contract/money.ts';
import type { HoldRecord } from '../../domain/holds/hold.ts';
import { costOf } from '../../domain/holds/price.ts';
import { noMicrocredits } from '../../domain/money.ts';
import { backoffMs, type Backoff } from '../../lib/backoff.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { SettledEnding, Settlement, SettlementOutbox } from '../../storage/holds/settlement-outbox.ts';
import type { ChargeEngine, HoldTold } from './charge.ts';

export type Settler<Told extends HoldTold = HoldRecord> = {
  /**
   * Resolves when the end is in the ledger, with the hold as it is then; or with null, when the end waits where it will not be
   * forgotten. Never rejects. `seller` is told where the work cost more than was held; its estimate was too low.
   */
  settle(settlement: Settlement, seller: Pick<Log, 'warn'>): Promise<Told | null>;
  /** Counts work that will end in `settle` among what `settled` waits for. It must not reject. */
  follow(work: Promise<void>): void;
  /** Resolves when nothing that was followed is still on its way. */
  settled(): Promise<void>;
  /** Tries everything that is due; resolves with how many still wait. */
  retry(signal?: AbortSignal): Promise<number>;
};

type SettlerDeps<Told extends HoldTold> = {
  readonly engine: Pick<ChargeEngine<Told>, 'end'>;
  readonly outbox: SettlementOutbox;
  readonly clock: Clock;
  readonly log: Log;
};

const keptMax = 10_000;
const roundMax = 100;
/** Half a second, then twice as long each time, up to ten seconds: a hold lives for minutes only. */
const waits: Backoff = { firstMs: 500, factor: 2, mostMs: 10_000 };

export function createSettler<Told extends HoldTold>(deps: SettlerDeps<Told>): Settler<Told> {
  const { engine, outbox, clock, log } = deps;
  /** Only what the outbox did not take. */
  const kept = new Map<string, Settlement>();
  // A number, not a set of promises: each time a set grows, V8 keeps what its members held until the next full collection.
  const underWay: { count: number; readonly whenNone: (() => void)[] } = { count: 0, whenNone: [] };

  async function settle(settlement: Settlement, seller: Pick<Log, 'warn'>): Promise<Told | null> {
    try {
      return await end(settlement, seller);
    } catch (err) {
      log.warn({ ...named(settlement), err }, 'the ledger cannot be written; the end of this hold waits');
      await file(settlement);
      return null;
    }
  }

  /** null: there is no such hold. */
  async function end({ hold, ending }: Settlement, seller: Pick<Log, 'warn'>): Promise<Told | null> {
    const found = await engine.end(hold, ending, null);
    const about = named({ hold, ending });
    if (found.kind === 'hold_unknown') {
      log.error({ ...about, code: 'hold_not_found' }, 'there is no such hold; nothing was charged');
      return null;
    }
    const { state, amount, overrun } = found.hold;
    const isAsAsked = (state === 'captured') === (ending.kind === 'capture');
    if (state === 'expired')
      log.error(
        { ...about, code: 'hold_expired', microcredits: lost(found.hold, ending) },
        'the hold had expired; not charged',
      );
    else if (!isAsAsked) log.warn({ ...about, state }, 'the hold had ended otherwise before');
    else if (overrun > 0)
      seller.warn(
        { ...about, held: amount, overrun },
        'an answer cost more than its estimate; only what was held is charged',
      );
    return found.hold;
  }

  async function file(settlement: Settlement): Promise<void> {
    try {
      await outbox.put(settlement, clock.now());
      kept.delete(settlement.hold.id);
    } catch (err) {
      if (kept.size < keptMax || kept.has(settlement.hold.id)) kept.set(settlement.hold.id, settlement);
      log.error({ ...named(settlement), err }, 'the outbox cannot be written either; the end is kept in memory');
    }
  }

  /** false: the ledger is still out, so that the rest may wait as well. */
  async function retryOne(waiting: Settlement & { readonly attempts: number }): Promise<boolean> {
    try {
      await end(waiting, log);
      await outbox.done(waiting.hold.id);
      log.info(named(waiting), 'a hold that waited has ended');
      return true;
    } catch (err) {
      log.warn({ ...named(waiting), attempts: waiting.attempts, err }, 'the end of this hold waits on');
      await outbox.later(waiting.hold.id, clock.now() + backoffMs(waits, waiting.attempts));
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
        const now = clock.now();
        const due = await outbox.due({ now, latest: now + waits.mostMs, limit: roundMax });
        const done = await Promise.all(due.map(retryOne));
        round = done.every(Boolean) ? due.length : 0;
      }
      return kept.size + (await outbox.count());
    },
  };
}

/** What would have been charged if the ledger could have been told in time. */
function lost(hold: HoldTold, ending: SettledEnding): Microcredits {
  if (ending.kind === 'release') return noMicrocredits;
  return costOf(ending.price ?? hold.price, { usage: ending.usage, reserved: hold.amount }).charged;
}

/** The holder holds the hash of the payer's name, which is nothing for a log. */
function named({ hold, ending }: Settlement): object {
  return { hold: hold.id, end: ending.kind };
}
