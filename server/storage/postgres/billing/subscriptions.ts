// The statements of subscriptions.
import type { CustomerId, SubscriptionId } from '../../../contract/billing/subscription.ts';
import type { SubscriptionRecord } from '../../../domain/billing/subscription.ts';
import type { Listed, SubscriptionPage } from '../../billing/billing-store.ts';
import type { Lease } from '../../commands.ts';
import {
  subscriptionChanges,
  subscriptionColumns,
  type SubscriptionRow,
  subscriptionValues,
  toSubscription,
} from '../../rows/subscription-rows.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const byId = sql<SubscriptionRow>('SELECT * FROM subscriptions WHERE id = $1');
const ofCustomer = sql<SubscriptionRow>('SELECT * FROM subscriptions WHERE customer_id = $1 ORDER BY seq');
const wanted = '($1::text IS NULL OR customer_id = $1) AND ($2::text IS NULL OR plan_id = $2)';
const page = sql<SubscriptionRow>(`SELECT * FROM subscriptions WHERE ${wanted} ORDER BY seq DESC LIMIT $3 OFFSET $4`);
const count = sql<{ readonly total: number }>(`SELECT count(*) AS total FROM subscriptions WHERE ${wanted}`);
const write = sql(
  `INSERT INTO subscriptions (${subscriptionColumns}) VALUES (${placesFor(subscriptionColumns)}) ${subscriptionChanges}`,
);
const lease = sql<SubscriptionRow>(
  `WITH due AS MATERIALIZED (
     SELECT seq FROM subscriptions WHERE next_poll_at <= $2 ORDER BY next_poll_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE subscriptions s SET next_poll_at = $1, polls = polls + 1 FROM due WHERE s.seq = due.seq RETURNING s.*`,
);

export async function readSubscription(tx: Transaction, id: SubscriptionId): Promise<SubscriptionRecord | null> {
  const row = await tx.one(byId, [id]);
  return row === undefined ? null : toSubscription(row);
}

/** In the order in which they were made. */
export async function subscriptionsOf(tx: Transaction, id: CustomerId): Promise<readonly SubscriptionRecord[]> {
  return (await tx.all(ofCustomer, [id])).map(toSubscription);
}

export async function pageSubscriptions(
  tx: Transaction,
  { customerId, planId, limit, offset }: SubscriptionPage,
): Promise<Listed<SubscriptionRecord>> {
  const [rows, all] = await Promise.all([
    tx.all(page, [customerId, planId, limit, offset]),
    tx.one(count, [customerId, planId]),
  ]);
  return { rows: rows.map(toSubscription), total: all?.total ?? 0 };
}

export async function writeSubscription(tx: Transaction, subscription: SubscriptionRecord): Promise<void> {
  await tx.run(write, subscriptionValues(subscription));
}

export async function leaseSubscriptions(
  tx: Transaction,
  { now, until, limit }: Lease,
): Promise<readonly SubscriptionRecord[]> {
  return (await tx.all(lease, [until, now, limit])).map(toSubscription);
}
