// What the status of a payment, and of the hosted page before it, means for an order. Nothing here asks anybody.
import type { RailDispute, RailReading, RailRefund } from '../rail.ts';
import type { Charge, Disputes, Intent, Refund, Session } from './shapes.ts';
import { fromStripe } from './units.ts';

/** What became of the money after it had come. */
export type Aftermath = { readonly refunds: readonly RailRefund[]; readonly dispute: RailDispute };

/** null: a status that this was not written for. */
export function readingOf(intent: Intent, { refunds, dispute }: Aftermath): RailReading | null {
  const received = fromStripe(intent.amount_received, intent.currency);
  const reading = (state: RailReading['state'], providerStatus = intent.status): RailReading => ({
    providerTxnId: intent.id,
    paymentTxnId: intent.id,
    state,
    providerStatus,
    paidCents: received,
    refunds,
    dispute,
  });
  switch (intent.status) {
    case 'requires_payment_method':
      return intent.last_payment_error == null
        ? reading('open')
        : reading('declined', 'requires_payment_method (declined)');
    case 'requires_confirmation':
    case 'requires_action':
      return reading('open');
    case 'processing':
    case 'requires_capture':
      return reading('seen');
    case 'canceled':
      return reading('failed');
    case 'succeeded':
      return succeeded();
    default:
      return null;
  }

  function succeeded(): RailReading {
    const back = refunds.filter(({ state }) => state === 'succeeded').reduce((sum, one) => sum + one.amountCents, 0);
    if (back >= received && back > 0) return reading('refunded', 'succeeded (refunded)');
    if (dispute !== 'none') return reading('paid', `succeeded (dispute ${dispute})`);
    if (back > 0) return reading('paid', 'succeeded (refunded in part)');
    return reading(
      'paid',
      refunds.some(({ state }) => state === 'pending') ? 'succeeded (refund pending)' : 'succeeded',
    );
  }
}

/**
 * The hosted page and the payment made through it; `ofIntent` is null while there is none. The page's id holds until the money has
 * come, since only it knows whether the buyer can still try.
 */
export function readingOfSession(session: Session, ofIntent: RailReading | null): RailReading | null {
  if (ofIntent !== null && (ofIntent.state === 'paid' || ofIntent.state === 'refunded'))
    return { ...ofIntent, providerTxnId: session.id };
  const own = {
    providerTxnId: session.id,
    paymentTxnId: session.id,
    paidCents: ofIntent?.paidCents ?? 0,
    refunds: ofIntent?.refunds ?? [],
    dispute: ofIntent?.dispute ?? ('none' as const),
  };
  const providerStatus = `session ${session.status}${ofIntent === null ? '' : `, ${ofIntent.providerStatus}`}`;
  if (ofIntent?.state === 'seen') return { ...own, state: 'seen', providerStatus };
  switch (session.status) {
    case 'open':
      return { ...own, state: ofIntent?.state === 'declined' ? 'declined' : 'open', providerStatus };
    case 'expired':
      return { ...own, state: 'expired', providerStatus };
    case 'complete':
      // A delayed method that did not go through in the end: the page is closed, and there is no second try on it.
      return ofIntent === null ? null : { ...own, state: 'failed', providerStatus };
  }
}

export function chargeOf({ latest_charge: charge }: Intent): Charge | null {
  return typeof charge === 'object' ? (charge ?? null) : null;
}

/** `currency`: of the payment, which a refund is always in. */
export function toRailRefund({ id, amount, status, metadata }: Refund, currency: string): RailRefund {
  return {
    providerRefundId: id,
    refundId: metadata?.['refund_id'] ?? null,
    amountCents: fromStripe(amount, currency),
    state: stateOf(status ?? 'succeeded'),
    collectUrl: null,
  };
}

function stateOf(status: string): RailRefund['state'] {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

/** A charge said to be disputed is in dispute until Stripe says how that ended. An open dispute outweighs an ended one, a lost one a won one. */
export function disputeOf({ data }: Disputes): RailDispute {
  if (data.length === 0) return 'open';
  const ends = data.map(({ status }) => endOf(status));
  return (['open', 'lost', 'won'] as const).find((end) => ends.includes(end)) ?? 'none';
}

/**
 * An inquiry (warning_…) is a question of the bank's before any dispute: no money has moved, and a refund ends it. It becomes a dispute
 * with the status needs_response, or is closed. https://docs.stripe.com/disputes/how-disputes-work
 */
function endOf(status: string): RailDispute {
  if (status === 'won' || status === 'warning_closed' || status === 'prevented') return 'won';
  if (status.startsWith('warning_')) return 'none';
  return status === 'lost' ? 'lost' : 'open';
}
