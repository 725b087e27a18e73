// The statements of customers.
import type { CustomerRecord } from '../../../domain/billing/customer.ts';
import type { CustomerNamed, Listed, Page } from '../../billing/billing-store.ts';
import type { Lease } from '../../commands.ts';
import type { Connection } from '../connection.ts';
import {
  type CustomerRow,
  customerChanges,
  customerColumns,
  customerValues,
  toCustomer,
} from '../../rows/customer-rows.ts';

export type Customers = {
  find(named: CustomerNamed): CustomerRecord | null;
  page(page: Page): Listed<CustomerRecord>;
  write(customer: CustomerRecord): void;
  lease(lease: Lease): readonly CustomerRecord[];
};

export function prepareCustomers(db: Connection): Customers {
  const select = (where: string) =>
    db.prepare<string[], CustomerRow>(`SELECT c.* FROM billing_customers c ${where} LIMIT 1`);
  const by = {
    id: select('WHERE id = ?'),
    entity: select('WHERE entity_type = ? AND entity_id = ?'),
    atProvider: select('WHERE provider = ? AND provider_customer_id = ?'),
    subscription: select('JOIN subscriptions s ON s.customer_id = c.id WHERE s.id = ?'),
    subscriptionAt: select(
      'JOIN subscriptions s ON s.customer_id = c.id WHERE s.provider = ? AND s.provider_subscription_id = ?',
    ),
    page: select('JOIN subscriptions s ON s.customer_id = c.id WHERE s.provider = ? AND s.checkout_id = ?'),
  };
  const page = db.prepare<[number, number], CustomerRow>(
    'SELECT * FROM billing_customers ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?',
  );
  const count = db.prepare<[], { total: number }>('SELECT COUNT(*) AS total FROM billing_customers');
  const write = db.prepare(
    `INSERT INTO billing_customers (${customerColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ${customerChanges}`,
  );
  const lease = db.prepare<[number, number, number], CustomerRow>(
    `UPDATE billing_customers SET next_poll_at = ?, polls = polls + 1 WHERE id IN
       (SELECT id FROM billing_customers WHERE next_poll_at <= ? ORDER BY next_poll_at LIMIT ?) RETURNING *`,
  );

  function row(named: CustomerNamed): CustomerRow | undefined {
    if ('id' in named) return by.id.get(named.id);
    if ('entity' in named) return by.entity.get(named.entity.type, named.entity.id);
    if ('atProvider' in named) return by.atProvider.get(named.atProvider.provider, named.atProvider.id);
    if ('subscription' in named) return by.subscription.get(named.subscription);
    if ('page' in named) return by.page.get(named.page.provider, named.page.id);
    return by.subscriptionAt.get(named.subscriptionAt.provider, named.subscriptionAt.id);
  }

  return {
    find(named) {
      const found = row(named);
      return found === undefined ? null : toCustomer(found);
    },
    page: ({ limit, offset }) => ({ rows: page.all(limit, offset).map(toCustomer), total: count.get()?.total ?? 0 }),
    write(customer) {
      write.run(...customerValues(customer));
    },
    lease: ({ now, until, limit }) => lease.all(until, now, limit).map(toCustomer),
  };
}
