// The statements of the prices that plans have of their own. They are read with the plans and kept in memory beside them.
import type { PlanId } from '../../../contract/plans/plans.ts';
import { PlanPrice } from '../../../contract/prices/plan-price.ts';
import type { PlanPriceBook } from '../../../domain/prices/plan-prices.ts';
import type { PriceStore } from '../../plans/price-store.ts';
import type { Connection } from '../connection.ts';
import type { LedgerFile } from '../serve-file.ts';

export type PlanPrices = ReturnType<typeof preparePlanPrices>;

type Key = Pick<PlanPrice, 'model_pattern' | 'unit'>;

/** The prices' part of the store. */
export function createPriceStore(
  { read, write }: LedgerFile,
  { plans, planPrices }: { readonly plans: { prices(): PlanPriceBook }; readonly planPrices: PlanPrices },
): PriceStore {
  return {
    readPlanPrices: () => read(() => plans.prices()),
    putPlanPrice: (planId, price) => write(() => planPrices.put(planId, price)),
    removePlanPrice: (planId, key) => write(() => planPrices.remove(planId, key)),
  };
}

export function preparePlanPrices(db: Connection) {
  const remove = db.prepare('DELETE FROM plan_prices WHERE plan_id = ? AND model_pattern = ? AND unit = ?');
  const insert = db.prepare('INSERT INTO plan_prices (plan_id, model_pattern, unit, body) VALUES (?, ?, ?, ?)');
  const all = db.prepare<[], { plan_id: PlanId; body: string }>('SELECT plan_id, body FROM plan_prices ORDER BY seq');

  function removeOne(planId: PlanId, { model_pattern: pattern, unit }: Key): boolean {
    return remove.run(planId, pattern, unit).changes > 0;
  }

  return {
    remove: removeOne,
    /** true: there was none. */
    put(planId: PlanId, price: PlanPrice): boolean {
      const isNew = !removeOne(planId, price);
      insert.run(planId, price.model_pattern, price.unit, JSON.stringify(price));
      return isNew;
    },
    book(): PlanPriceBook {
      const byPlan = Map.groupBy(all.all(), (row) => row.plan_id);
      return new Map([...byPlan].map(([planId, rows]) => [planId, rows.map(({ body }) => toPlanPrice(body))]));
    },
  };
}

function toPlanPrice(body: string): PlanPrice {
  return PlanPrice.parse(JSON.parse(body));
}
