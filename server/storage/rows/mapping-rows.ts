// The rows of the prices that plans are sold at, as records and back.
import type { PriceEvery } from '../../contract/billing/subscription.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import type { PriceMapping } from '../../domain/billing/subscription.ts';
import type { Cell } from './cell.ts';

export type MappingRow = {
  readonly id: string;
  readonly plan_id: PlanId;
  readonly price_id: string;
  readonly currency: string;
  readonly amount_cents: number | null;
  readonly every_unit: PriceEvery['unit'] | null;
  readonly every_count: number | null;
  readonly is_active: 0 | 1;
  readonly created_at: number;
};

export const mappingColumns =
  'id, plan_id, price_id, currency, amount_cents, every_unit, every_count, is_active, created_at';

export const mappingChanges = `ON CONFLICT (id) DO UPDATE SET price_id = excluded.price_id,
  currency = excluded.currency, amount_cents = excluded.amount_cents, every_unit = excluded.every_unit,
  every_count = excluded.every_count, is_active = excluded.is_active`;

export function mappingValues(mapping: PriceMapping): readonly Cell[] {
  const { id, planId, priceId, currency, amountCents, every, isActive, createdAt } = mapping;
  const { unit = null, count = null } = every ?? {};
  return [id, planId, priceId, currency, amountCents, unit, count, isActive ? 1 : 0, createdAt];
}

export function toMapping(row: MappingRow): PriceMapping {
  const { every_unit: unit, every_count: count } = row;
  return {
    id: row.id,
    planId: row.plan_id,
    priceId: row.price_id,
    currency: row.currency,
    amountCents: row.amount_cents,
    every: unit === null || count === null ? null : { unit, count },
    isActive: row.is_active === 1,
    createdAt: row.created_at,
  };
}
