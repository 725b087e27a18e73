// Prices: what plans ask of their own people.
import { orRefuse } from '../problem.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function priceHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    prices: {
      setForPlan: os.prices.setForPlan.handler(async ({ input, context: { request } }) => {
        const { plan_id: asked, ...asPrice } = input;
        const { planId, price, ruleId, isNew } = orRefuse(await usecases.prices.ofPlans.set(asked, asPrice));
        const pricing = { plan_id: planId, ...price };
        return { request_id: request.id, pricing, price_rule: ruleId, is_new: isNew };
      }),
      removeFromPlan: os.prices.removeFromPlan.handler(async ({ input, context: { request } }) => {
        const { plan_id: planId, ...key } = input;
        return { request_id: request.id, removed: await usecases.prices.ofPlans.remove(planId, key) };
      }),
    },
  };
}
