// Subscribing to a plan: the cards, the page on which it is paid, and what one has.
import type { SubscriptionOffer } from '../../../server/contract/billing/subscription.ts';
import type { OwnPlan } from '../../preload/contract/subscriptions.ts';
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

type Every = SubscriptionOffer['price']['every'];

const units: Readonly<Record<Every['unit'], { readonly one: string; readonly more: string }>> = {
  day: { one: 'a day', more: 'days' },
  week: { one: 'a week', more: 'weeks' },
  month: { one: 'a month', more: 'months' },
  year: { one: 'a year', more: 'years' },
};

export const plans = ({ count, dayOfYear: day }: Formats) => ({
  title: 'Plans',
  subscribe: 'Subscribe',
  upgrade: 'See plans',
  orSubscribe: 'There are also plans that you pay for each month or year.',
  manage: 'Manage subscription',
  done: 'Done',
  tryAgain: 'Try again',
  back: 'Back to plans',
  none: 'No plans are offered right now.',
  /** `payer`: "Ada’s account", "This computer’s credits". */
  belongsTo: (payer: string) => `The plan belongs to: ${payer}.`,
  for: 'Plan for',
  teamCounts: 'Your team’s plan counts for you, so a plan of your own would change nothing.',
  ownCounts: 'Plans count for each person here, so one for the team would change nothing.',
  onlyOwners: 'Only owners of the team can subscribe for it.',
  /** `team`: its name. */
  ofTeam: (plan: string, team: string) => `${plan} (${team})`,
  manageOwn: 'Manage own plan',
  manageTeams: 'Manage team plan',
  nobody: 'A plan needs somebody it belongs to. Sign in, or buy credits first.',
  nobodyHere: 'A plan belongs to credits you’ve bought. Buy credits first, then subscribe.',
  opening: 'Opening the payment page…',
  offline: 'The server can’t be reached. Nothing was ordered. Check your connection, then try again.',
  waiting: 'Waiting for the payment. This can take a moment.',
  canClose: 'You can close this. Your plan begins by itself once it’s paid.',
  active: (plan: string) => `${plan} is active`,
  activeHint: 'Your next message uses your plan.',
  every: ({ unit, count: times }: Every) => (times === 1 ? units[unit].one : `every ${times} ${units[unit].more}`),
  includes: {
    month: (messages: number) =>
      many(messages, { one: '1 message a month', other: `${count(messages)} messages a month` }),
    noMonth: 'No monthly limit',
    /** `money`: "€5.00". */
    credit: (money: string) => `${money} in credits each period`,
    day: (money: string) => `Up to ${money} of use a day`,
  },
  status: ({
    status,
    periodEndsAt,
    isCancelPlanned,
  }: Pick<OwnPlan, 'status' | 'periodEndsAt' | 'isCancelPlanned'>): string => {
    switch (status) {
      case 'pending':
        return 'Waiting for payment';
      case 'paused':
        return 'Paused until it’s paid';
      case 'canceled':
        return 'Ended';
      case 'active':
        if (periodEndsAt === null) return 'Active';
        return isCancelPlanned ? `Ends on ${day(periodEndsAt)}` : `Renews on ${day(periodEndsAt)}`;
    }
  },
});
