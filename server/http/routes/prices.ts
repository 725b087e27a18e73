// Prices: what a use would cost, and what plans ask of their own people.
import type { PricePreview } from '../../contract/prices/prices.ts';
import { toUsage } from '../../usecases/holds/metered-usage.ts';
import type { PreviewAsked, PricePreviewed } from '../../usecases/prices/preview-price.ts';
import { orRefuse } from '../problem.ts';
import { callerOf } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function priceHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    prices: {
      preview: os.prices.preview.handler(async ({ input, context: { request } }) => {
        const { model, venue, usage } = input;
        const asked = { model, venue, usage: toUsage(usage) };
        const told = orRefuse(await usecases.prices.preview.forCaller(callerOf(request), asked));
        return { request_id: request.id, price: toPreview(asked, told) };
      }),
      setForPlan: os.prices.setForPlan.handler(async ({ input, context: { request } }) => {
        const { plan_id: asked, ...asPrice } = input;
        const { planId, price, ruleId, isNew } = orRefuse(await usecases.prices.ofPlans.set(asked, asPrice));
        const pricing = { plan_id: planId, ...price };
        return { request_id: request.id, pricing, price_rule: ruleId, is_new: isNew };
      }),
      removeFromPlan: os.prices.removeFromPlan.handler(async ({ input, context: { request } }) => {
        const { plan_id: planId, ...key } = input;
        const { wasThere } = orRefuse(await usecases.prices.ofPlans.remove(planId, key));
        return { request_id: request.id, removed: wasThere };
      }),
    },
  };
}

function toPreview({ model, venue }: PreviewAsked, told: PricePreviewed): PricePreview {
  const { planId: plan_id, ruleId: price_rule, minimum, cost, bound } = told;
  const parts = told.parts.map((one) => ({
    part: one.part,
    units: one.units,
    each_microcredits: one.each,
    cost_microcredits: one.cost,
  }));
  const sums = { minimum_microcredits: minimum, cost_microcredits: cost, bound_microcredits: bound };
  return { model, venue, plan_id, price_rule, parts, ...sums };
}
