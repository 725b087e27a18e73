// The operator's view of subscriptions: made here or at the provider, read, listed, and ended.
import type { CustomerId, SubscriptionId } from '../../contract/billing/subscription.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import type { BillingSeen, BillingStore, Listed, SubscriptionPage } from '../../storage/billing/billing-store.ts';
import type { PlanStore } from '../../storage/plans/plan-store.ts';
import type { CustomerRecord } from '../../domain/billing/customer.ts';
import { type SubscriptionRecord, newSubscription } from '../../domain/billing/subscription.ts';
import { planOf } from '../../domain/plans/plan.ts';
import { brand } from '../../lib/brand.ts';
import type { Clock } from '../../lib/clock.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Log } from '../../lib/log.ts';
import type { Postbox } from '../letters/postbox.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { type BillingAsking, askBilling, orProviderNo } from './ask-billing.ts';
import { ensureCustomer } from './ensure-customer.ts';
import { type SubscriptionSettler, writeOf } from './settle-subscription.ts';
import { soldPlan } from './sold-plans.ts';

type Kept = { readonly kind: 'subscription'; readonly subscription: SubscriptionRecord; readonly isNew: boolean };
type Ask = { readonly customerId: CustomerId; readonly planId: PlanId };

type Keeping = BillingAsking & {
  readonly storage: Pick<
    BillingStore,
    'readBilling' | 'changeBilling' | 'readSubscription' | 'pageSubscriptions' | 'readMappings'
  > &
    Pick<PlanStore, 'readPlans'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly postbox: Postbox;
  readonly config: UsecaseConfig;
  readonly subscriptionSettler: SubscriptionSettler;
};

export function keepSubscriptions(deps: Keeping) {
  const { storage, clock, newId, log, postbox, config, billing, subscriptionSettler: settler } = deps;
  const found = (subscription: SubscriptionRecord | null, isNew = false): Kept | Refused =>
    subscription === null ? refusal('subscription_not_found', {}) : { kind: 'subscription', subscription, isNew };

  async function hasPlan(planId: PlanId): Promise<boolean> {
    return planOf([await storage.readPlans(), new Map(config.plans.map((plan) => [plan.id, plan]))], [planId]) !== null;
  }

  /** A subscription without a provider. A customer who has the plan already gets no second one. */
  function createHere({ customerId, planId }: Ask): Promise<Kept | Refused> {
    return storage.changeBilling<Kept | Refused>({ id: customerId }, (seen) => {
      if (seen.customer === null) return { write: null, answer: refusal('customer_not_found', {}) };
      const before = seen.subscriptions.find((one) => one.planId === planId && one.status !== 'canceled');
      if (before !== undefined) return { write: null, answer: found(before) };
      const now = clock.now();
      const id = brand<SubscriptionId>(newId());
      const made = newSubscription({ id, customerId, planId, provider: null, priceId: null }, now);
      return { write: writeOf(seen, made, { now, postbox }), answer: found(made, true) };
    });
  }

  /** A subscription that exists at the provider: it is tied to the customer here, and its state is the provider's. */
  async function bind({ customerId, planId }: Ask, providerId: string, signal: AbortSignal): Promise<Kept | Refused> {
    if (billing === null) return refusal('not_found', { reason: 'billing_not_set_up' });
    const { provider } = billing;
    const named = { subscriptionAt: { provider, id: providerId } };
    const before = bySubscription(await storage.readBilling(named), providerId);
    // One that is still pending was bound by a try that did not come to its end.
    if (before !== null && before.status !== 'pending') return found(before);
    const id = brand<SubscriptionId>(newId());
    const reading = await askBilling(deps, signal, (rail, limited) => rail.readSubscription(providerId, limited));
    if (reading === null) return refusal('subscription_not_found', {});
    await storage.changeBilling({ id: customerId }, (seen) => {
      const now = clock.now();
      if (bySubscription(seen, providerId) !== null) return { write: null, answer: null };
      const made = newSubscription({ id, customerId, planId, provider, priceId: reading.priceId }, now);
      return { write: { subscriptions: [{ ...made, providerSubscriptionId: providerId }] }, answer: null };
    });
    const settled = await settler.settle(providerId, { deliveryId: null, signal });
    return settled.kind === 'settled' ? found(settled.subscription, true) : refusal('subscription_not_found', {});
  }

  /** The row is written first, and its id is the key by which the provider knows a repeat. */
  function rowFor({ customerId, planId }: Ask, priceId: string): Promise<SubscriptionRecord> {
    return storage.changeBilling<SubscriptionRecord>({ id: customerId }, ({ subscriptions }) => {
      const same = subscriptions.filter((one) => one.planId === planId && one.status !== 'canceled');
      const before = same.find((one) => one.priceId === priceId) ?? same.find((one) => one.provider === null);
      if (before !== undefined && before.provider !== null) return { write: null, answer: before };
      const now = clock.now();
      const provider = billing?.provider ?? null;
      const id = before?.id ?? brand<SubscriptionId>(newId());
      const made = before ?? newSubscription({ id, customerId, planId, provider, priceId }, now);
      const row = { ...made, provider, priceId };
      return { write: { subscriptions: [row] }, answer: row };
    });
  }

  async function ensure(asked: Ask, priceId: string, signal: AbortSignal): Promise<Kept | Refused> {
    const { customer } = await storage.readBilling({ id: asked.customerId });
    if (customer === null) return refusal('customer_not_found', {});
    if (!(await hasPlan(asked.planId))) return refusal('plan_not_found', { plan: asked.planId });
    return orProviderNo(log, { customerId: customer.id, priceId }, () =>
      ensureAt(customer, { ...asked, priceId, signal }),
    );
  }

  async function ensureAt(
    customer: CustomerRecord,
    { priceId, signal, ...asked }: Ask & { readonly priceId: string; readonly signal: AbortSignal },
  ): Promise<Kept | Refused> {
    const { providerCustomerId } = await ensureCustomer(deps, customer, signal);
    const row = await rowFor(asked, priceId);
    const isNew = row.providerSubscriptionId === null;
    if (row.providerSubscriptionId !== null) {
      const settled = await settler.settle(row.providerSubscriptionId, { deliveryId: null, signal });
      return found(settled.kind === 'settled' ? settled.subscription : row);
    }
    const reading = await askBilling(deps, signal, (rail, limited) =>
      rail.ensureSubscription({ subscriptionId: row.id, providerCustomerId, priceId }, limited),
    );
    const settled = await settler.take(reading, { deliveryId: null, signal });
    invariant(settled.kind === 'settled', `subscription ${row.id} was made and is not known`);
    return found(settled.subscription, isNew);
  }

  async function cancelAt(one: SubscriptionRecord, atPeriodEnd: boolean, signal: AbortSignal): Promise<Kept | Refused> {
    const { providerSubscriptionId } = one;
    invariant(providerSubscriptionId !== null, `subscription ${one.id} is at no provider`);
    const asked = { providerSubscriptionId, atPeriodEnd };
    await askBilling(deps, signal, (rail, limited) => rail.cancelSubscription(asked, limited));
    const settled = await settler.settle(providerSubscriptionId, { deliveryId: null, signal });
    return found(settled.kind === 'settled' ? settled.subscription : one);
  }

  /** A subscription without a provider has no period, so it ends at once. */
  function cancelHere(id: SubscriptionId): Promise<Kept | Refused> {
    return storage.changeBilling<Kept | Refused>({ subscription: id }, (seen) => {
      const one = seen.subscriptions.find((each) => each.id === id) ?? null;
      if (one === null || one.status === 'canceled') return { write: null, answer: found(one) };
      const over: SubscriptionRecord = { ...one, status: 'canceled', revision: one.revision + 1, nextPollAt: null };
      return { write: writeOf(seen, over, { now: clock.now(), postbox }), answer: found(over) };
    });
  }

  return {
    async create(asked: Ask, providerId: string | null, signal: AbortSignal): Promise<Kept | Refused> {
      if (!(await hasPlan(asked.planId))) return refusal('plan_not_found', { plan: asked.planId });
      const { customer } = await storage.readBilling({ id: asked.customerId });
      if (customer === null) return refusal('customer_not_found', {});
      if (providerId === null) return createHere(asked);
      return orProviderNo(log, { customerId: customer.id, providerId }, () => bind(asked, providerId, signal));
    },
    read: async (id: SubscriptionId): Promise<Kept | Refused> => found(await storage.readSubscription(id)),
    async byProvider(id: string): Promise<Kept | Refused> {
      const provider = billing?.provider ?? 'stripe';
      return found(bySubscription(await storage.readBilling({ subscriptionAt: { provider, id } }), id));
    },
    list: (page: SubscriptionPage): Promise<Listed<SubscriptionRecord>> => storage.pageSubscriptions(page),
    async ensure(asked: Ask, priceId: string, signal: AbortSignal): Promise<Kept | Refused> {
      if (billing === null) return refusal('not_found', { reason: 'billing_not_set_up' });
      return ensure(asked, priceId, signal);
    },
    async ensureByPlan(asked: Ask, signal: AbortSignal): Promise<Kept | Refused> {
      if (billing === null) return refusal('not_found', { reason: 'billing_not_set_up' });
      const sold = await soldPlan(deps, asked.planId);
      if (sold !== null) return ensure(asked, sold.price.priceId, signal);
      return (await hasPlan(asked.planId))
        ? refusal('plan_not_offered', { plan: asked.planId })
        : refusal('plan_not_found', { plan: asked.planId });
    },
    async cancel(id: SubscriptionId, atPeriodEnd: boolean, signal: AbortSignal): Promise<Kept | Refused> {
      const one = await storage.readSubscription(id);
      if (one === null) return refusal('subscription_not_found', {});
      if (one.providerSubscriptionId === null) return cancelHere(id);
      return orProviderNo(log, { subscriptionId: id }, () => cancelAt(one, atPeriodEnd, signal));
    },
  };
}

function bySubscription({ subscriptions }: BillingSeen, providerId: string): SubscriptionRecord | null {
  return subscriptions.find(({ providerSubscriptionId }) => providerSubscriptionId === providerId) ?? null;
}
