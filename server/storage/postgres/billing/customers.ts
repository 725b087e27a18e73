// The statements of customers.
import type { CustomerId } from '../../../contract/billing/subscription.ts';
import type { CustomerRecord } from '../../../domain/billing/customer.ts';
import type { CustomerNamed, Listed, Page } from '../../billing/billing-store.ts';
import type { Lease } from '../../commands.ts';
import {
  customerChanges,
  customerColumns,
  type CustomerRow,
  customerValues,
  toCustomer,
} from '../../rows/customer-rows.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction, Value } from '../transaction.ts';

const select = (where: string) => sql<CustomerRow>(`SELECT c.* FROM billing_customers c ${where} LIMIT 1`);
const byId = select('WHERE id = $1');
const byIdLocked = sql<CustomerRow>('SELECT * FROM billing_customers WHERE id = $1 FOR NO KEY UPDATE');
const byEntity = select('WHERE entity_type = $1 AND entity_id = $2');
const byProvider = select('WHERE provider = $1 AND provider_customer_id = $2');
const ofSubscription = 'JOIN subscriptions s ON s.customer_id = c.id';
const bySubscription = select(`${ofSubscription} WHERE s.id = $1`);
const bySubscriptionAt = select(`${ofSubscription} WHERE s.provider = $1 AND s.provider_subscription_id = $2`);
const byPage = select(`${ofSubscription} WHERE s.provider = $1 AND s.checkout_id = $2`);
const page = sql<CustomerRow>('SELECT * FROM billing_customers ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2');
const count = sql<{ readonly total: number }>('SELECT count(*) AS total FROM billing_customers');
const write = sql(
  `INSERT INTO billing_customers (${customerColumns}) VALUES (${placesFor(customerColumns)}) ${customerChanges}`,
);
const lease = sql<CustomerRow>(
  `WITH due AS MATERIALIZED (
     SELECT id FROM billing_customers WHERE next_poll_at <= $2 ORDER BY next_poll_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE billing_customers c SET next_poll_at = $1, polls = polls + 1 FROM due WHERE c.id = due.id RETURNING c.*`,
);

export async function findCustomer(tx: Transaction, named: CustomerNamed): Promise<CustomerRecord | null> {
  const [statement, values] = searchFor(named);
  return recordOf(await tx.one(statement, values));
}

/** Nobody else changes it until the transaction ends. */
export async function lockCustomer(tx: Transaction, id: CustomerId): Promise<CustomerRecord | null> {
  return recordOf(await tx.one(byIdLocked, [id]));
}

export async function pageCustomers(tx: Transaction, { limit, offset }: Page): Promise<Listed<CustomerRecord>> {
  const [rows, all] = await Promise.all([tx.all(page, [limit, offset]), tx.one(count)]);
  return { rows: rows.map(toCustomer), total: all?.total ?? 0 };
}

export async function writeCustomer(tx: Transaction, customer: CustomerRecord): Promise<void> {
  await tx.run(write, customerValues(customer));
}

export async function leaseCustomers(
  tx: Transaction,
  { now, until, limit }: Lease,
): Promise<readonly CustomerRecord[]> {
  return (await tx.all(lease, [until, now, limit])).map(toCustomer);
}

function searchFor(named: CustomerNamed): [typeof byId, readonly Value[]] {
  if ('id' in named) return [byId, [named.id]];
  if ('entity' in named) return [byEntity, [named.entity.type, named.entity.id]];
  if ('atProvider' in named) return [byProvider, [named.atProvider.provider, named.atProvider.id]];
  if ('subscription' in named) return [bySubscription, [named.subscription]];
  if ('page' in named) return [byPage, [named.page.provider, named.page.id]];
  return [bySubscriptionAt, [named.subscriptionAt.provider, named.subscriptionAt.id]];
}

function recordOf(row: CustomerRow | undefined): CustomerRecord | null {
  return row === undefined ? null : toCustomer(row);
}
