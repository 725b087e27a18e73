// What things cost: the prices that plans have of their own, which are read with the plan, and what a use comes to.
import { z } from 'zod';
import { Usage, Venue } from '../holds/holds.ts';
import { priceParts } from '../holds/prices.ts';
import { Microcredits } from '../money.ts';
import { PlanId } from '../plans/plans.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { PlanPrice, planPriceKey } from './plan-price.ts';

const tags = ['prices'];

const decimal = z.string().regex(/^\d+(\.\d+)?$/);

/** What a use comes to for whoever asks. Decimals are texts, since they have more digits than a number of JSON keeps. */
export const PricePreview = z.object({
  model: z.string(),
  venue: Venue,
  /** The plan by which it is reckoned, and the rule that decides. */
  plan_id: PlanId,
  price_rule: z.string(),
  parts: z.array(
    z.object({
      part: z.enum(priceParts),
      /** How many of them; milliseconds where the part is `minute`. */
      units: z.int().min(0),
      /** What one costs, exactly; one minute where the part is `minute`. */
      each_microcredits: decimal,
      /** To six decimals. Only the sum of all parts is rounded up and charged. */
      cost_microcredits: decimal,
    }),
  ),
  minimum_microcredits: Microcredits,
  /** What is charged for this use. */
  cost_microcredits: Microcredits,
  /** What is reserved before the work where this is the most that it may use; null: it has no bound, and no wallet is served. */
  bound_microcredits: Microcredits.nullable(),
});
export type PricePreview = z.infer<typeof PricePreview>;

export const prices = {
  preview: route({
    access: 'public',
    limit: 'calm',
    method: 'POST',
    path: '/v1/prices/preview',
    summary: 'Say what a use would cost',
    tags,
  })
    .input(z.object({ model: z.string().min(1).max(200), venue: Venue.default('hosted'), usage: Usage.prefault({}) }))
    .output(z.object({ request_id: z.string(), price: PricePreview }))
    .errors({ token_rejected: problems.token_rejected, model_unknown: problems.model_unknown }),

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
