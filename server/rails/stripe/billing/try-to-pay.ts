// Has an open invoice paid by what the customer has left with Stripe to pay with, once.
import type { Stripe } from 'stripe';
import { ask, StripeRefused } from '../connect-stripe.ts';
import { Invoice } from './shapes.ts';

/** A repeat is told how the first try ended, and is no second one. Whether it was paid is read afterwards. */
export async function tryToPay(stripe: Stripe, invoiceId: string, signal: AbortSignal): Promise<void> {
  try {
    await ask({ to: 'have an invoice paid', shape: Invoice, signal }, () =>
      stripe.invoices.pay(invoiceId, undefined, { idempotencyKey: `invoice:${invoiceId}:pay:v1` }),
    );
  } catch (error) {
    // The card was declined, there is none, the payer must confirm it, or it is paid already.
    if (error instanceof StripeRefused && (error.status === 400 || error.status === 402)) return;
    throw error;
  }
}
