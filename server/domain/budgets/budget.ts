// Limits on what may be used until a moment: of an API key, or of a member of a team. Pure; knows neither.
// A hold counts its bound in each of its budgets from its making on, and what it came to from its end.
import type { Microcredits, MicrocreditsDelta } from '../../contract/money.ts';
import { lesser, microcreditsDelta, noMicrocredits, subtract } from '../money.ts';
import type { TimeWindow } from '../plans/calendar.ts';

/** One limit in which holds count until `endsAt`; under another end the same key counts from nothing. */
export type BudgetTerms = {
  readonly key: string;
  readonly endsAt: number;
  readonly limit: Microcredits;
  readonly kind: 'key' | 'member';
};

/** The end of what never starts again: the last moment that a date can say. */
export const noEnd = 8_640_000_000_000_000;

/** With what has been counted in it so far. */
export type BudgetSeen = BudgetTerms & { readonly used: Microcredits };

export type BudgetWindow = Pick<BudgetTerms, 'key' | 'endsAt'>;

/** What a hold counts in its budgets. They stay as they were when the hold was made, even if the key or the member changes. */
export type HoldBudget = { readonly windows: readonly BudgetWindow[]; readonly counted: Microcredits };

/** What is added in each of these windows, in the commit that ends a hold. */
export type BudgetChange = { readonly windows: readonly BudgetWindow[]; readonly by: MicrocreditsDelta };

/** What a member of a team may spend of its wallet in a month. */
export function memberBudget(
  { team, user, limit }: { readonly team: string; readonly user: string; readonly limit: Microcredits },
  { startsAt, endsAt }: TimeWindow,
): BudgetTerms {
  return { key: `member:${startsAt}:${JSON.stringify([team, user])}`, endsAt, limit, kind: 'member' };
}

/** How much may still be counted in all of these; null: there is no limit. */
export function roomIn(budgets: readonly BudgetSeen[]): Microcredits | null {
  const tight = tightest(budgets);
  return tight && roomOf(tight);
}

/** The one with the least room; null: there is none. */
export function tightest(budgets: readonly BudgetSeen[]): BudgetSeen | null {
  return budgets.reduce<BudgetSeen | null>((a, b) => (a === null || roomOf(b) < roomOf(a) ? b : a), null);
}

/** null: it counts nowhere. */
export function countIn(budgets: readonly BudgetSeen[], counted: Microcredits): HoldBudget | null {
  if (budgets.length === 0) return null;
  return { windows: budgets.map(({ key, endsAt }) => ({ key, endsAt })), counted };
}

/** What a hold counts from its end on. `worth`: what it came to; null: nothing was used. */
export function settleBudget(
  budget: HoldBudget,
  worth: Microcredits | null,
): { readonly budget: HoldBudget; readonly change: BudgetChange } {
  const counted = lesser(worth ?? noMicrocredits, budget.counted);
  const { windows } = budget;
  return { budget: { windows, counted }, change: { windows, by: microcreditsDelta(counted - budget.counted) } };
}

function roomOf({ limit, used }: BudgetSeen): Microcredits {
  return subtract(limit, lesser(limit, used));
}
