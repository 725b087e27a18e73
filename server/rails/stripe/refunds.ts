// Refunds through Stripe: one for each id of ours, however often and however late it is asked for; and the list of all refunds.
import type { Stripe } from 'stripe';
import type { ProviderNo } from '../../contract/problem-params.ts';
import { type Price, RailRefused, type RailRefund, RailUnavailable } from '../rail.ts';
import { ask, StripeRefused } from './connect-stripe.ts';
import { toRailRefund } from './reading.ts';
import { Refund, Refunds } from './shapes.ts';
import { amountAtStripe } from './units.ts';

const provider = 'stripe';
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
  const amount = amountAtStripe({ amountCents, currency });
  const asked = { payment_intent: intentId, amount, metadata: { refund_id: id } };
  try {
    const made = await ask({ to: 'give money back', shape: Refund, signal }, () =>
      stripe.refunds.create(asked, { idempotencyKey: `refund:${id}` }),
    );
    if (made.amount !== amount) throw new RailUnavailable(`Stripe answered to the refund ${id} with another amount`);
    return { ...toRailRefund(made, currency), refundId: id };
  } catch (error) {
    const no = error instanceof StripeRefused ? refusalOf(error) : null;
    throw no === null ? error : new RailRefused(no);
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

/** null: a later try may succeed. Errors about keys, limits and repeats say nothing about the refund itself. */
function refusalOf({ kind, status, code, parameter }: StripeRefused): ProviderNo | null {
  if (kind !== 'StripeInvalidRequestError' || (status !== 400 && status !== 402 && status !== 404)) return null;
  switch (code) {
    case 'charge_already_refunded':
      return { reason: 'already_refunded', provider };
    case 'charge_disputed':
      return { reason: 'payment_disputed', provider };
    case 'balance_insufficient':
      return { reason: 'provider_balance_too_low', provider };
    case 'resource_missing':
      return { reason: 'payment_unknown', provider };
    default:
      return parameter === 'amount'
        ? { reason: 'more_than_is_left', provider }
        : { reason: 'refund_not_taken', provider, told: code ?? `status ${status}` };
  }
}
