// What is said of plans and of one's subscriptions. Pure but for the words.
import type { SubscriptionOffer } from '../../../../../server/contract/billing/subscription.ts';
import type { AccountState } from '../../../../preload/contract/account.ts';
import type { OwnPlan } from '../../../../preload/contract/subscriptions.ts';
import { formatMoney } from '../../../shared/amounts.ts';
import { words } from '../../../words.ts';

export function offeredPlans({ link }: AccountState): readonly SubscriptionOffer[] {
  return link.kind === 'online' ? link.config.subscriptions : [];
}

/** Those that run, or wait for a payment. */
export function runningPlans({ plans }: AccountState): readonly OwnPlan[] {
  return plans.filter(({ status }) => status === 'active' || status === 'paused');
}

/** The one to a plan that says most: one that runs before one that only waits for its page. */
export function ownOf(plans: readonly OwnPlan[], planId: string): OwnPlan | null {
  const own = plans.filter((plan) => plan.planId === planId && plan.status !== 'canceled');
  return own.find(({ status }) => status !== 'pending') ?? own[0] ?? null;
}

export function includedIn({ includes, price }: SubscriptionOffer): readonly string[] {
  const say = words.plans.includes;
  const money = (cents: number): string => formatMoney(cents, price.currency);
  return [
    includes.monthly_quota === null ? say.noMonth : say.month(includes.monthly_quota),
    ...(includes.credit_grant_cents === null ? [] : [say.credit(money(includes.credit_grant_cents))]),
    ...(includes.daily_limit_cents === null ? [] : [say.day(money(includes.daily_limit_cents))]),
  ];
}

/** Whether a plan could belong to anybody: to the account, or to credits that were bought here. */
export function canSubscribe({ person, tokenPlace }: AccountState): boolean {
  return person.payer === 'account' ? person.session.kind === 'in' : tokenPlace !== null;
}
