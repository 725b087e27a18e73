// Makes sure that a customer is known at the provider, once, however often it is asked for and wherever a reply was cut.
import type { CustomerId } from '../../contract/billing/subscription.ts';
import type { BillingStore } from '../../storage/billing/billing-store.ts';
import type { CustomerRecord } from '../../domain/billing/customer.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Clock } from '../../lib/clock.ts';
import { RailUnavailable } from '../../rails/rail.ts';
import { type BillingAsking, askBilling } from './ask-billing.ts';
import { nextCustomerPoll } from './billing-waits.ts';

type Ensuring = BillingAsking & {
  readonly storage: Pick<BillingStore, 'changeBilling'>;
  readonly clock: Clock;
};

export type KnownCustomer = { readonly customer: CustomerRecord; readonly providerCustomerId: string };

/** The row is there before the provider hears of it, and its id is the key by which the provider knows a repeat. */
export async function ensureCustomer(
  deps: Ensuring,
  { id, atProvider }: CustomerRecord,
  signal: AbortSignal,
): Promise<KnownCustomer> {
  const { billing, storage, clock } = deps;
  if (billing === null) throw new RailUnavailable('no provider keeps subscriptions');
  const { provider } = billing;
  const known = atProvider?.provider === provider ? atProvider.id : null;
  const asked = { customerId: id, known, email: null, name: null };
  const { providerCustomerId } = await askBilling(deps, signal, (rail, limited) => rail.ensureCustomer(asked, limited));
  const customer = await storage.changeBilling<CustomerRecord>({ id: id satisfies CustomerId }, (seen) => {
    invariant(seen.customer !== null, `customer ${id} is gone`);
    const { customer: now } = seen;
    if (now.atProvider?.provider === provider && now.atProvider.id === providerCustomerId)
      return { write: null, answer: now };
    const nextPollAt = nextCustomerPoll(seen.subscriptions, { polls: 0, now: clock.now(), isWaiting: false });
    const bound = { ...now, atProvider: { provider, id: providerCustomerId }, nextPollAt, polls: 0 };
    return { write: { customer: bound }, answer: bound };
  });
  return { customer, providerCustomerId };
}
