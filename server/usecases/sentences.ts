// Every no that a person may read, in one place: what is the matter, and what to do next.
import { plainMoney, toDecimal } from '../contract/currencies.ts';
import type { FreeAmount } from '../contract/orders/free-amount.ts';
import { type Microcredits, microcreditsPerCredit } from '../contract/money.ts';
import type { AllowanceKey } from '../domain/holds/allowance.ts';

export const sentences = {
  tokenUnknown: 'This token is not known here. Check that the app uses the server where you bought it, or buy credits.',
  holdConflict: 'This hold id was used for another request. Make a new id and try again.',
  holdUnknown: 'You have no hold with this id.',
  modelUnknown: (model: string): string => `There is no price for the model "${model}" here. Choose another model.`,
  noFreeMessages: 'There are no free messages here. Buy credits to go on.',
  orderConflict: 'This order id was used for another purchase. Start a new purchase.',
  orderUnknown: 'There is no such order.',
  caseUnknown: 'There is no such case.',
  caseResolved: 'This case was already resolved in another way. See the list of resolved cases.',
  caseDisputed: 'The buyer’s bank decides this case. Wait until the dispute has ended.',
  orderDisputed: 'This payment is disputed, and the buyer’s bank decides. Wait until the dispute has ended.',
  nothingToRefund: 'Nothing was credited for this order, so there is nothing to refund.',
  refundConflict: 'This refund id was used for another refund. Make a new id and try again.',
  railMissing: (provider: string): string =>
    `The provider "${provider}" is no longer set up here. Set it up again, or refund the payment in its dashboard.`,
  refundTooLarge: (cents: number, currency: string): string =>
    cents === 0
      ? 'Nothing of this order can be refunded: it was refunded already, or its credits are spent or held.'
      : `At most ${plainMoney(cents, currency)} of this order can be refunded: the rest was refunded already, or its credits are spent or held.`,
  ledgerUnsoundForRefund:
    'The sums of the ledger do not match, so nothing is refunded. Run "tallystick-server doctor" to see where.',
  orderUnpaid: 'This order is not paid yet. Pay it, or wait until the payment is confirmed.',
  orderClaimed: 'This order belongs to another token. Claim it with the token it was bought for.',
  packUnknown: 'This pack is no longer sold. Choose another one.',
  whomToCredit: 'It is not clear whom to credit. Send a token hash, or buy with your token.',
  packOrAmount: 'Choose either a pack or an amount.',
  letterUnknown: 'There is no dead letter with this number in this box. Look at the list again.',
  noFreeAmounts: 'Only packs are sold here. Choose one of them.',
  providerUnknown: 'This payment method is not offered here. Choose another one.',
  providerSilent: 'The payment provider is not responding. You haven’t been charged; try again in a moment.',
  grantOfNothing: 'A grant must be more than nothing.',
  grantConflict: 'This reference was used for another grant. Choose a new one.',
  ledgerUnsound:
    'The sums of the ledger do not match, so nothing is granted. Run "tallystick-server doctor" to see where.',

  creditsExhausted: (needed: Microcredits, free: Microcredits): string =>
    `Your credits are used up: this message costs ${credits(needed)} and you have ${credits(free)} to spend. Buy credits to go on.`,

  estimateNotCovered: (needed: Microcredits, free: Microcredits): string =>
    `This can cost up to ${credits(needed)}, and you have ${credits(free)} to spend. Buy credits to go on.`,

  freeExhausted(used: {
    readonly limit: number;
    readonly key: AllowanceKey;
    readonly resetsAt: number;
    readonly now: number;
  }): string {
    const messages = used.limit === 1 ? 'free message' : `${used.limit} free messages`;
    const whose = used.key.startsWith('client:')
      ? `You have used your ${messages}.`
      : `The ${messages} of your network ${used.limit === 1 ? 'is' : 'are'} used up.`;
    return `${whose} Buy credits, or come back ${when(used.resetsAt, used.now)}.`;
  },

  estimateMissing: (model: string): string =>
    `The price of "${model}" depends on what is used. Send an estimate with the most that this request may use.`,

  planRateLimited: (limit: number, waitMs: number): string => {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    return `Your plan allows ${limit} messages in a minute. Try again in ${seconds === 1 ? 'one second' : `${seconds} seconds`}.`;
  },

  quotaExhausted: (used: PlanUsedUp): string =>
    `You have used this month's ${counted(used.amount)} of the plan "${used.plan}". Change to a larger plan, or come back ${when(used.resetsAt, used.now, used.zone)}.`,

  dailyLimitReached: (used: PlanUsedUp): string =>
    `You have used today's ${counted(used.amount)} of the plan "${used.plan}". Change to a larger plan, or come back ${when(used.resetsAt, used.now, used.zone)}.`,

  routeClosed: (plan: string): string => `The plan "${plan}" does not include this. Change to a plan that does.`,
  modelClosed: (plan: string, model: string): string =>
    `The plan "${plan}" does not include the model "${model}". Choose another model, or change to a plan that does.`,

  planUnknown: (id: string): string => `There is no plan "${id}" here. Look at the list of plans, or make it first.`,
  walletUnknown: 'There is no wallet with this account id.',
  cursorUnknown: 'This cursor does not belong to this ledger. Start again from the first page.',
  adjustmentOfNothing: 'An adjustment must not be zero.',
  balanceTooLow: (free: Microcredits): string =>
    `Only ${credits(free)} can be taken from this wallet. Release its holds first, or take less.`,

  balanceTooHigh: (room: Microcredits): string =>
    `This wallet can hold only ${credits(room)} more. Grant less, or use another wallet.`,

  amountNotOffered({ min_cents: least, max_cents: most, step_cents: step, currency }: FreeAmount): string {
    const steps = step === undefined ? '' : `, in steps of ${toDecimal(step, currency)}`;
    return `Choose an amount from ${toDecimal(least, currency)} to ${plainMoney(most, currency)}${steps}.`;
  },
};

type PlanUsedUp = {
  readonly plan: string;
  readonly amount: number;
  readonly resetsAt: number;
  readonly now: number;
  /** An IANA time zone, by whose clocks the time is told. */
  readonly zone: string;
};

function counted(messages: number): string {
  return messages === 1 ? 'one message' : `${messages.toLocaleString('en')} messages`;
}

function credits(amount: Microcredits): string {
  // To the last microcredit, since what is asked for and what is there may differ by one. Of much, down to the hundredth.
  const digits = amount < 1000 * microcreditsPerCredit ? 6 : 2;
  const step = 10 ** (6 - digits);
  const shown = ((Math.floor(amount / step) * step) / microcreditsPerCredit).toLocaleString('en', {
    maximumFractionDigits: digits,
    useGrouping: false,
  });
  return shown === '1' ? '1 credit' : `${shown} credits`;
}

/** "at 09:00 UTC" today, else "on 23 November at 09:00 UTC"; the minute is rounded up so that coming then is not too early. */
function when(at: number, now: number, zone = 'UTC'): string {
  const time = Math.ceil(at / 60_000) * 60_000;
  const shown = (instant: number, parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: zone }).format(instant);
  const clock = `at ${shown(time, { hour: '2-digit', minute: '2-digit' })} ${zone === 'UTC' ? 'UTC' : `in ${zone}`}`;
  const day = (instant: number) => shown(instant, { year: 'numeric', month: 'numeric', day: 'numeric' });
  return day(time) === day(now) ? clock : `on ${shown(time, { day: 'numeric', month: 'long' })} ${clock}`;
}
