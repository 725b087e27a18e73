// The simulator's pull payments, by which BTCPay Server gives money back: a link under which the buyer asks for payouts.
import { newId, type SimEvent, type SimInvoice } from './invoices.ts';

export type PayoutState = 'AwaitingApproval' | 'AwaitingPayment' | 'InProgress' | 'Completed' | 'Cancelled';

export type SimPayout = {
  readonly id: string;
  readonly pullPaymentId: string;
  readonly date: number;
  readonly destination: string;
  readonly originalCurrency: string;
  readonly originalAmount: string;
  state: PayoutState;
};

export type SimPull = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly amount: string;
  readonly currency: string;
  readonly autoApproveClaims: boolean;
  readonly viewLink: string;
  readonly payouts: SimPayout[];
  archived: boolean;
};

export function newPull(
  of: Pick<SimPull, 'name' | 'description' | 'amount' | 'currency' | 'autoApproveClaims'>,
  url: string,
): SimPull {
  const id = newId(28);
  return { id, ...of, viewLink: `${url}/pull-payments/${id}`, payouts: [], archived: false };
}

/** The buyer gives an address. By default for all that is left. */
export function claim(pull: SimPull, at: { readonly amount?: string; readonly seconds: number }): readonly SimEvent[] {
  const taken = pull.payouts.filter(({ state }) => state !== 'Cancelled');
  const left = Number(pull.amount) - taken.reduce((sum, { originalAmount }) => sum + Number(originalAmount), 0);
  const amount = at.amount ?? String(left);
  if (pull.archived || Number(amount) > left || left <= 0) throw new Error(`${amount} cannot be claimed of ${pull.id}`);
  const payout: SimPayout = {
    id: newId(28),
    pullPaymentId: pull.id,
    date: at.seconds,
    destination: 'bcrt1qbuyersown',
    originalCurrency: pull.currency,
    originalAmount: amount,
    state: pull.autoApproveClaims ? 'AwaitingPayment' : 'AwaitingApproval',
  };
  pull.payouts.push(payout);
  return [tellOf('PayoutCreated', payout)];
}

/** All payouts of a pull payment that are not over go on to this state. */
export function movePayouts(pull: SimPull, state: PayoutState): readonly SimEvent[] {
  const open = pull.payouts.filter((one) => one.state !== 'Completed' && one.state !== 'Cancelled');
  for (const payout of open) payout.state = state;
  return open.map((payout) => tellOf(state === 'AwaitingPayment' ? 'PayoutApproved' : 'PayoutUpdated', payout));
}

/** Closed: what is not yet on its way is cancelled. */
export function archive(pull: SimPull): readonly SimEvent[] {
  pull.archived = true;
  const waiting = pull.payouts.filter(({ state }) => state === 'AwaitingApproval' || state === 'AwaitingPayment');
  for (const payout of waiting) payout.state = 'Cancelled';
  return waiting.map((payout) => tellOf('PayoutUpdated', payout));
}

export function isRefundable({ status, additionalStatus }: SimInvoice): boolean {
  if (status === 'Settled') return true;
  if (status === 'Invalid') return additionalStatus !== 'None';
  return status === 'Expired' && ['PaidLate', 'PaidOver', 'PaidPartial'].includes(additionalStatus);
}

export function pullJson({ payouts: _own, ...pull }: SimPull) {
  return { ...pull, BOLT11Expiration: '30' };
}

export function payoutJson(payout: SimPayout) {
  return {
    ...payout,
    date: String(payout.date),
    revision: 0,
    payoutCurrency: 'BTC',
    payoutAmount: null,
    payoutMethodId: 'BTC-CHAIN',
    paymentProof: null,
    metadata: {},
  };
}

function tellOf(type: string, payout: SimPayout): SimEvent {
  return { type, extra: { payoutId: payout.id, pullPaymentId: payout.pullPaymentId, payoutState: payout.state } };
}
