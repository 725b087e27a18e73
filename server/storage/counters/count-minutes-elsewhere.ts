// A ledger for which the minutes of plans are counted in another store; all that has to last stays in the ledger. A message is counted
// there first, under the condition that nothing has changed since it was looked at, and only then is it held. A process that dies
// between the two leaves one message counted too many for a minute, never one too few.
import { LRUCache } from 'lru-cache';
import type { CounterKey, CounterWindow, PlanCount } from '../../domain/plans/plan.ts';
import type { Log } from '../../lib/log.ts';
import type { HoldStore, PayerSeen, ReserveSeen, ReserveWrite } from '../holds/hold-store.ts';
import { LimitsAway } from '../limits/limit-store.ts';
import type { CounterStore } from '../plans/counter-store.ts';
import type { PlanAsk } from '../plans/plan-store.ts';
import { type Storage, StorageUnavailable } from '../storage.ts';
import { createTurns } from './turns.ts';

/** So often a message is decided again, because others of the same owner were counted meanwhile. */
const triesMax = 50;

/** Minutes that are remembered as this process left them. */
const rememberedMax = 4_096;

/** The caller keeps both and closes them. */
export function countMinutesElsewhere(ledger: Storage, minutes: CounterStore, log: Pick<Log, 'warn'>): Storage {
  const turns = createTurns();
  // As it will stand once all that is on its way is counted. Where it does not, the condition of the next count fails, or its no is
  // looked at again.
  const remembered = new LRUCache<CounterKey, PlanCount>({ max: rememberedMax });

  async function read(window: CounterWindow): Promise<PlanCount> {
    const [count = { ...window, used: 0 }] = await minutes.read([window]);
    return count;
  }

  /** For what is only told, also where a hold ends: neither fails because minutes cannot be read. */
  async function readToTell(window: CounterWindow | undefined): Promise<PlanCount | null> {
    if (window === undefined) return null;
    try {
      return await read(window);
    } catch (error) {
      if (error instanceof LimitsAway) return { ...window, used: 0 };
      throw error;
    }
  }

  /** As well as it can be done: what is still counted after a failure ends with its minute. */
  async function giveBack(minute: PlanCount): Promise<void> {
    remembered.delete(minute.key);
    try {
      await minutes.giveBack([minute]);
    } catch (err) {
      log.warn({ err }, 'a message could not be taken out of the minute of its plan');
    }
  }

  /** Whether the message would be counted in its minute, as that stands, or as it is remembered. */
  async function look<A>(ask: MinuteAsk, decide: Decide<A>): Promise<Looked> {
    const { minute: window } = ask.plan;
    const known = remembered.get(window.key);
    const isKnown = known?.endsAt === window.endsAt;
    const [minute, payer, hold] = await Promise.all([
      isKnown ? known : read(window),
      ledger.readPayer(ask),
      ask.isNewId === true ? null : ledger.readHold(ask.id),
    ]);
    const decided = (count: PlanCount): Looked => {
      const seen = { ...payer, hold: hold?.hold ?? null, refusal: null };
      return { minute: count, isCounted: counts(decide(withMinute(seen, count)).write, count) };
    };
    const looked = decided(minute);
    return looked.isCounted || !isKnown ? looked : decided(await read(window));
  }

  /**
   * Those of one owner are looked at one after the other, each as if the ones before it were counted already, and wait for their counts
   * together: so they can share a commit of the ledger. Where one of them was not counted, the condition of the next fails too.
   */
  async function count<A>(ask: MinuteAsk, decide: Decide<A>): Promise<Looked> {
    const { key } = ask.plan.minute;
    for (let tries = 0; tries < triesMax; tries += 1) {
      const { looked, counting } = await turns.take(key, async () => {
        const looked = await look(ask, decide);
        if (!looked.isCounted) return { looked, counting: null };
        remembered.set(key, { ...looked.minute, used: looked.minute.used + 1 });
        return { looked, counting: counted(looked.minute) };
      });
      if (counting === null || (await counting())) return looked;
    }
    throw new StorageUnavailable('the minute of a plan was changed again and again meanwhile');
  }

  /** Begins to count at once. A function, since a promise would be waited for by whatever it is given through. */
  function counted(minute: PlanCount): () => Promise<boolean> {
    const adding = minutes.addOne([minute]).then(
      (isDone) => ({ isDone }),
      (failed: unknown) => ({ isDone: false, failed }),
    );
    return async () => {
      const added = await adding;
      if (!added.isDone) remembered.delete(minute.key);
      if ('failed' in added) throw added.failed;
      return added.isDone;
    };
  }

  /** Writes what is decided now. null: it would have to be counted and was not, and nothing was written. */
  async function write<A>(
    ask: MinuteAsk,
    decide: Decide<A>,
    { minute, isCounted }: Looked,
  ): Promise<{ readonly answer: A } | null> {
    let isHeld = false;
    try {
      return await ledger.reserveHold<{ readonly answer: A } | null>(ask, (now) => {
        const { write, answer } = decide(withMinute(now, minute));
        isHeld = counts(write, minute);
        if (isHeld && !isCounted) return { write: null, answer: null };
        return { write: withoutMinute(write, minute), answer: { answer } };
      });
    } catch (failed) {
      isHeld = false;
      throw failed;
    } finally {
      if (isCounted && !isHeld) await giveBack(minute);
    }
  }

  const reserveHold: HoldStore['reserveHold'] = async (ask, decide) => {
    const { plan } = ask;
    if (plan === undefined) return ledger.reserveHold(ask, decide);
    for (let tries = 0; tries < triesMax; tries += 1) {
      const asked = { ...ask, plan };
      const done = await write(asked, decide, await count(asked, decide));
      if (done !== null) return done.answer;
    }
    throw new StorageUnavailable('what a payer has was changed again and again meanwhile');
  };

  return {
    ...ledger,
    reserveHold,
    async readPayer(ask) {
      const [seen, minute] = await Promise.all([ledger.readPayer(ask), readToTell(ask.plan?.minute)]);
      return withMinute(seen, minute);
    },
    async readHold(id, about) {
      const [seen, minute] = await Promise.all([ledger.readHold(id, about), readToTell(about?.plan?.minute)]);
      return seen && withMinute(seen, minute);
    },
    async endHold(id, decide, about) {
      const minute = await readToTell(about?.plan?.minute);
      return ledger.endHold(id, (seen) => decide(seen && withMinute(seen, minute)), about);
    },
    async prune(before) {
      await ledger.prune(before);
      await minutes.forget(before.counters);
    },
  };
}

type MinuteAsk = Parameters<HoldStore['reserveHold']>[0] & { readonly plan: PlanAsk };
type Decide<A> = (seen: ReserveSeen) => { readonly write: ReserveWrite | null; readonly answer: A };
type Looked = { readonly minute: PlanCount; readonly isCounted: boolean };

function isSame(one: CounterWindow, other: CounterWindow): boolean {
  return one.key === other.key && one.endsAt === other.endsAt;
}

function counts(write: ReserveWrite | null, minute: CounterWindow): boolean {
  return write?.kind === 'hold' && (write.counted ?? []).some((window) => isSame(window, minute));
}

function withoutMinute(write: ReserveWrite | null, minute: CounterWindow): ReserveWrite | null {
  if (write?.kind !== 'hold') return write;
  return { ...write, counted: (write.counted ?? []).filter((window) => !isSame(window, minute)) };
}

function withMinute<Seen extends PayerSeen>(seen: Seen, minute: PlanCount | null): Seen {
  if (seen.plan === null || minute === null) return seen;
  const counts = seen.plan.counts.map((count) => (isSame(count, minute) ? minute : count));
  return { ...seen, plan: { ...seen.plan, minute, counts } };
}
