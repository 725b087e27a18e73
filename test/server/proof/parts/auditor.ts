// A second bookkeeper: plain numbers and a few rules, written from what the ledger promises and not from its code. It
// books each step first and says what the real ledger is about to answer.
import type { HoldId } from '../../../../server/contract/holds/holds.ts';
import { type Counted, createCounts } from './auditor-counts.ts';
import { type InDay, createDays, moneyOf } from './auditor-days.ts';
import { type Payer, type Question, type Tokens, credit, priceOf, rules } from './auditor-rules.ts';

/** What is compared of every answer. `left` is what the payer has to spend: microcredits, or free messages. */
export type Told = {
  readonly said: string;
  readonly isNew?: boolean;
  readonly amount?: number;
  readonly captured?: number;
  readonly overrun?: number;
  readonly outputLimit?: number | null;
  readonly createdAt?: number;
  readonly expiresAt?: number;
  readonly endedAt?: number | null;
  readonly left?: number | null;
  readonly resetsAt?: number | null;
  readonly thisMinute?: number;
  readonly monthLeft?: number | null;
};

type Hold = Question & {
  readonly at: number;
  readonly amount: number;
  readonly outputLimit: number | null;
  readonly counted: Counted;
  readonly day: InDay | null;
  expiresAt: number;
  state: 'held' | 'captured' | 'released' | 'expired';
  captured: number;
  overrun: number;
  endedAt: number | null;
};
type Order = { readonly person: number; isRefunded: boolean };

/** What is asked of a hold that exists. `used`: what the work came to. */
export type Asked =
  | { readonly how: 'captured'; readonly used: Tokens }
  | { readonly how: 'released' | 'read' }
  | { readonly how: 'extended'; readonly ms: number | null };

export type Auditor = ReturnType<typeof createAuditor>;

export function createAuditor(start: number) {
  const clock = { now: start };
  const counts = createCounts(clock);
  const days = createDays(clock);
  const balances = new Map<number, number>();
  const holds = new Map<HoldId, Hold>();
  const refusals = new Map<HoldId, { readonly asked: Question; readonly code: string }>();
  const orders: Order[] = [];

  const isOpen = (hold: Hold) => hold.state === 'held';
  const heldOf = (person: number) =>
    [...holds.values()]
      .filter((hold) => isOpen(hold) && hold.by === 'wallet' && hold.person === person)
      .reduce((sum, hold) => sum + hold.amount, 0);
  const freeOf = (person: number) => (balances.get(person) ?? 0) - heldOf(person);
  const move = (person: number, by: number) => void balances.set(person, (balances.get(person) ?? 0) + by);

  function standing(payer: Payer): Partial<Told> {
    const plan = { thisMinute: counts.minuteOf(payer), monthLeft: counts.monthLeft(payer) };
    switch (payer.by) {
      case 'wallet':
        return { left: freeOf(payer.person), resetsAt: null, ...plan };
      case 'free':
        return { ...counts.freeLeft(payer.person), ...plan };
      case 'plan':
      case 'purse':
        return { left: null, resetsAt: null, ...plan };
    }
  }

  function told(hold: Hold, isNew: boolean): Told {
    const { amount, captured, overrun, outputLimit, at, expiresAt, endedAt } = hold;
    const stands = { amount, captured, overrun, outputLimit, createdAt: at, expiresAt, endedAt };
    return { said: hold.state, isNew, ...stands, ...standing(hold) };
  }

  /** Its time is up, or the clock was put back by as long as it was to live. */
  const isDue = ({ at, expiresAt }: Hold) => clock.now >= expiresAt || at - clock.now >= expiresAt - at;

  function end(hold: Hold, how: 'captured' | 'released' | 'expired', used: Tokens | null): void {
    hold.state = how;
    hold.endedAt = clock.now;
    if (how !== 'captured') {
      if (hold.day !== null) days.drop(hold.day);
      return counts.giveBack(hold, hold.counted);
    }
    if (hold.by !== 'wallet' && hold.day === null) return;
    const cost = priceOf(hold)?.cost(used) ?? 0;
    const within = Math.min(cost, hold.day === null ? hold.amount : hold.day.counted);
    hold.captured = hold.day === null ? within : days.settle(hold, hold.day, within);
    hold.overrun = cost - within;
    if (hold.by === 'wallet') move(hold.person, -hold.captured);
  }

  function sweep(): void {
    for (const hold of holds.values()) if (isOpen(hold) && isDue(hold)) end(hold, 'expired', null);
  }

  function repeated(id: HoldId, asked: Question): Told | null {
    const hold = holds.get(id);
    const refused = refusals.get(id);
    const stored = hold ?? refused?.asked;
    if (stored === undefined) return null;
    const isSame =
      (['person', 'by', 'model', 'venue'] as const).every((key) => stored[key] === asked[key]) &&
      stored.estimate?.prompt === asked.estimate?.prompt &&
      stored.estimate?.output === asked.estimate?.output;
    if (!isSame) return { said: 'idempotency_conflict' };
    return hold === undefined ? { said: refused?.code ?? '', ...standing(asked) } : told(hold, false);
  }

  /** The whole bound, or the most output that the wallet affords; null: not even one token of it. */
  function afforded({ person, estimate }: Question, cost: (tokens: Tokens | null) => number) {
    const affordable = freeOf(person);
    if (cost(estimate) <= affordable) return { amount: cost(estimate), outputLimit: null };
    for (let output = estimate?.output ?? 0; output > 0; output -= 1) {
      const amount = cost({ prompt: estimate?.prompt ?? 0, output });
      if (amount <= affordable) return { amount, outputLimit: output };
    }
    return null;
  }

  /** `bound` is what it counts in a day of money; a plan reserves nothing, but says what it may come to. */
  function paidBy(asked: Question, cost: (tokens: Tokens | null) => number) {
    if (asked.by === 'wallet') {
      const paid = afforded(asked, cost);
      return paid && { ...paid, bound: paid.amount };
    }
    const bound = cost(asked.estimate);
    return { amount: moneyOf(asked) === null ? 0 : days.chargeable(asked, bound), outputLimit: null, bound };
  }

  /** The first of the limits, in the order in which they are looked at; null: none is reached. */
  function refusalOf({ person, by }: Question): string | null {
    if (moneyOf({ person, by }) !== null) return days.isFull({ person, by }) ? 'daily_limit_reached' : null;
    if (by === 'free') return counts.freeLeft(person).left === 0 ? 'free_exhausted' : null;
    if (by === 'wallet' || by === 'purse') return null;
    if (counts.isMonthFull(person)) return 'quota_exhausted';
    return counts.isDayFull(person) ? 'daily_limit_reached' : null;
  }

  return {
    /** Every hold id ever asked for, the oldest first. */
    ids: [] as HoldId[],
    questionOf: (id: HoldId): Question | undefined => holds.get(id) ?? refusals.get(id)?.asked,
    setClock: (at: number) => void (clock.now = at),
    sweep,

    reserve(id: HoldId, asked: Question): Told {
      if (asked.by === 'wallet' && !balances.has(asked.person)) return { said: 'token_rejected' };
      const before = repeated(id, asked);
      if (before !== null) return before;
      const price = priceOf(asked);
      if (price === null) return { said: 'model_unknown' };
      if (asked.by === 'wallet' && !price.isBounded && asked.estimate === null) return { said: 'invalid_request' };
      if (counts.isMinuteFull(asked)) return { said: 'plan_rate_limited', ...standing(asked) };
      const isInDay = moneyOf(asked) !== null;
      if (isInDay && !price.isBounded && asked.estimate === null)
        return { said: 'invalid_request', ...standing(asked) };
      const paid = paidBy(asked, (tokens) => price.cost(tokens));
      const code = refusalOf(asked) ?? (paid === null ? 'credits_exhausted' : null);
      if (paid === null || code !== null) {
        refusals.set(id, { asked, code: code ?? '' });
        return { said: code ?? '', ...standing(asked) };
      }
      counts.countMinute(asked);
      const opened = { state: 'held', captured: 0, overrun: 0, endedAt: null } as const;
      const day = days.open(asked, paid.bound);
      const times = { at: clock.now, expiresAt: clock.now + rules.ttlMs };
      const { amount, outputLimit } = paid;
      const hold: Hold = { ...asked, ...opened, amount, outputLimit, ...times, counted: counts.count(asked), day };
      holds.set(id, hold);
      return told(hold, true);
    },

    /** Of what was asked the first wins; everyone after hears how it ended. */
    ask(id: HoldId, by: Payer, asked: Asked): Told {
      const hold = holds.get(id);
      if (hold === undefined || hold.person !== by.person || hold.by !== by.by) return { said: 'hold_not_found' };
      if (isOpen(hold) && isDue(hold)) end(hold, 'expired', null);
      else if (isOpen(hold) && asked.how === 'captured') end(hold, 'captured', asked.used);
      else if (isOpen(hold) && asked.how === 'released') end(hold, 'released', null);
      else if (isOpen(hold) && asked.how === 'extended') {
        const until = Math.min(clock.now + (asked.ms ?? rules.ttlMs), hold.at + rules.ageMaxMs);
        hold.expiresAt = Math.max(hold.expiresAt, until);
      }
      return told(hold, false);
    },

    grant(person: number, count: number): Told {
      move(person, count * credit);
      return { said: 'granted', isNew: true, left: balances.get(person) ?? 0 };
    },

    /** Down only as far as nothing is held. */
    adjust(person: number, amount: number): Told {
      if (!balances.has(person)) return { said: 'wallet_not_found' };
      if (amount < 0 && -amount > freeOf(person)) return { said: 'balance_too_low' };
      move(person, amount);
      return { said: 'adjusted', isNew: true, left: balances.get(person) ?? 0 };
    },

    buy(person: number): void {
      sweep();
      orders.push({ person, isRefunded: false });
      move(person, rules.packCredits * credit);
    },

    /** What is spent or held stays; only what is free goes back, and only once. */
    takeBack(which: number): void {
      sweep();
      const order = orders[which];
      if (order === undefined || order.isRefunded) return;
      order.isRefunded = true;
      move(order.person, -Math.min(rules.packCredits * credit, freeOf(order.person)));
    },

    /** A person's balance, null without a wallet; what is held of it; and the free messages. */
    standing: (person: number) => [balances.get(person) ?? null, heldOf(person), counts.freeLeft(person)] as const,
  };
}
