// Customers and price mappings in the words of the wire.
import type { Customer, PriceMapping as MappingView } from '../../contract/billing/billing.ts';
import type { CustomerRecord } from '../../domain/billing/customer.ts';
import type { PriceMapping } from '../../domain/billing/subscription.ts';

export { toInvoice } from '../../domain/billing/invoice.ts';
export { toSubscription } from '../../domain/billing/subscription.ts';

export function toCustomer({ id, entity, atProvider, createdAt }: CustomerRecord): Customer {
  return {
    id,
    entity_type: entity.type,
    entity_id: entity.id,
    stripe_customer_id: atProvider?.id ?? null,
    created_at: createdAt,
  };
}

export function toMapping(mapping: PriceMapping): MappingView {
  const { id, planId, priceId, currency, isActive, amountCents, every, createdAt } = mapping;
  return {
    id,
    plan_id: planId,
    stripe_price_id: priceId,
    currency,
    active: isActive,
    amount_cents: amountCents,
    every,
    created_at: createdAt,
  };
}
