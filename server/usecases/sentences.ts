// Every no that a person may read, in one place: what is the matter, and what to do next.
import { type Microcredits, microcreditsPerCredit } from '../contract/money.ts';
import type { AllowanceKey } from '../domain/allowance.ts';
import type { FreeAmount } from './usecase-config.ts';

export const sentences = {
  tokenUnknown:
    'This pro token is not known here. Check that the app talks to the server where you bought, or buy credits.',
  holdConflict: 'This hold id was used for another request. Make a new id and try again.',
  holdUnknown: 'There is no such hold for you.',
  modelUnknown: (model: string): string => `There is no price for the model "${model}" here. Choose another model.`,
  noFreeMessages: 'There are no free messages here. Buy credits to go on.',
  orderConflict: 'This order id was used for another purchase. Start the purchase anew.',
  orderUnknown: 'There is no such order.',
  orderUnpaid: 'This order is not paid yet. Pay it, or wait until the payment is confirmed.',
  orderClaimed: 'This order belongs to another token. Claim it with the token it was bought for.',
  packUnknown: 'This pack is not sold any more. Choose another one.',
  whomToCredit: 'It is not clear whom to credit. Send a token hash, or buy with your pro token.',
  packOrAmount: 'Choose either a pack or an amount.',
  noFreeAmounts: 'Only packs are sold here. Choose one of them.',
  providerUnknown: 'This way to pay is not offered here. Choose another one.',
  providerSilent: 'The payment provider does not answer just now. Nothing was charged; try again in a moment.',
  grantOfNothing: 'A grant must be more than nothing.',
  grantConflict: 'This reference was used for another grant. Choose a new one.',
  ledgerUnsound:
    'The sums of the ledger do not match, so nothing is granted. Run "tallystick-server doctor" to see where.',

  creditsExhausted: (needed: Microcredits, free: Microcredits): string =>
    `Your credits are used up: this message costs ${credits(needed)} and you have ${credits(free)} to spend. Buy credits to go on.`,

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

  amountOutOfBounds: (bounds: FreeAmount): string =>
    `Choose an amount from ${money(bounds.centsMin)} to ${money(bounds.centsMax)} ${bounds.currency}.`,
};

function credits(amount: Microcredits): string {
  // Rounded down to the hundredth, so that nobody reads of more than there is.
  const shown = Math.floor(amount / (microcreditsPerCredit / 100)) / 100;
  return shown === 1 ? '1 credit' : `${shown} credits`;
}

function money(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** "at 09:00 UTC" today, else "on 23 November at 09:00 UTC"; the minute is rounded up so that coming then is not too early. */
function when(at: number, now: number): string {
  const time = new Date(Math.ceil(at / 60_000) * 60_000);
  const clock = `at ${time.toISOString().slice(11, 16)} UTC`;
  if (time.toISOString().slice(0, 10) === new Date(now).toISOString().slice(0, 10)) return clock;
  const day = time.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return `on ${day} ${clock}`;
}
