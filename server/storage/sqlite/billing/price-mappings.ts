// The statements of the prices that plans are sold at.
import type { PriceEvery } from '../../../contract/billing/subscription.ts';
import type { PlanId } from '../../../contract/plans/plans.ts';
import type { PriceMapping } from '../../../domain/billing/subscription.ts';
import type { MappingWrite } from '../../billing/billing-store.ts';
import type { Connection } from '../connection.ts';

export type PriceMappings = {
  /** In the order in which they were made. */
  all(): readonly PriceMapping[];
  write(write: MappingWrite): void;
};

type MappingRow = {
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

export function preparePriceMappings(db: Connection): PriceMappings {
  const all = db.prepare<[], MappingRow>('SELECT * FROM price_mappings ORDER BY seq');
  const put = db.prepare(
    `INSERT INTO price_mappings (id, plan_id, price_id, currency, amount_cents, every_unit, every_count, is_active, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET price_id = excluded.price_id,
       currency = excluded.currency, amount_cents = excluded.amount_cents, every_unit = excluded.every_unit,
       every_count = excluded.every_count, is_active = excluded.is_active`,
  );
  const remove = db.prepare('DELETE FROM price_mappings WHERE id = ?');

  return {
    all: () => all.all().map(toMapping),
    write(write) {
      if (write.kind === 'remove') {
        remove.run(write.id);
        return;
      }
      const { id, planId, priceId, currency, amountCents, every, isActive, createdAt } = write.mapping;
      const { unit = null, count = null } = every ?? {};
      put.run(id, planId, priceId, currency, amountCents, unit, count, isActive ? 1 : 0, createdAt);
    },
  };
}

function toMapping(row: MappingRow): PriceMapping {
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
