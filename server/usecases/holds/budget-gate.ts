// What the budgets of an API key and of a team's member say to a request, once the plan has let it through. Pure.
import type { Microcredits } from '../../contract/money.ts';
import { type BudgetSeen, noEnd, roomIn, tightest } from '../../domain/budgets/budget.ts';
import { holdFromWallet } from '../../domain/holds/open-hold.ts';
import { boundOf } from '../../domain/holds/price.ts';
import { teamOwner, type Wallet } from '../../domain/wallets/ledger.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { HoldCase } from './hold-case.ts';
import type { PlanPassed } from './pass-plan.ts';

/** The budgets that count when this wallet pays, or the plan (null). A member's month counts only for the team's wallet. */
export function budgetsFor({ ask: { caller }, quotas }: HoldCase, wallet: Wallet | null): readonly BudgetSeen[] {
  const org = caller.kind === 'user' ? caller.org : null;
  const isTeams = wallet !== null && org !== null && wallet.owner === teamOwner(org);
  return quotas.budgets.filter(({ kind }) => kind === 'key' || isTeams);
}

export function hasRoom(asked: HoldCase, wallet: Wallet, bound: Microcredits): boolean {
  const room = roomIn(budgetsFor(asked, wallet));
  return room === null || bound <= room;
}

/** A budget can count only what has a bound. */
export function unboundedInBudget(asked: HoldCase): Refused | null {
  const { price, estimate = null, model } = asked.opening;
  const isUnbounded = budgetsFor(asked, null).length > 0 && boundOf(price, estimate) === null;
  return isUnbounded ? refusal('invalid_request', { reason: 'estimate_missing', model }) : null;
}

/** The no of a budget without which this would have been paid; null: it is not for a budget that it was not. */
export function overBudget(
  asked: HoldCase,
  { wallets, passed }: { readonly wallets: readonly Wallet[]; readonly passed: PlanPassed | Refused },
): Refused<'budget_exhausted'> | null {
  const stopped =
    passed.kind === 'passed' ? null : wallets.find((wallet) => holdFromWallet(asked.opening, wallet) !== null);
  if (stopped === undefined) return null;
  const tight = tightest(budgetsFor(asked, stopped));
  if (tight === null) return null;
  const { kind, limit, endsAt } = tight;
  return refusal('budget_exhausted', {
    kind,
    limit_microcredits: limit,
    ...(endsAt === noEnd ? {} : { resets_at: endsAt }),
  });
}
