// Prices of plans: setting and removing them. They are read with the plan.
import { z } from 'zod';
import { PlanId } from '../plans/plans.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { PlanPrice, planPriceKey } from './plan-price.ts';

const tags = ['prices'];

export const prices = {
  /** Makes a price, or puts another in the place of the plan's price for the same pattern and unit. */
  setForPlan: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/plans/pricing',
    summary: 'Set a price of a plan',
    tags,
  })
    .input(PlanPrice.extend({ plan_id: PlanId }))
    .output(
      z.object({
        request_id: z.string(),
        pricing: PlanPrice.extend({ plan_id: PlanId }),
        /** By this name the charges tell that the prices for this pattern decided. */
        price_rule: z.string(),
        is_new: z.boolean(),
      }),
    )
    .errors({ plan_not_found: problems.plan_not_found }),

  /** Takes a price away; `removed` is false where there was none. */
  removeFromPlan: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/plans/pricing/remove',
    summary: 'Remove a price of a plan',
    tags,
  })
    .input(z.object({ plan_id: PlanId, ...planPriceKey }))
    .output(z.object({ request_id: z.string(), removed: z.boolean() })),
};
