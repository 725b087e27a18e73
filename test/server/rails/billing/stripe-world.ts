// Stripe, simulated, as the suite for billing rails needs it.
import { createStripeBilling } from '../../../../server/rails/stripe/billing/stripe-billing.ts';
import { resigned, simAccount, startStripeSim, type StripeSim } from '../../../support/stripe-sim/stripe-sim.ts';
import type { BillingWorld } from './billing-world.ts';

export type StripeWorld = BillingWorld & { readonly sim: StripeSim; putForward(ms: number): void };

export async function openStripeWorld(): Promise<StripeWorld> {
  const hands = { aheadMs: 0 };
  const now = () => Date.now() + hands.aheadMs;
  const sim = await startStripeSim({ now });
  const { billing } = sim;
  const { rail, readEvent } = createStripeBilling({ ...simAccount, apiUrl: sim.url, clock: { now } });
  const customerOf = (sub: string) => billing.subscriptions().find(({ id }) => id === sub)?.customer ?? '';
  return {
    rail,
    readEvent,
    sim,
    putForward: (ms) => void (hands.aheadMs += ms),
    priceId: billing.addPrice(),
    agree: (id) => void billing.finishPage(id, 'succeed'),
    expire: (id) => void billing.expirePage(id),
    goOn: (id) => void billing.goOn(id),
    goOnUnpaid(id) {
      billing.giveCard(customerOf(id), 'decline');
      billing.goOn(id);
    },
    pay: (id) => void billing.pay(id, 'succeed'),
    failToPay: (id) => void billing.pay(id, 'decline'),
    deleteCustomer: (id) => void billing.deleteCustomer(id),
    deliveries: () => sim.deliveries.all.map((one) => resigned(one, { atMs: now() })),
    close: () => sim.close(),
  };
}
