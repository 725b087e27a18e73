// The statements of customers.
import type { CustomerId } from '../../../contract/billing/subscription.ts';
import type { Provider } from '../../../contract/orders/orders.ts';
import type { CustomerRecord } from '../../../domain/billing/customer.ts';
import type { CustomerNamed, Listed, Page } from '../../billing/billing-store.ts';
import type { Lease } from '../../commands.ts';
import type { Connection } from '../connection.ts';

export type Customers = {
  find(named: CustomerNamed): CustomerRecord | null;
  page(page: Page): Listed<CustomerRecord>;
  write(customer: CustomerRecord): void;
  lease(lease: Lease): readonly CustomerRecord[];
};

type CustomerRow = {
  readonly id: CustomerId;
  readonly entity_type: CustomerRecord['entity']['type'];
  readonly entity_id: string;
  readonly provider: Provider | null;
  readonly provider_customer_id: string | null;
  readonly created_at: number;
  readonly next_poll_at: number | null;
  readonly polls: number;
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
    `INSERT INTO billing_customers (id, entity_type, entity_id, provider, provider_customer_id, created_at, next_poll_at, polls)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET provider = excluded.provider,
       provider_customer_id = excluded.provider_customer_id, next_poll_at = excluded.next_poll_at, polls = excluded.polls`,
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
      return found === undefined ? null : toRecord(found);
    },
    page: ({ limit, offset }) => ({ rows: page.all(limit, offset).map(toRecord), total: count.get()?.total ?? 0 }),
    write({ id, entity, atProvider, createdAt, nextPollAt, polls }) {
      const { provider = null, id: providerId = null } = atProvider ?? {};
      write.run(id, entity.type, entity.id, provider, providerId, createdAt, nextPollAt, polls);
    },
    lease: ({ now, until, limit }) => lease.all(until, now, limit).map(toRecord),
  };
}

function toRecord(row: CustomerRow): CustomerRecord {
  const { provider, provider_customer_id: providerId } = row;
  return {
    id: row.id,
    entity: { type: row.entity_type, id: row.entity_id },
    atProvider: provider === null || providerId === null ? null : { provider, id: providerId },
    createdAt: row.created_at,
    nextPollAt: row.next_poll_at,
    polls: row.polls,
  };
}
