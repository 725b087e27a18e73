// The port of the prices that plans have of their own.
import type { PlanId } from '../../contract/plans/plans.ts';
import type { PlanPrice } from '../../contract/prices/plan-price.ts';
import type { PlanPriceBook } from '../../domain/prices/plan-prices.ts';

export type PriceStore = {
  readPlanPrices(): Promise<PlanPriceBook>;
  /** Stands in the place of the plan's price for the same pattern and unit. true: there was none. */
  putPlanPrice(planId: PlanId, price: PlanPrice): Promise<boolean>;
  /** false: there was none. */
  removePlanPrice(planId: PlanId, price: Pick<PlanPrice, 'model_pattern' | 'unit'>): Promise<boolean>;
};
