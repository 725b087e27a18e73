// The port of plans: the operator's own, and who was given which.
import type { Plan, PlanId } from '../../contract/plans/plans.ts';
import type { BudgetSeen, BudgetTerms } from '../../domain/budgets/budget.ts';
import type { DaySpent } from '../../domain/plans/day-spending.ts';
import type { CounterWindow, PlanBook, PlanCount, PlanSubject } from '../../domain/plans/plan.ts';
import type { PlanPriceBook } from '../../domain/prices/plan-prices.ts';
import type { Wallet } from '../../domain/wallets/ledger.ts';
import type { Decide } from '../commands.ts';

export type PlanStore = {
  readPlans(): Promise<PlanBook>;
  /** One change after the other: each sees the plans as the one before it has left them, and writes one of them. */
  changePlans<A>(decide: Decide<PlanBook, Plan, A>): Promise<A>;
  /** What the operator gives, or takes back with null; a plan that is subscribed to stands above it. */
  assignPlan(assigned: PlanAssigned): Promise<void>;
  readAssignment(subject: PlanSubject): Promise<PlanAssignment | null>;
  /**
   * Says where the messages of plans are counted from now on. Where that is another place than before, the counts of windows that
   * are not over at `now` are made again from the holds, or are forgotten here.
   */
  countPlans(at: { readonly isElsewhere: boolean; readonly now: number }): Promise<void>;
};

/** `timeZone`: left out: it stays as it is; null: the plan's own. */
export type PlanAssigned = {
  readonly subject: PlanSubject;
  readonly planId: PlanId | null;
  readonly timeZone?: string | null;
  readonly at: number;
};

/** `planId`: what the operator gave; `subscribedPlanId`: what a subscription sets, and which then holds. */
export type PlanAssignment = {
  readonly planId: PlanId | null;
  readonly subscribedPlanId: PlanId | null;
  readonly timeZone: string | null;
  /** From when on the plan that holds has held. */
  readonly since: number;
};

/**
 * `subject` says whose plan to look at, given the wallet that pays; null: nobody's. `windows` names, from the plan that this
 * turns out to be, the windows whose counts are wanted too, and `spending` the one whose sums are; null: none.
 */
export type PlanAsk = {
  subject(wallet: Wallet | null): PlanSubject | null;
  readonly minute: CounterWindow;
  windows(seen: PlanNamed): readonly CounterWindow[];
  spending(seen: PlanNamed): CounterWindow | null;
  /** Those of the caller's API key and of their membership; left out: none. */
  budgets?(seen: PlanNamed): readonly BudgetTerms[];
};

type PlanNamed = Pick<PlanSeen, 'subject' | 'book' | 'assigned' | 'subscribed' | 'timeZone'>;

/**
 * `book` holds the operator's own plans, `prices` what plans ask of their own people, `assigned` the plan given to the subject,
 * `subscribed` the one that a subscription sets, and `timeZone` the subject's own clocks, null where the plan's hold; `counts` the
 * windows in the order named, `spent` what has been used in the window of `spending`, and `budgets` what has been in each of those.
 */
export type PlanSeen = {
  readonly subject: PlanSubject | null;
  readonly book: PlanBook;
  readonly prices: PlanPriceBook;
  readonly assigned: PlanId | null;
  readonly subscribed: PlanId | null;
  readonly timeZone: string | null;
  readonly minute: PlanCount;
  readonly counts: readonly PlanCount[];
  readonly spent: DaySpent | null;
  readonly budgets: readonly BudgetSeen[];
};
