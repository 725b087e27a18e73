// Which price rule decides for somebody on a plan: the plan's own prices go before the rules of the settings.
import type { Plan, PlanId } from '../../contract/plans/plans.ts';
import { type PriceRule, type PriceVenue, ruleFor } from '../../domain/holds/price.ts';
import { type PlanPriceBook, planPriceRules } from '../../domain/prices/plan-prices.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

export type PriceDesk = {
  /** null: nothing prices this model for people on this plan, so it is not served. */
  ruleFor(
    plan: Plan,
    seen: { readonly prices: PlanPriceBook },
    asked: { readonly model: string; readonly venue: PriceVenue },
  ): PriceRule | null;
};

export function createPriceDesk({
  priceRules,
  creditRate,
}: Pick<UsecaseConfig, 'priceRules' | 'creditRate'>): PriceDesk {
  /** A changed book is another object, so that what is known of the old one goes with it. */
  const known = new WeakMap<PlanPriceBook, Map<PlanId, readonly PriceRule[]>>();

  function rulesOf(planId: PlanId, book: PlanPriceBook): readonly PriceRule[] {
    const prices = book.get(planId);
    if (prices === undefined) return priceRules;
    const ofBook = known.get(book) ?? new Map<PlanId, readonly PriceRule[]>();
    known.set(book, ofBook);
    const rules = ofBook.get(planId) ?? [...planPriceRules(planId, prices, creditRate), ...priceRules];
    ofBook.set(planId, rules);
    return rules;
  }

  return { ruleFor: (plan, { prices }, asked) => ruleFor(rulesOf(plan.id, prices), asked) };
}
