// Which plan a caller is on, and how they stand with it: the part that every metered answer shares.
import type { DailyLimit, Plan } from '../../contract/plans/plans.ts';
import type { Microcredits } from '../../contract/money.ts';
import { type BudgetTerms, memberBudget } from '../../domain/budgets/budget.ts';
import { type Calendar, createCalendar, type TimeWindow } from '../../domain/plans/calendar.ts';
import {
  type PlanBook,
  type PlanCount,
  type PlanSubject,
  inZone,
  minuteWindow,
  planOf,
  planSubject,
  quotaLeft,
  quotaWindows,
} from '../../domain/plans/plan.ts';
import { type SpendingRule, spendingRule, spendingWindow } from '../../domain/plans/day-spending.ts';
import { wholeWorth } from '../../domain/money.ts';
import type { Wallet } from '../../domain/wallets/ledger.ts';
import { invariant } from '../../lib/invariant.ts';
import type { PlanAsk, PlanSeen } from '../../storage/plans/plan-store.ts';
import { minuteOwnerOf } from '../holds/holder.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Caller, UserCaller } from '../caller.ts';
import type { PlanStanding } from './plan-standing.ts';

export type PlanDesk = {
  /** What to look at in the store. Only a verified user has messages of a month and a day; a wallet may have a day in money. */
  /** `monthlyLimit`: what a member may spend of their team's wallet; null: there is no limit. */
  ask(caller: Caller, now: number, monthlyLimit?: Microcredits | null): PlanAsk;
  planFor(caller: Caller, seen: Pick<PlanSeen, 'book' | 'assigned' | 'subscribed' | 'timeZone'>): Plan;
  standing(plan: Plan, seen: Pick<PlanSeen, 'minute' | 'counts'>): PlanStanding;
  /** A daily limit in money as the rules want it. */
  spendingRule(daily: DailyLimit): SpendingRule;
};

export function createPlanDesk(config: Pick<UsecaseConfig, 'plans' | 'creditRate'>): PlanDesk {
  const builtIn: PlanBook = new Map(config.plans.map((plan) => [plan.id, plan]));
  const calendar: Calendar = createCalendar();

  const planFor: PlanDesk['planFor'] = (caller, seen) => {
    const plan = planOf([seen.book, builtIn], candidates(caller, seen));
    invariant(plan !== null, 'the plans free and pro are missing');
    return inZone(plan, seen.timeZone);
  };

  return {
    planFor,
    ask(caller, now, monthlyLimit = null) {
      const minute = minuteWindow(minuteOwnerOf(caller), now);
      const spending: PlanAsk['spending'] = (seen) => {
        const { subject } = seen;
        return subject && spendingWindow(planFor(caller, seen), { subject, now, calendar });
      };
      if (caller.kind !== 'user') return { subject: walletSubject, minute, windows: () => [], spending };
      const subject = planSubject(caller.scope, caller.subject);
      return {
        subject: () => subject,
        minute,
        windows: (seen) => quotaWindows(planFor(caller, seen), { subject, now, calendar }),
        spending,
        budgets(seen) {
          // By the clocks of the plan that the books give the team: a member's proofs and keys count in one month.
          const month = () => calendar.month(now, planFor({ ...caller, plan: null }, seen).time_zone);
          return budgetsOf(caller, { month, monthlyLimit });
        },
      };
    },
    spendingRule: (daily) => spendingRule(daily, (cents) => wholeWorth(cents, config.creditRate)),
    standing: (plan, { minute, counts }) => ({
      id: plan.id,
      usageRemaining: quotaLeft(plan, counts[0]),
      usageThisMinute: minute.used,
      perMinuteLimit: plan.per_minute,
    }),
  };
}

/** Those of the key come first: all that is done with it counts in them. */
function budgetsOf(
  { key, org, user }: UserCaller,
  member: { readonly month: () => TimeWindow; readonly monthlyLimit: Microcredits | null },
): readonly BudgetTerms[] {
  const ofKey = key?.budgets ?? [];
  const { month, monthlyLimit: limit } = member;
  return limit === null || org === null || user === null
    ? ofKey
    : [...ofKey, memberBudget({ team: org, user, limit }, month())];
}

function walletSubject(wallet: Wallet | null): PlanSubject | null {
  return wallet && planSubject('wallet', wallet.id);
}

/** A plan that somebody pays for counts before the plan that their token names. */
function candidates(
  caller: Caller,
  { assigned, subscribed }: Pick<PlanSeen, 'assigned' | 'subscribed'>,
): readonly (string | null)[] {
  switch (caller.kind) {
    case 'user':
      return [subscribed, caller.plan, assigned, 'free'];
    case 'token':
      return [subscribed, assigned, 'pro'];
    case 'anonymous':
      return ['free'];
  }
}

/** The counts as they are after some windows have counted one more, or one less. */
export function recounted(
  counts: readonly PlanCount[],
  windows: readonly Pick<PlanCount, 'key' | 'endsAt'>[],
  by: 1 | -1,
): readonly PlanCount[] {
  return counts.map((count) =>
    windows.some(({ key, endsAt }) => key === count.key && endsAt === count.endsAt)
      ? { ...count, used: count.used + by }
      : count,
  );
}
