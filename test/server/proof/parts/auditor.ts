// A second bookkeeper: plain numbers and a few rules, written from what the ledger promises and not from its code. It
// books each step first and says what the real ledger is about to answer.
import type { HoldId } from '../../../../server/contract/holds.ts';

export const credit = 1_000_000;
export const rules = { freeLimit: 3, windowMs: 600_000, ttlMs: 100_000, packCredits: 2 } as const;

/** Two of the three share an address. The third has no wallet until somebody gives them credits. */
export const people = [
  { name: 'ann', bucket: 'home' },
  { name: 'ben', bucket: 'home' },
  { name: 'cid', bucket: 'work' },
] as const;

/** What is compared of every answer. `left` is what the payer has to spend: microcredits, or free messages. */
export type Told = {
  readonly said: string;
  readonly isNew?: boolean;
  readonly amount?: number;
  readonly captured?: number;
  readonly createdAt?: number;
  readonly expiresAt?: number;
  readonly endedAt?: number | null;
  readonly left?: number | null;
  readonly resetsAt?: number | null;
};

export type Payer = { readonly person: number; readonly isPaid: boolean };
export type Question = Payer & { readonly model: string; readonly venue: 'local' | 'hosted' };

type Window = { readonly startedAt: number; used: number };
type Hold = Question & {
  readonly at: number;
  readonly amount: number;
  readonly windows: ReadonlyMap<string, number>;
  state: 'held' | 'captured' | 'released' | 'expired';
  captured: number;
  endedAt: number | null;
};
type Order = { readonly person: number; isRefunded: boolean };

const priceOf: Readonly<Record<string, number>> = { 'local small': credit, 'local big': 2 * credit };

export type Auditor = ReturnType<typeof createAuditor>;

export function createAuditor(start: number) {
  const state = { now: start };
  const balances = new Map<number, number>();
  const windows = new Map<string, Window>();
  const holds = new Map<HoldId, Hold>();
  const refusals = new Map<HoldId, { readonly asked: Question; readonly code: string }>();
  const orders: Order[] = [];

  const keysOf = (person: number) => [`bucket ${people[person]?.bucket}`, `client ${people[person]?.name}`];
  const heldOf = (person: number) =>
    [...holds.values()].reduce(
      (sum, hold) => sum + (hold.isPaid && hold.person === person && hold.state === 'held' ? hold.amount : 0),
      0,
    );
  const availableOf = (person: number) => (balances.get(person) ?? 0) - heldOf(person);

  /** A window lasts its time, and is over as well when the clock was put back by as much. */
  function windowOf(key: string): Window | null {
    const window = windows.get(key);
    return window !== undefined && Math.abs(state.now - window.startedAt) < rules.windowMs ? window : null;
  }

  function freeLeft(person: number): Pick<Told, 'left' | 'resetsAt'> {
    const lefts = keysOf(person).map((key) => {
      const window = windowOf(key);
      return window === null
        ? { left: rules.freeLimit, resetsAt: null }
        : { left: rules.freeLimit - window.used, resetsAt: window.startedAt + rules.windowMs };
    });
    const least = Math.min(...lefts.map(({ left }) => left));
    const resets = lefts.filter(({ left }) => left === least).flatMap(({ resetsAt }) => resetsAt ?? []);
    return { left: least, resetsAt: resets.length === 0 ? null : Math.max(...resets) };
  }

  function leftOf({ person, isPaid }: Payer): Pick<Told, 'left' | 'resetsAt'> {
    return isPaid ? { left: availableOf(person), resetsAt: null } : freeLeft(person);
  }

  function told(hold: Hold, isNew: boolean): Told {
    const { amount, captured, endedAt, at } = hold;
    const stands = { amount, captured, createdAt: at, expiresAt: at + rules.ttlMs, endedAt };
    return { said: hold.state, isNew, ...stands, ...leftOf(hold) };
  }

  const isDue = (hold: Hold) => Math.abs(state.now - hold.at) >= rules.ttlMs;

  function end(hold: Hold, how: 'captured' | 'released' | 'expired'): void {
    hold.state = how;
    hold.endedAt = state.now;
    if (hold.isPaid && how === 'captured') {
      hold.captured = hold.amount;
      balances.set(hold.person, (balances.get(hold.person) ?? 0) - hold.captured);
    }
    if (hold.isPaid || how === 'captured') return;
    for (const [key, startedAt] of hold.windows) {
      const window = windows.get(key);
      if (window?.startedAt === startedAt) window.used -= 1;
    }
  }

  function sweep(): void {
    for (const hold of holds.values()) if (hold.state === 'held' && isDue(hold)) end(hold, 'expired');
  }

  function refuse(id: HoldId, asked: Question, code: string): Told {
    refusals.set(id, { asked, code });
    return { said: code, ...leftOf(asked) };
  }

  function repeated(id: HoldId, asked: Question): Told | null {
    const hold = holds.get(id);
    const stored = hold ?? refusals.get(id)?.asked;
    if (stored === undefined) return null;
    const isSame = (['person', 'isPaid', 'model', 'venue'] as const).every((key) => stored[key] === asked[key]);
    if (!isSame) return { said: 'idempotency_conflict' };
    return hold === undefined ? { said: refusals.get(id)?.code ?? '', ...leftOf(asked) } : told(hold, false);
  }

  /** All are looked at before any is counted. */
  function countFree(person: number): ReadonlyMap<string, number> {
    return new Map(
      keysOf(person).map((key) => {
        const window = windowOf(key) ?? { startedAt: state.now, used: 0 };
        window.used += 1;
        windows.set(key, window);
        return [key, window.startedAt];
      }),
    );
  }

  return {
    /** Every hold id ever asked for, the oldest first. */
    ids: [] as HoldId[],
    orders,
    questionOf: (id: HoldId): Question | undefined => holds.get(id) ?? refusals.get(id)?.asked,
    setClock(at: number): void {
      state.now = at;
    },
    sweep,

    reserve(id: HoldId, asked: Question): Told {
      const price = priceOf[`${asked.venue} ${asked.model}`];
      if (price === undefined) return { said: 'model_unknown' };
      if (asked.isPaid && !balances.has(asked.person)) return { said: 'token_rejected' };
      const before = repeated(id, asked);
      if (before !== null) return before;
      if (asked.isPaid && availableOf(asked.person) < price) return refuse(id, asked, 'credits_exhausted');
      if (!asked.isPaid && freeLeft(asked.person).left === 0) return refuse(id, asked, 'free_exhausted');
      const counted = asked.isPaid ? new Map<string, number>() : countFree(asked.person);
      const opened = { state: 'held', captured: 0, endedAt: null } as const;
      const hold: Hold = { ...asked, ...opened, at: state.now, amount: asked.isPaid ? price : 0, windows: counted };
      holds.set(id, hold);
      return told(hold, true);
    },

    /** Of what was asked the first wins; everyone after hears how it ended. */
    end(id: HoldId, by: Payer, how: 'captured' | 'released' | 'read'): Told {
      const hold = holds.get(id);
      if (hold === undefined || hold.person !== by.person || hold.isPaid !== by.isPaid)
        return { said: 'hold_not_found' };
      if (hold.state === 'held' && isDue(hold)) end(hold, 'expired');
      else if (hold.state === 'held' && how !== 'read') end(hold, how);
      return told(hold, false);
    },

    grant(person: number, count: number): Told {
      balances.set(person, (balances.get(person) ?? 0) + count * credit);
      return { said: 'granted', isNew: true, left: balances.get(person) ?? 0 };
    },

    buy(person: number): void {
      sweep();
      orders.push({ person, isRefunded: false });
      balances.set(person, (balances.get(person) ?? 0) + rules.packCredits * credit);
    },

    /** What is spent or held stays; only what is free goes back, and only once. */
    takeBack(which: number): void {
      sweep();
      const order = orders[which];
      if (order === undefined || order.isRefunded) return;
      order.isRefunded = true;
      const amount = Math.min(rules.packCredits * credit, availableOf(order.person));
      balances.set(order.person, (balances.get(order.person) ?? 0) - amount);
    },

    standing(person: number): readonly [balance: number | null, held: number, free: Pick<Told, 'left' | 'resetsAt'>] {
      return [balances.get(person) ?? null, heldOf(person), freeLeft(person)];
    },
  };
}
