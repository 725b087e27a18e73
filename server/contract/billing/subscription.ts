// A subscription as it is told to its owner, to the operator and to outlets.
import { z } from 'zod';
import { Currency } from '../money.ts';
import { PlanId } from '../plans/plans.ts';
import { Uuid } from '../uuid.ts';

export const SubscriptionId = Uuid.brand<'SubscriptionId'>();
export type SubscriptionId = z.infer<typeof SubscriptionId>;

export const CustomerId = Uuid.brand<'CustomerId'>();
export type CustomerId = z.infer<typeof CustomerId>;

/** Who is billed. A wallet is one of a token's, by its account id. */
export const EntityType = z.enum(['user', 'team', 'wallet']);
export type EntityType = z.infer<typeof EntityType>;

/**
 * pending: its page was opened, and nothing has come of it yet. active: it sets the plan. paused: it waits for a payment or was put
 * on hold, and sets no plan meanwhile. canceled: over for good.
 */
export const SubscriptionState = z.enum(['pending', 'active', 'paused', 'canceled']);
export type SubscriptionState = z.infer<typeof SubscriptionState>;

/** How long one payment lasts. */
export const PriceEvery = z.object({ unit: z.enum(['day', 'week', 'month', 'year']), count: z.int().min(1) });
export type PriceEvery = z.infer<typeof PriceEvery>;

/** A plan that can be subscribed to, and what it includes; null: without a limit, or none at all of the credits. */
export const SubscriptionOffer = z.object({
  plan_id: PlanId,
  name: z.string(),
  price: z.object({
    /** In the currency's minor units. */
    amount_cents: z.int().min(0),
    currency: Currency,
    every: PriceEvery,
  }),
  includes: z.object({
    monthly_quota: z.int().min(0).nullable(),
    credit_grant_cents: z.int().min(0).nullable(),
    daily_limit_cents: z.int().min(0).nullable(),
  }),
});
export type SubscriptionOffer = z.infer<typeof SubscriptionOffer>;

/** Times are epoch milliseconds. */
export const Subscription = z.object({
  id: SubscriptionId,
  customer_id: CustomerId,
  plan_id: PlanId,
  status: SubscriptionState,
  /** null: it has no provider, or nobody has subscribed on its page yet. */
  stripe_subscription_id: z.string().nullable(),
  stripe_price_id: z.string().nullable(),
  /** The provider's own word for the status. */
  provider_status: z.string().nullable(),
  period_starts_at: z.int().nullable(),
  period_ends_at: z.int().nullable(),
  /** It runs until the end of its period and no further. */
  is_cancel_planned: z.boolean(),
  created_at: z.int(),
});
export type Subscription = z.infer<typeof Subscription>;
