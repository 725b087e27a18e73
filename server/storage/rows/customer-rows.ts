// The rows of customers, as records and back.
import type { CustomerId } from '../../contract/billing/subscription.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import type { CustomerRecord } from '../../domain/billing/customer.ts';
import type { Cell } from './cell.ts';

export type CustomerRow = {
  readonly id: CustomerId;
  readonly entity_type: CustomerRecord['entity']['type'];
  readonly entity_id: string;
  readonly provider: Provider | null;
  readonly provider_customer_id: string | null;
  readonly created_at: number;
  readonly next_poll_at: number | null;
  readonly polls: number;
};

export const customerColumns =
  'id, entity_type, entity_id, provider, provider_customer_id, created_at, next_poll_at, polls';

export const customerChanges = `ON CONFLICT (id) DO UPDATE SET provider = excluded.provider,
  provider_customer_id = excluded.provider_customer_id, next_poll_at = excluded.next_poll_at, polls = excluded.polls`;

export function customerValues(customer: CustomerRecord): readonly Cell[] {
  const { id, entity, atProvider, createdAt, nextPollAt, polls } = customer;
  const { provider = null, id: providerId = null } = atProvider ?? {};
  return [id, entity.type, entity.id, provider, providerId, createdAt, nextPollAt, polls];
}

export function toCustomer(row: CustomerRow): CustomerRecord {
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
