// The operator sets and removes what a plan's own people pay.
import type { PlanId } from '../../contract/plans/plans.ts';
import type { PlanPrice } from '../../contract/prices/plan-price.ts';
import { type PlanBook, planOf } from '../../domain/plans/plan.ts';
import { leavesTextFree, planPriceRuleId } from '../../domain/prices/plan-prices.ts';
import type { PlanStore } from '../../storage/plans/plan-store.ts';
import type { PriceStore } from '../../storage/plans/price-store.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

type Deps = {
  readonly storage: PriceStore & Pick<PlanStore, 'readPlans'>;
  readonly config: Pick<UsecaseConfig, 'plans'>;
};

type PriceKey = Pick<PlanPrice, 'model_pattern' | 'unit'>;
type PriceRemoved = { readonly kind: 'removed'; readonly wasThere: boolean };

type PriceSet = {
  readonly kind: 'set';
  readonly planId: PlanId;
  readonly price: PlanPrice;
  readonly ruleId: string;
  readonly isNew: boolean;
};

export function keepPlanPrices({ storage, config }: Deps) {
  const builtIn: PlanBook = new Map(config.plans.map((plan) => [plan.id, plan]));

  /** In the order in which they were set. */
  async function pricesOf(planId: PlanId): Promise<readonly PlanPrice[]> {
    return (await storage.readPlanPrices()).get(planId) ?? [];
  }

  /** The plan's other prices for the same pattern. */
  async function othersFor(planId: PlanId, { model_pattern: pattern, unit }: PriceKey): Promise<readonly PlanPrice[]> {
    return (await pricesOf(planId)).filter((one) => one.model_pattern === pattern && one.unit !== unit);
  }

  return {
    async set(asked: PlanId, price: PlanPrice): Promise<PriceSet | Refused> {
      const plan = planOf([await storage.readPlans(), builtIn], [asked]);
      if (plan === null) return refusal('plan_not_found', { plan: asked });
      if (leavesTextFree([...(await othersFor(plan.id, price)), price])) return textUnpriced(price);
      const isNew = await storage.putPlanPrice(plan.id, price);
      return { kind: 'set', planId: plan.id, price, ruleId: planPriceRuleId(plan.id, price.model_pattern), isNew };
    },
    async remove(planId: PlanId, key: PriceKey): Promise<PriceRemoved | Refused> {
      if (leavesTextFree(await othersFor(planId, key))) return textUnpriced(key);
      return { kind: 'removed', wasThere: await storage.removePlanPrice(planId, key) };
    },
    of: pricesOf,
    /** The patterns for which text costs nothing though something else does, as older versions took them. */
    async unpriced(planId: PlanId): Promise<readonly string[]> {
      const byPattern = Map.groupBy(await pricesOf(planId), ({ model_pattern: pattern }) => pattern);
      return [...byPattern].flatMap(([pattern, prices]) => (leavesTextFree(prices) ? [pattern] : []));
    },
  };
}

function textUnpriced({ model_pattern: pattern }: PriceKey): Refused {
  return refusal('invalid_request', { reason: 'text_unpriced', pattern });
}
