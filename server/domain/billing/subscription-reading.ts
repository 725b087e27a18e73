// The rule that leads from the subscriptions of a customer as they are kept to what the provider says of one of them. Whatever order
// readings come in and however often, the same last word leads to the same subscriptions and the same plan.
import type { SubscriptionId } from '../../contract/billing/subscription.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import { brand } from '../../lib/brand.ts';
import type { CustomerRecord } from './customer.ts';
import { type PriceMapping, type SubscriptionRecord, newSubscription } from './subscription.ts';

/** A customer with all of their subscriptions, and the prices of all plans. */
export type BillingAccount = {
  readonly customer: CustomerRecord;
  readonly subscriptions: readonly SubscriptionRecord[];
  readonly mappings: readonly PriceMapping[];
};

/** What a provider says of a subscription. */
export type SubscriptionSaid = {
  readonly providerSubscriptionId: string;
  readonly status: Exclude<SubscriptionRecord['status'], 'pending'>;
  readonly providerStatus: string;
  readonly priceId: string | null;
  readonly period: SubscriptionRecord['period'];
  readonly isCancelPlanned: boolean;
  readonly subscriptionId: string | null;
  readonly createdAt: number;
};

/** unpriced: it was made at the provider, at a price that no plan is mapped to. */
export type SubscriptionRead =
  | { readonly kind: 'same'; readonly subscription: SubscriptionRecord }
  | { readonly kind: 'changed'; readonly subscription: SubscriptionRecord }
  | { readonly kind: 'unpriced' };

/** The subscription that a provider's id, or ours in its keeping, stands for; null: it is not known here yet. */
export function knownSubscription(
  subscriptions: readonly SubscriptionRecord[],
  { provider, providerSubscriptionId, subscriptionId }: Named,
): SubscriptionRecord | null {
  const bound = subscriptions.find(
    (one) => one.provider === provider && one.providerSubscriptionId === providerSubscriptionId,
  );
  const unbound = subscriptions.find((one) => one.id === subscriptionId && one.providerSubscriptionId === null);
  return bound ?? unbound ?? null;
}

type Named = Pick<SubscriptionSaid, 'providerSubscriptionId' | 'subscriptionId'> & { readonly provider: Provider };

export function readSubscription(
  { customer, subscriptions, mappings }: BillingAccount,
  said: SubscriptionSaid,
  at: { readonly provider: Provider; readonly now: number; readonly newId: () => string },
): SubscriptionRead {
  const { provider } = at;
  const known = knownSubscription(subscriptions, { ...said, provider });
  // A price that no plan is mapped to says nothing of the plan.
  const planId = mappings.find(({ priceId }) => priceId === said.priceId)?.planId ?? known?.planId;
  if (planId === undefined) return { kind: 'unpriced' };
  const id = known?.id ?? brand<SubscriptionId>(at.newId());
  const made = { id, customerId: customer.id, planId, provider, priceId: said.priceId };
  const before = known ?? newSubscription(made, at.now);
  const after: SubscriptionRecord = {
    ...before,
    planId,
    status: said.status,
    provider,
    providerSubscriptionId: said.providerSubscriptionId,
    providerStatus: said.providerStatus,
    priceId: said.priceId ?? before.priceId,
    period: said.period ?? before.period,
    isCancelPlanned: said.isCancelPlanned,
    begunAt: said.createdAt,
  };
  if (known !== null && isSame(before, after)) return { kind: 'same', subscription: before };
  return { kind: 'changed', subscription: { ...after, revision: before.revision + 1, nextPollAt: null, polls: 0 } };
}

/** A page that is over without a subscription: nothing has begun. */
export function pageOver(subscription: SubscriptionRecord): SubscriptionRecord | null {
  if (subscription.status !== 'pending') return null;
  const { revision } = subscription;
  return { ...subscription, status: 'canceled', revision: revision + 1, nextPollAt: null, polls: 0 };
}

function isSame(left: SubscriptionRecord, right: SubscriptionRecord): boolean {
  return (
    left.planId === right.planId &&
    left.status === right.status &&
    left.providerSubscriptionId === right.providerSubscriptionId &&
    left.providerStatus === right.providerStatus &&
    left.priceId === right.priceId &&
    left.period?.startsAt === right.period?.startsAt &&
    left.period?.endsAt === right.period?.endsAt &&
    left.isCancelPlanned === right.isCancelPlanned &&
    left.begunAt === right.begunAt
  );
}
