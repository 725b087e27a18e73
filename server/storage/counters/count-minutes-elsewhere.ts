// A ledger for which the minutes of plans are counted in another store; all that has to last stays in the ledger. A message is counted
// there first, under the condition that nothing has changed since it was looked at, and only then is it held. A process that dies
// between the two leaves one message counted too many for a minute, never one too few.
import type { CounterWindow, PlanCount } from '../../domain/plans/plan.ts';
import type { Log } from '../../lib/log.ts';
import type { HoldStore, PayerSeen, ReserveSeen, ReserveWrite } from '../holds/hold-store.ts';
import { LimitsAway } from '../limits/limit-store.ts';
import type { CounterStore } from '../plans/counter-store.ts';
import type { PlanAsk } from '../plans/plan-store.ts';
import { type Storage, StorageUnavailable } from '../storage.ts';
import { createTurns } from './turns.ts';

/** So often a message is decided again, because others of the same owner were counted meanwhile. */
const triesMax = 50;

/** The caller keeps both and closes them. */
export function countMinutesElsewhere(ledger: Storage, minutes: CounterStore, log: Pick<Log, 'warn'>): Storage {
  const turns = createTurns();

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
    try {
      await minutes.giveBack([minute]);
    } catch (err) {
      log.warn({ err }, 'a message could not be taken out of the minute of its plan');
    }
  }

  /** What stands now, and whether the message would be counted in it. */
  async function look<A>(ask: MinuteAsk, decide: Decide<A>): Promise<Looked> {
    const [minute, payer, known] = await Promise.all([
      read(ask.plan.minute),
      ledger.readPayer(ask),
      ask.isNewId === true ? null : ledger.readHold(ask.id),
    ]);
    const seen = { ...payer, hold: known?.hold ?? null, refusal: null };
    return { minute, isCounted: counts(decide(withMinute(seen, minute)).write, minute) };
  }

  /** One at a time for each owner: those of this process would only be in one another's way. */
  async function count<A>(ask: MinuteAsk, decide: Decide<A>): Promise<Looked> {
    return turns.take(ask.plan.minute.key, async () => {
      for (let tries = 0; tries < triesMax; tries += 1) {
        const looked = await look(ask, decide);
        if (!looked.isCounted || (await minutes.addOne([looked.minute]))) return looked;
      }
      throw new StorageUnavailable('the minute of a plan was changed again and again meanwhile');
    });
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
