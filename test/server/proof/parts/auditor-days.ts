// What the auditor adds up of days in money: for those whom a plan pays for, and for the one wallet that is on such a plan.
import { type Payer, credit, rules } from './auditor-rules.ts';

type Sums = { used: number; settled: number };
/** A hold's part in its day: its most while it is open, then its cost. */
export type InDay = { readonly sums: Sums; counted: number };

/** null: this payer's day is not counted in money. */
export function moneyOf({ person, by }: Payer): { readonly isGrace: boolean; readonly most: number } | null {
  const limit = rules.money.cents * credit;
  if (by === 'wallet') return person === rules.money.wallet ? { isGrace: false, most: limit } : null;
  if (by !== 'purse') return null;
  const grace = rules.money.graceCents[person];
  if (grace === undefined) return { isGrace: false, most: limit };
  return { isGrace: true, most: limit + (grace ?? Number.POSITIVE_INFINITY) * credit };
}

export function createDays(clock: { readonly now: number }) {
  const limit = rules.money.cents * credit;
  const days = new Map<string, Sums>();

  function sumsOf({ person, by }: Payer): Sums {
    const key = `${by} ${person} ${Math.floor((clock.now - rules.day.offsetMs) / 86_400_000)}`;
    const sums = days.get(key) ?? { used: 0, settled: 0 };
    days.set(key, sums);
    return sums;
  }

  const room = ({ settled }: Sums) => Math.max(0, limit - settled);

  return {
    isFull: (payer: Payer) => sumsOf(payer).used >= (moneyOf(payer)?.most ?? Number.POSITIVE_INFINITY),
    /** What of `bound` may be charged, as far as is known when the hold is made. */
    chargeable: (payer: Payer, bound: number) =>
      moneyOf(payer)?.isGrace === true ? Math.min(bound, room(sumsOf(payer))) : bound,
    open(payer: Payer, bound: number): InDay | null {
      if (moneyOf(payer) === null) return null;
      const sums = sumsOf(payer);
      sums.used += bound;
      return { sums, counted: bound };
    },
    /** Answers with what is charged of the cost. */
    settle(payer: Payer, day: InDay, cost: number): number {
      const charged = moneyOf(payer)?.isGrace === true ? Math.min(cost, room(day.sums)) : cost;
      day.sums.used += cost - day.counted;
      day.sums.settled += cost;
      day.counted = cost;
      return charged;
    },
    drop(day: InDay): void {
      day.sums.used -= day.counted;
      day.counted = 0;
    },
  };
}
