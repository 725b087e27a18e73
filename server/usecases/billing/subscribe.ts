// Begins a subscription, or finds the one begun before: its row is written before the provider hears of it, and its id is the key by
// which the provider knows a repeat.
import { type CustomerId, type SubscriptionId } from '../../contract/billing/subscription.ts';
import type { SubscribedFor } from '../../contract/billing/subscribing.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import type { BillingSeen, BillingStore } from '../../storage/billing/billing-store.ts';
import type { PlanStore } from '../../storage/plans/plan-store.ts';
import type { TeamStore } from '../../storage/teams/team-store.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import { type BillingEntity, type CustomerRecord, newCustomer } from '../../domain/billing/customer.ts';
import { type SubscriptionRecord, newSubscription } from '../../domain/billing/subscription.ts';
import { brand } from '../../lib/brand.ts';
import type { Clock } from '../../lib/clock.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Log } from '../../lib/log.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Caller } from '../caller.ts';
import { type BillingAsking, askBilling, orProviderNo } from './ask-billing.ts';
import { nextPagePoll } from './billing-waits.ts';
import { ensureCustomer } from './ensure-customer.ts';
import { ownEntity } from './own-entity.ts';
import { type SoldPlan, soldPlan } from './sold-plans.ts';

export type SubscribeAsked = { readonly id: SubscriptionId; readonly planId: PlanId; readonly for: SubscribedFor };

type Begun = { readonly kind: 'begun'; readonly subscriptionId: SubscriptionId; readonly url: string };
type Row = {
  readonly kind: 'row';
  readonly customer: CustomerRecord;
  readonly subscription: SubscriptionRecord;
};

type Subscribing = BillingAsking & {
  readonly storage: Pick<BillingStore, 'changeBilling' | 'readMappings' | 'readSubscription'> &
    Pick<PlanStore, 'readPlans'> &
    Pick<WalletStore, 'readWallet'> &
    Pick<TeamStore, 'readMembership'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly config: UsecaseConfig;
};

export function subscribe(deps: Subscribing) {
  const { storage, clock, newId, log, billing } = deps;

  async function rowOf(asked: SubscribeAsked, entity: BillingEntity, sold: SoldPlan): Promise<Row | Refused> {
    const known = await storage.readSubscription(asked.id);
    return storage.changeBilling<Row | Refused>({ entity }, (seen) => {
      const now = clock.now();
      const customer = seen.customer ?? newCustomer(brand<CustomerId>(newId()), entity, now);
      const isConflict = known !== null && (known.customerId !== customer.id || known.planId !== asked.planId);
      if (isConflict) return { write: null, answer: refusal('idempotency_conflict', { reason: 'subscription' }) };
      const before = begunBefore(seen, asked, sold);
      if (before?.status === 'active' || before?.status === 'paused')
        return { write: null, answer: refusal('subscription_exists', { plan: sold.plan.name }) };
      if (before?.status === 'pending') return { write: null, answer: { kind: 'row', customer, subscription: before } };
      const provider = billing?.provider ?? null;
      const made = {
        id: asked.id,
        customerId: customer.id,
        planId: asked.planId,
        provider,
        priceId: sold.price.priceId,
      };
      // The page of an earlier try under this id may have expired: a new one is opened.
      const subscription = { ...newSubscription(made, now), revision: (before?.revision ?? -1) + 1 };
      return { write: { customer, subscriptions: [subscription] }, answer: { kind: 'row', customer, subscription } };
    });
  }

  async function openPage({ customer, subscription }: Row, signal: AbortSignal): Promise<Begun> {
    invariant(billing !== null, 'no provider keeps subscriptions');
    const { id, priceId } = subscription;
    invariant(priceId !== null, `subscription ${id} has no price`);
    const { providerCustomerId } = await ensureCustomer(deps, customer, signal);
    const asked = { subscriptionId: id, providerCustomerId, priceId, returnUrl: billing.returnUrl() };
    const page = await askBilling(deps, signal, (rail, limited) => rail.openSubscriptionPage(asked, limited));
    const { url, providerCheckoutId } = page;
    await storage.changeBilling({ id: customer.id }, (seen) => {
      const now = seen.subscriptions.find((one) => one.id === id);
      if (now?.status !== 'pending' || now.checkout?.url === url) return { write: null, answer: null };
      const nextPollAt = nextPagePoll(0, clock.now());
      return {
        write: { subscriptions: [{ ...now, checkout: { providerCheckoutId, url }, nextPollAt, polls: 0 }] },
        answer: null,
      };
    });
    return { kind: 'begun', subscriptionId: id, url };
  }

  return async (caller: Caller, asked: SubscribeAsked, signal: AbortSignal): Promise<Begun | Refused> => {
    if (billing === null) return refusal('not_found', { reason: 'billing_not_set_up' });
    const own = await ownEntity(deps, caller, asked.for);
    if (own.kind === 'refused') return own;
    const sold = await soldPlan(deps, asked.planId);
    if (sold === null) return refusal('plan_not_offered', { plan: asked.planId });
    const row = await rowOf(asked, own.entity, sold);
    if (row.kind === 'refused') return row;
    return orProviderNo(log, { subscriptionId: row.subscription.id }, () => openPage(row, signal));
  };
}

/** The one of this id, else one to the same plan that runs, or whose page may still be paid. */
function begunBefore(
  { subscriptions }: BillingSeen,
  { id, planId }: SubscribeAsked,
  { price }: SoldPlan,
): SubscriptionRecord | undefined {
  const same = subscriptions.filter((one) => one.planId === planId);
  return (
    same.find(({ status }) => status === 'active' || status === 'paused') ??
    subscriptions.find((one) => one.id === id) ??
    same.find(({ status, priceId }) => status === 'pending' && priceId === price.priceId)
  );
}
