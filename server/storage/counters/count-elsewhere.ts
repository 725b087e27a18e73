// A ledger whose plans count in another store. A message is counted there first, under the condition that nothing has changed since
// its decision looked, and only then is it held here. A process that dies between the two leaves one message counted too many until
// its window ends, never one too few (docs/decisions/0027).
import type { CounterWindow, PlanCount } from '../../domain/plans/plan.ts';
import type { HoldSeen, HoldStore, PayerSeen, ReserveSeen, ReserveWrite } from '../holds/hold-store.ts';
import type { CounterStore } from '../plans/counter-store.ts';
import type { PlanSeen } from '../plans/plan-store.ts';
import type { Log } from '../../lib/log.ts';
import { type Storage, StorageUnavailable } from '../storage.ts';
import { createTurns } from './turns.ts';

/** So often a message is decided again, because others of the same owner were counted meanwhile. */
const triesMax = 50;

/** The caller keeps both and closes them. */
export function countElsewhere(ledger: Storage, counters: CounterStore, log: Log): Storage {
  const turns = createTurns();

  /** As well as it can be done: what is still counted after a failure ends with its window. */
  async function giveBack(windows: readonly CounterWindow[]): Promise<void> {
    if (windows.length === 0) return;
    try {
      await counters.giveBack(windows);
    } catch (err) {
      log.warn({ err, windows: windows.map(nameOf) }, 'a message could not be taken out of the counters of its plan');
    }
  }

  async function countsFor(plan: PlanSeen | null): Promise<Counts> {
    if (plan === null) return none;
    const [minute = plan.minute, ...counts] = await counters.read(windowsOf(plan));
    return new Map([minute, ...counts].map((count) => [nameOf(count), count]));
  }

  const reserveHold: HoldStore['reserveHold'] = (ask, decide) => {
    const { plan } = ask;
    if (plan === undefined) return ledger.reserveHold(ask, decide);
    // One at a time for each owner: those of this process would only be in one another's way.
    return turns.take(plan.minute.key, async () => {
      for (let tries = 0; tries < triesMax; tries += 1) {
        const seen = await ledger.reserveHold<ReserveSeen>(ask, (now) => ({ write: null, answer: now }));
        const counts = await countsFor(seen.plan);
        const windows = countedBy(decide(withCounts(seen, counts)).write);
        const counted = windows.map((window) => counts.get(nameOf(window)) ?? { ...window, used: 0 });
        if (windows.length > 0 && !(await counters.addOne(counted))) continue;
        const done = await hold(ask, { decide, counts, windows });
        if (done !== null) return done.answer;
      }
      throw new StorageUnavailable('the counters of plans were changed again and again meanwhile');
    });
  };

  /** Writes what was decided. null: it would be decided otherwise by now, and nothing was written or stays counted. */
  async function hold<A>(
    ask: Parameters<HoldStore['reserveHold']>[0],
    { decide, counts, windows }: Decided<A>,
  ): Promise<{ readonly answer: A } | null> {
    try {
      const done = await ledger.reserveHold<{ readonly answer: A } | null>(ask, (now) => {
        const { write, answer } = decide(withCounts(now, counts));
        if (!isSame(countedBy(write), windows)) return { write: null, answer: null };
        return { write: write?.kind === 'hold' ? { ...write, counted: [] } : write, answer: { answer } };
      });
      if (done === null) await giveBack(windows);
      return done;
    } catch (failed) {
      await giveBack(windows);
      throw failed;
    }
  }

  return {
    ...ledger,
    reserveHold,
    async readPayer(ask) {
      const seen = await ledger.readPayer(ask);
      return withCounts(seen, await countsFor(seen.plan));
    },
    async readHold(id, plan) {
      const seen = await ledger.readHold(id, plan);
      return seen && withCounts(seen, await countsFor(seen.plan));
    },
    async endHold(id, decide, plan) {
      const before = plan === undefined ? null : await ledger.readHold(id, plan);
      const counts = await countsFor(before?.plan ?? null);
      const { answer, givenBack } = await ledger.endHold<Ended<ReturnType<typeof decide>['answer']>>(
        id,
        (seen) => {
          const { write, answer } = decide(seen && withCounts<HoldSeen>(seen, counts));
          return {
            write: write && { ...write, givenBack: [] },
            answer: { answer, givenBack: write?.givenBack ?? [] },
          };
        },
        plan,
      );
      await giveBack(givenBack);
      return answer;
    },
    async prune(before) {
      await ledger.prune(before);
      await counters.forget(before.counters);
    },
  };
}

type Decided<A> = {
  readonly decide: (seen: ReserveSeen) => { readonly write: ReserveWrite | null; readonly answer: A };
  readonly counts: Counts;
  readonly windows: readonly CounterWindow[];
};

type Ended<A> = { readonly answer: A; readonly givenBack: readonly CounterWindow[] };

/** By key and end. */
type Counts = ReadonlyMap<string, PlanCount>;
const none: Counts = new Map();

function nameOf({ key, endsAt }: CounterWindow): string {
  return `${endsAt} ${key}`;
}

function windowsOf({ minute, counts }: PlanSeen): readonly CounterWindow[] {
  return [minute, ...counts].map(({ key, endsAt }) => ({ key, endsAt }));
}

function countedBy(write: ReserveWrite | null): readonly CounterWindow[] {
  return write?.kind === 'hold' ? (write.counted ?? []) : [];
}

function isSame(some: readonly CounterWindow[], others: readonly CounterWindow[]): boolean {
  return some.map(nameOf).join('\n') === others.map(nameOf).join('\n');
}

/** Windows that were not read, because the plan has changed since, count nothing: they are decided on again. */
function withCounts<Seen extends PayerSeen>(seen: Seen, counts: Counts): Seen {
  const { plan } = seen;
  if (plan === null) return seen;
  const of = (count: PlanCount): PlanCount => counts.get(nameOf(count)) ?? { ...count, used: 0 };
  return { ...seen, plan: { ...plan, minute: of(plan.minute), counts: plan.counts.map(of) } };
}
