// The rows of subscriptions, as records and back.
import type { CustomerId, SubscriptionId, SubscriptionState } from '../../contract/billing/subscription.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import type { SubscriptionRecord } from '../../domain/billing/subscription.ts';
import type { Cell } from './cell.ts';

export type SubscriptionRow = {
  readonly id: SubscriptionId;
  readonly customer_id: CustomerId;
  readonly plan_id: PlanId;
  readonly status: SubscriptionState;
  readonly provider: Provider | null;
  readonly provider_subscription_id: string | null;
  readonly provider_status: string | null;
  readonly price_id: string | null;
  readonly period_starts_at: number | null;
  readonly period_ends_at: number | null;
  readonly is_cancel_planned: 0 | 1;
  readonly checkout_id: string | null;
  readonly checkout_url: string | null;
  readonly created_at: number;
  readonly begun_at: number;
  readonly revision: number;
  readonly next_poll_at: number | null;
  readonly polls: number;
};

export const subscriptionColumns = `id, customer_id, created_at, plan_id, status, provider, provider_subscription_id,
  provider_status, price_id, period_starts_at, period_ends_at, is_cancel_planned, checkout_id, checkout_url, begun_at,
  revision, next_poll_at, polls`;

export const subscriptionChanges = `ON CONFLICT (id) DO UPDATE SET plan_id = excluded.plan_id, status = excluded.status, provider = excluded.provider,
  provider_subscription_id = excluded.provider_subscription_id, provider_status = excluded.provider_status,
  price_id = excluded.price_id, period_starts_at = excluded.period_starts_at, period_ends_at = excluded.period_ends_at,
  is_cancel_planned = excluded.is_cancel_planned, checkout_id = excluded.checkout_id,
  checkout_url = excluded.checkout_url, begun_at = excluded.begun_at, revision = excluded.revision,
  next_poll_at = excluded.next_poll_at, polls = excluded.polls`;

export function subscriptionValues(one: SubscriptionRecord): readonly Cell[] {
  return [
    one.id,
    one.customerId,
    one.createdAt,
    one.planId,
    one.status,
    one.provider,
    one.providerSubscriptionId,
    one.providerStatus,
    one.priceId,
    one.period?.startsAt ?? null,
    one.period?.endsAt ?? null,
    one.isCancelPlanned ? 1 : 0,
    one.checkout?.providerCheckoutId ?? null,
    one.checkout?.url ?? null,
    one.begunAt,
    one.revision,
    one.nextPollAt,
    one.polls,
  ];
}

export function toSubscription(row: SubscriptionRow): SubscriptionRecord {
  const { period_starts_at: startsAt, period_ends_at: endsAt, checkout_id: pageId, checkout_url: url } = row;
  return {
    id: row.id,
    customerId: row.customer_id,
    planId: row.plan_id,
    status: row.status,
    provider: row.provider,
    providerSubscriptionId: row.provider_subscription_id,
    providerStatus: row.provider_status,
    priceId: row.price_id,
    period: startsAt === null || endsAt === null ? null : { startsAt, endsAt },
    isCancelPlanned: row.is_cancel_planned === 1,
    checkout: pageId === null || url === null ? null : { providerCheckoutId: pageId, url },
    createdAt: row.created_at,
    begunAt: row.begun_at,
    revision: row.revision,
    nextPollAt: row.next_poll_at,
    polls: row.polls,
  };
}
