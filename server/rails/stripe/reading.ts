// What a PaymentIntent's status means for an order. Nothing here asks anybody.
import type { Stripe } from 'stripe';
import type { RailReading } from '../rail.ts';

/** null: a status that this was not written for. `latest_charge` is to be expanded, for what was given back since. */
export function readingOf(intent: Stripe.PaymentIntent): RailReading | null {
  const reading = (state: RailReading['state'], providerStatus: string = intent.status): RailReading => ({
    providerTxnId: intent.id,
    paymentTxnId: intent.id,
    state,
    providerStatus,
    paidCents: Number.isSafeInteger(intent.amount_received) ? intent.amount_received : null,
    refunds: [],
    dispute: 'none',
  });
  switch (intent.status) {
    case 'requires_payment_method':
      return intent.last_payment_error === null
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
    const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
    if (charge === null) return reading('paid');
    if (charge.refunded) return reading('refunded', 'succeeded (refunded)');
    if (charge.disputed) return reading('paid', 'succeeded (disputed)');
    return charge.amount_refunded > 0 ? reading('paid', 'succeeded (refunded in part)') : reading('paid');
  }
}
