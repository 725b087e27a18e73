// Money back through Stripe: one refund per id of ours, whoever asks and however late, and what became of the others.
import type { Stripe } from 'stripe';
import { plainMoney } from '../../contract/currencies.ts';
import { type Price, RailRefused, type RailRefund, RailUnavailable } from '../rail.ts';
import { ask, StripeRefused } from './connect-stripe.ts';
import { toRailRefund } from './reading.ts';
import { Refund, Refunds } from './shapes.ts';
import { toStripe } from './units.ts';

const pageSize = 100;
const pagesMax = 10;

export type RefundAsked = Price & { readonly id: string; readonly intentId: string };

/** Stripe forgets an idempotency key after some days, so a refund with our id in it is looked for first. */
export async function giveBack(
  stripe: Stripe,
  { id, intentId, amountCents, currency }: RefundAsked,
  signal: AbortSignal,
): Promise<RailRefund> {
  const before = (await listRefunds(stripe, intentId, signal)).find(({ metadata }) => metadata?.['refund_id'] === id);
  if (before !== undefined) return toRailRefund(before, currency);
  const amount = toStripe({ amountCents, currency });
  if (amount === null)
    throw new RailRefused(`Stripe cannot give back ${plainMoney(amountCents, currency)}. Choose another amount.`);
  const asked = { payment_intent: intentId, amount, metadata: { refund_id: id } };
  try {
    const made = await ask({ to: 'give money back', shape: Refund, signal }, () =>
      stripe.refunds.create(asked, { idempotencyKey: `refund:${id}` }),
    );
    if (made.amount !== amount) throw new RailUnavailable(`Stripe answered to the refund ${id} with another amount`);
    return { ...toRailRefund(made, currency), refundId: id };
  } catch (error) {
    const sentence = error instanceof StripeRefused ? refusalOf(error) : null;
    throw sentence === null ? error : new RailRefused(sentence);
  }
}

/** Newest first. */
export async function listRefunds(stripe: Stripe, intentId: string, signal: AbortSignal): Promise<readonly Refund[]> {
  const all: Refund[] = [];
  for (let page = 0; page < pagesMax; page += 1) {
    const after = all.at(-1)?.id;
    const { data, has_more: hasMore } = await ask({ to: 'list refunds', shape: Refunds, signal }, () =>
      stripe.refunds.list({
        payment_intent: intentId,
        limit: pageSize,
        ...(after === undefined ? {} : { starting_after: after }),
      }),
    );
    all.push(...data);
    if (!hasMore || data.length === 0) return all;
  }
  throw new RailUnavailable(`the payment ${intentId} has more refunds than can be read`);
}

/** null: a later try may be told otherwise. Keys, limits and repeats are no answer to the refund itself. */
function refusalOf({ kind, status, code, parameter }: StripeRefused): string | null {
  if (kind !== 'StripeInvalidRequestError' || (status !== 400 && status !== 402 && status !== 404)) return null;
  switch (code) {
    case 'charge_already_refunded':
      return 'Stripe says that this payment has already been refunded in full.';
    case 'charge_disputed':
      return 'Stripe gives nothing back while the payment is disputed: answer the dispute in the dashboard.';
    case 'balance_insufficient':
      return 'The balance at Stripe is too low for this refund. Add to it in the dashboard, then make a new refund.';
    case 'resource_missing':
      return 'Stripe knows no such payment. Was it made with the keys of another account or mode?';
    default:
      return parameter === 'amount'
        ? 'Stripe gives back no more than what is left of the payment. Choose a smaller amount.'
        : `Stripe refuses the refund (${code ?? 'no code'}). The dashboard shows the payment and why.`;
  }
}
