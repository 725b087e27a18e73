// What a use of a model would cost: for a caller by the plan that they are on, and for the operator by any plan.
import type { PlanId } from '../../contract/plans/plans.ts';
import type { MeteredUsage, PriceRule, PriceVenue } from '../../domain/holds/price.ts';
import { type PlanBook, planOf } from '../../domain/plans/plan.ts';
import { type ExplainedPrice, explainPrice } from '../../domain/prices/explain-price.ts';
import type { Clock } from '../../lib/clock.ts';
import { invariant } from '../../lib/invariant.ts';
import type { HoldStore } from '../../storage/holds/hold-store.ts';
import type { PlanStore } from '../../storage/plans/plan-store.ts';
import type { PriceStore } from '../../storage/plans/price-store.ts';
import type { Caller } from '../caller.ts';
import { payerOf } from '../holds/holder.ts';
import type { PlanDesk } from '../plans/plan-desk.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { PriceDesk } from './price-desk.ts';

type Deps = {
  readonly storage: Pick<HoldStore, 'readPayer'> & Pick<PlanStore, 'readPlans'> & Pick<PriceStore, 'readPlanPrices'>;
  readonly config: Pick<UsecaseConfig, 'plans'>;
  readonly clock: Clock;
  readonly desk: PlanDesk;
  readonly prices: PriceDesk;
};

export type PreviewAsked = { readonly model: string; readonly venue: PriceVenue; readonly usage: MeteredUsage };

export type PricePreviewed = ExplainedPrice & {
  readonly kind: 'previewed';
  readonly planId: PlanId;
  readonly ruleId: string;
};

export function previewPrice({ storage, config, clock, desk, prices }: Deps) {
  return {
    async forCaller(caller: Caller, asked: PreviewAsked): Promise<PricePreviewed | Refused> {
      const ask = { payer: payerOf(caller), plan: desk.ask(caller, clock.now()) };
      const { wallet, plan: seen } = await storage.readPayer(ask);
      invariant(seen !== null, 'no plan was looked at');
      if (caller.kind === 'token' && wallet === null) return refusal('token_rejected', { reason: 'unknown' });
      const plan = desk.planFor(caller, seen);
      return explained(plan.id, prices.ruleFor(plan, seen, asked), asked);
    },
    async onPlan(planId: string, asked: PreviewAsked): Promise<PricePreviewed | Refused> {
      const builtIn: PlanBook = new Map(config.plans.map((plan) => [plan.id, plan]));
      const plan = planOf([await storage.readPlans(), builtIn], [planId]);
      if (plan === null) return refusal('plan_not_found', { plan: planId });
      const seen = { prices: await storage.readPlanPrices() };
      return explained(plan.id, prices.ruleFor(plan, seen, asked), asked);
    },
  };
}

function explained(planId: PlanId, rule: PriceRule | null, { model, usage }: PreviewAsked): PricePreviewed | Refused {
  if (rule === null) return refusal('model_unknown', { model });
  return { kind: 'previewed', planId, ruleId: rule.id, ...explainPrice(rule.price, usage) };
}
