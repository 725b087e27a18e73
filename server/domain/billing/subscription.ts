// A subscription as it is kept here, and which plan those of one owner set.
import type {
  CustomerId,
  PriceEvery,
  Subscription,
  SubscriptionId,
  SubscriptionState,
} from '../../contract/billing/subscription.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import type { TimeWindow } from '../plans/calendar.ts';

/**
 * Times are epoch milliseconds. `begunAt`: when it was made at the provider, or here where no provider has it. `revision` grows with
 * every change, so that whoever has asked the provider meanwhile sees that the answer may be older. `checkout`: the provider's page on
 * which it is begun.
 */
export type SubscriptionRecord = {
  readonly id: SubscriptionId;
  readonly customerId: CustomerId;
  readonly planId: PlanId;
  readonly status: SubscriptionState;
  /** null: it has no provider. */
  readonly provider: Provider | null;
  readonly providerSubscriptionId: string | null;
  readonly providerStatus: string | null;
  readonly priceId: string | null;
  readonly period: TimeWindow | null;
  readonly isCancelPlanned: boolean;
  readonly checkout: { readonly providerCheckoutId: string; readonly url: string } | null;
  readonly createdAt: number;
  readonly begunAt: number;
  readonly revision: number;
  readonly nextPollAt: number | null;
  readonly polls: number;
};

/** A price at the provider at which a plan is sold. `amountCents` and `every` are null where the provider was not asked. */
export type PriceMapping = {
  readonly id: string;
  readonly planId: PlanId;
  readonly priceId: string;
  readonly currency: string;
  readonly amountCents: number | null;
  readonly every: PriceEvery | null;
  readonly isActive: boolean;
  readonly createdAt: number;
};

type NewSubscription = Pick<SubscriptionRecord, 'id' | 'customerId' | 'planId' | 'provider' | 'priceId'>;

/** With a provider it is pending until the provider confirms it; without one it is active at once. */
export function newSubscription(asked: NewSubscription, now: number): SubscriptionRecord {
  return {
    ...asked,
    status: asked.provider === null ? 'active' : 'pending',
    providerSubscriptionId: null,
    providerStatus: null,
    period: null,
    isCancelPlanned: false,
    checkout: null,
    createdAt: now,
    begunAt: now,
    revision: 0,
    nextPollAt: null,
    polls: 0,
  };
}

/** Where several are active, the one that was begun last sets the plan. null: none is active, and none sets it. */
export function planSetBy(subscriptions: readonly SubscriptionRecord[]): PlanId | null {
  const active = subscriptions.filter(({ status }) => status === 'active');
  return active.toSorted(lastBegunFirst)[0]?.planId ?? null;
}

function lastBegunFirst(left: SubscriptionRecord, right: SubscriptionRecord): number {
  return right.begunAt - left.begunAt || (nameOf(right) > nameOf(left) ? 1 : -1);
}

/** The provider's id does not depend on when we heard of it. */
function nameOf({ id, providerSubscriptionId }: SubscriptionRecord): string {
  return providerSubscriptionId ?? id;
}

/** Where a plan has several prices, the one that was mapped last. `mappings` are in the order in which they were made. */
export function priceSold(mappings: readonly PriceMapping[], planId: PlanId): PriceMapping | null {
  return mappings.findLast((mapping) => mapping.planId === planId && mapping.isActive) ?? null;
}

export function toSubscription(subscription: SubscriptionRecord): Subscription {
  return {
    id: subscription.id,
    customer_id: subscription.customerId,
    plan_id: subscription.planId,
    status: subscription.status,
    stripe_subscription_id: subscription.providerSubscriptionId,
    stripe_price_id: subscription.priceId,
    provider_status: subscription.providerStatus,
    period_starts_at: subscription.period?.startsAt ?? null,
    period_ends_at: subscription.period?.endsAt ?? null,
    is_cancel_planned: subscription.isCancelPlanned,
    created_at: subscription.createdAt,
  };
}
