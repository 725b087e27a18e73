// The operator sets and removes what a plan's own people pay.
import type { PlanId } from '../../contract/plans/plans.ts';
import type { PlanPrice } from '../../contract/prices/plan-price.ts';
import { type PlanBook, planOf } from '../../domain/plans/plan.ts';
import { planPriceRuleId } from '../../domain/prices/plan-prices.ts';
import type { PlanStore } from '../../storage/plans/plan-store.ts';
import type { PriceStore } from '../../storage/plans/price-store.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

type Deps = {
  readonly storage: PriceStore & Pick<PlanStore, 'readPlans'>;
  readonly config: Pick<UsecaseConfig, 'plans'>;
};

type PriceSet = {
  readonly kind: 'set';
  readonly planId: PlanId;
  readonly price: PlanPrice;
  readonly ruleId: string;
  readonly isNew: boolean;
};

export function keepPlanPrices({ storage, config }: Deps) {
  const builtIn: PlanBook = new Map(config.plans.map((plan) => [plan.id, plan]));
  return {
    async set(asked: PlanId, price: PlanPrice): Promise<PriceSet | Refused> {
      const plan = planOf([await storage.readPlans(), builtIn], [asked]);
      if (plan === null) return refusal('plan_not_found', { plan: asked });
      const isNew = await storage.putPlanPrice(plan.id, price);
      return { kind: 'set', planId: plan.id, price, ruleId: planPriceRuleId(plan.id, price.model_pattern), isNew };
    },
    remove: (planId: PlanId, key: Pick<PlanPrice, 'model_pattern' | 'unit'>): Promise<boolean> =>
      storage.removePlanPrice(planId, key),
    /** In the order in which they were set. */
    async of(planId: PlanId): Promise<readonly PlanPrice[]> {
      return (await storage.readPlanPrices()).get(planId) ?? [];
    },
  };
}
