// Which plans one can subscribe to here, and at what price.
import type { SubscriptionOffer } from '../../contract/billing/subscription.ts';
import type { Plan, PlanId } from '../../contract/plans/plans.ts';
import type { BillingStore } from '../../storage/billing/billing-store.ts';
import type { PlanStore } from '../../storage/plans/plan-store.ts';
import { type PriceMapping, priceSold } from '../../domain/billing/subscription.ts';
import { usageTermsOf } from '../../domain/plans/plan.ts';
import type { BillingWay } from '../../rails/billing-rail.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

type Selling = {
  readonly billing: BillingWay | null;
  readonly storage: Pick<BillingStore, 'readMappings'> & Pick<PlanStore, 'readPlans'>;
  readonly config: Pick<UsecaseConfig, 'plans'>;
};

export type SoldPlan = {
  readonly plan: Plan;
  readonly price: Pick<PriceMapping, 'priceId' | 'currency'> & {
    readonly amountCents: number;
    readonly every: NonNullable<PriceMapping['every']>;
  };
};

/** By the plans' ids. A price that the provider was not asked about is not offered: nobody could be told what it is. */
async function soldPlans({ billing, storage, config }: Selling): Promise<readonly SoldPlan[]> {
  if (billing === null) return [];
  const mappings = await storage.readMappings();
  if (mappings.length === 0) return [];
  const book = await storage.readPlans();
  const plans = new Map([...config.plans.map((plan) => [plan.id, plan] as const), ...book]);
  return [...plans.values()]
    .toSorted((left, right) => left.id.localeCompare(right.id, 'en'))
    .flatMap((plan) => {
      const { priceId, currency, amountCents = null, every = null } = priceSold(mappings, plan.id) ?? {};
      if (priceId === undefined || currency === undefined || amountCents === null || every === null) return [];
      return [{ plan, price: { priceId, currency, amountCents, every } }];
    });
}

/** null: it is not sold. */
export async function soldPlan(deps: Selling, planId: PlanId): Promise<SoldPlan | null> {
  return (await soldPlans(deps)).find(({ plan }) => plan.id === planId) ?? null;
}

export function offeredSubscriptions(deps: Selling) {
  return async (): Promise<readonly SubscriptionOffer[]> => (await soldPlans(deps)).map(toOffer);
}

function toOffer({ plan, price }: SoldPlan): SubscriptionOffer {
  const { amountCents: amount_cents, currency, every } = price;
  return {
    plan_id: plan.id,
    name: plan.name,
    price: { amount_cents, currency, every },
    includes: {
      monthly_quota: plan.monthly_quota,
      credit_grant_cents: usageTermsOf(plan)?.credit_grant_cents ?? null,
      daily_limit_cents: plan.daily?.unit === 'cents' ? plan.daily.amount : null,
    },
  };
}
