// What is said of plans and of one's subscriptions. Pure but for the words.
import type { SubscriptionOffer } from '../../../../../server/contract/billing/subscription.ts';
import type { AccountState } from '../../../../preload/contract/account.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';
import type { OwnPlan } from '../../../../preload/contract/subscriptions.ts';
import { formatMoney } from '../../../shared/amounts.ts';
import { personOptions, type PayeeOption } from '../payee/payee-view.ts';
import { words } from '../../../words.ts';

export function offeredPlans({ link }: AccountState): readonly SubscriptionOffer[] {
  return link.kind === 'online' ? link.config.subscriptions : [];
}

/** Those that run, or wait for a payment. */
export function runningPlans({ plans }: AccountState): readonly OwnPlan[] {
  return plans.filter(({ status }) => status === 'active' || status === 'paused');
}

/** The one to a plan that says most, of the person's own or of the team's: one that runs before one that only waits for its page. */
export function ownOf(plans: readonly OwnPlan[], planId: string, of: OwnPlan['for']): OwnPlan | null {
  const own = plans.filter((plan) => plan.planId === planId && plan.for === of && plan.status !== 'canceled');
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

/** The account and its team, one of which a plan counts for; none where this computer pays. */
export function planPayees({ person }: AccountState): readonly PayeeOption[] {
  if (person.payer !== 'account') return [];
  const counts = person.standing?.planOf ?? 'me';
  const say = words.plans;
  return personOptions(person).map((option) => {
    if (option.payee.kind === 'team')
      return { ...option, balance: null, whyNot: counts === 'me' ? say.ownCounts : option.whyNot && say.onlyOwners };
    return { ...option, balance: null, whyNot: counts === 'team' ? say.teamCounts : null };
  });
}

export type Manageable = { readonly payee: Payee; readonly label: string };

/** Whose running subscriptions can be changed here: one's own always, the team's by its owners. */
export function manageable(account: AccountState): readonly Manageable[] {
  const running = runningPlans(account);
  const has = (of: OwnPlan['for']): boolean => running.some((plan) => plan.for === of);
  const { person } = account;
  if (person.payer !== 'account') return has('me') ? [{ payee: { kind: 'computer' }, label: words.plans.manage }] : [];
  const own = personOptions(person).filter(({ payee, whyNot }) =>
    payee.kind === 'team' ? has('team') && whyNot === null : has('me'),
  );
  return own.map(({ payee }) => ({
    payee,
    label: payee.kind === 'team' ? words.plans.manageTeams : has('team') ? words.plans.manageOwn : words.plans.manage,
  }));
}

/** With the team's name where it is the team's. */
export function planTitle({ person }: AccountState, { planName, for: of }: OwnPlan): string {
  const team = of === 'team' ? (person.standing?.team ?? null) : null;
  return team === null ? planName : words.plans.ofTeam(planName, team.name);
}
