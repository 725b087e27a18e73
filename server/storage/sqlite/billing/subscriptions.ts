// The statements of subscriptions.
import type { CustomerId, SubscriptionId } from '../../../contract/billing/subscription.ts';
import type { SubscriptionRecord } from '../../../domain/billing/subscription.ts';
import type { Listed, SubscriptionPage } from '../../billing/billing-store.ts';
import type { Lease } from '../../commands.ts';
import type { Connection } from '../connection.ts';
import {
  type SubscriptionRow,
  subscriptionChanges,
  subscriptionColumns,
  subscriptionValues,
  toSubscription,
} from '../../rows/subscription-rows.ts';

export type Subscriptions = {
  subscription(id: SubscriptionId): SubscriptionRecord | null;
  /** In the order in which they were made. */
  ofCustomer(id: CustomerId): readonly SubscriptionRecord[];
  page(page: SubscriptionPage): Listed<SubscriptionRecord>;
  write(subscription: SubscriptionRecord): void;
  lease(lease: Lease): readonly SubscriptionRecord[];
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
    `INSERT INTO subscriptions (${subscriptionColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ${subscriptionChanges}`,
  );
  const lease = db.prepare<[number, number, number], SubscriptionRow>(
    `UPDATE subscriptions SET next_poll_at = ?, polls = polls + 1 WHERE seq IN
       (SELECT seq FROM subscriptions WHERE next_poll_at <= ? ORDER BY next_poll_at LIMIT ?) RETURNING *`,
  );

  return {
    subscription(id) {
      const row = byId.get(id);
      return row === undefined ? null : toSubscription(row);
    },
    ofCustomer: (id) => ofCustomer.all(id).map(toSubscription),
    page({ customerId, planId, limit, offset }) {
      const rows = page.all(customerId, customerId, planId, planId, limit, offset).map(toSubscription);
      return { rows, total: count.get(customerId, customerId, planId, planId)?.total ?? 0 };
    },
    write(one) {
      write.run(...subscriptionValues(one));
    },
    lease: ({ now, until, limit }) => lease.all(until, now, limit).map(toSubscription),
  };
}
