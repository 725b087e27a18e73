// The statements of subscriptions.
import type { CustomerId, SubscriptionId, SubscriptionState } from '../../../contract/billing/subscription.ts';
import type { Provider } from '../../../contract/orders/orders.ts';
import type { PlanId } from '../../../contract/plans/plans.ts';
import type { SubscriptionRecord } from '../../../domain/billing/subscription.ts';
import type { Listed, SubscriptionPage } from '../../billing/billing-store.ts';
import type { Lease } from '../../commands.ts';
import type { Connection } from '../connection.ts';

export type Subscriptions = {
  subscription(id: SubscriptionId): SubscriptionRecord | null;
  /** In the order in which they were made. */
  ofCustomer(id: CustomerId): readonly SubscriptionRecord[];
  page(page: SubscriptionPage): Listed<SubscriptionRecord>;
  write(subscription: SubscriptionRecord): void;
  lease(lease: Lease): readonly SubscriptionRecord[];
};

type SubscriptionRow = {
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

type Wanted = [customer: string | null, customer: string | null, plan: string | null, plan: string | null];

export function prepareSubscriptions(db: Connection): Subscriptions {
  const byId = db.prepare<[string], SubscriptionRow>('SELECT * FROM subscriptions WHERE id = ?');
  const ofCustomer = db.prepare<[string], SubscriptionRow>(
    'SELECT * FROM subscriptions WHERE customer_id = ? ORDER BY seq',
  );
  const wanted = '(? IS NULL OR customer_id = ?) AND (? IS NULL OR plan_id = ?)';
  const page = db.prepare<[...Wanted, number, number], SubscriptionRow>(
    `SELECT * FROM subscriptions WHERE ${wanted} ORDER BY seq DESC LIMIT ? OFFSET ?`,
  );
  const count = db.prepare<Wanted, { total: number }>(`SELECT COUNT(*) AS total FROM subscriptions WHERE ${wanted}`);
  const write = db.prepare(
    `INSERT INTO subscriptions (id, customer_id, created_at, plan_id, status, provider, provider_subscription_id,
       provider_status, price_id, period_starts_at, period_ends_at, is_cancel_planned, checkout_id, checkout_url, begun_at,
       revision, next_poll_at, polls)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET plan_id = excluded.plan_id, status = excluded.status, provider = excluded.provider,
       provider_subscription_id = excluded.provider_subscription_id, provider_status = excluded.provider_status,
       price_id = excluded.price_id, period_starts_at = excluded.period_starts_at, period_ends_at = excluded.period_ends_at,
       is_cancel_planned = excluded.is_cancel_planned, checkout_id = excluded.checkout_id,
       checkout_url = excluded.checkout_url, begun_at = excluded.begun_at, revision = excluded.revision,
       next_poll_at = excluded.next_poll_at, polls = excluded.polls`,
  );
  const lease = db.prepare<[number, number, number], SubscriptionRow>(
    `UPDATE subscriptions SET next_poll_at = ?, polls = polls + 1 WHERE seq IN
       (SELECT seq FROM subscriptions WHERE next_poll_at <= ? ORDER BY next_poll_at LIMIT ?) RETURNING *`,
  );

  return {
    subscription(id) {
      const row = byId.get(id);
      return row === undefined ? null : toRecord(row);
    },
    ofCustomer: (id) => ofCustomer.all(id).map(toRecord),
    page({ customerId, planId, limit, offset }) {
      const rows = page.all(customerId, customerId, planId, planId, limit, offset).map(toRecord);
      return { rows, total: count.get(customerId, customerId, planId, planId)?.total ?? 0 };
    },
    write(one) {
      write.run(
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
      );
    },
    lease: ({ now, until, limit }) => lease.all(until, now, limit).map(toRecord),
  };
}

function toRecord(row: SubscriptionRow): SubscriptionRecord {
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
