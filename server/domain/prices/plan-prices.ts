// A plan's own prices as price rules. They are in cents and for hosted models; the rules of the settings stand behind them.
import { plainDecimal } from '../../contract/decimal.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import type { PlanPrice } from '../../contract/prices/plan-price.ts';
import type { PriceRule, Rates } from '../holds/price.ts';
import { microcredits, roundUp, worth } from '../money.ts';
import { type Rate, product, toRate } from '../rate.ts';

/** By plan, the one that was written last at the end. */
export type PlanPriceBook = ReadonlyMap<PlanId, readonly PlanPrice[]>;

/**
 * All prices of one pattern make one rule, which is the sum of its units. The rules stand in the order in which they are looked at:
 * the pattern with the most characters beside its stars first, and of two with as many the one that was written later.
 */
export function planPriceRules(planId: PlanId, prices: readonly PlanPrice[], creditRate: Rate): readonly PriceRule[] {
  const newestFirst = Map.groupBy(prices.toReversed(), ({ model_pattern: pattern }) => pattern);
  return [...newestFirst]
    .toSorted(([left], [right]) => closeness(right) - closeness(left))
    .map(([pattern, parts]) => ({
      id: planPriceRuleId(planId, pattern),
      models: pattern,
      venue: 'hosted',
      price: {
        kind: 'metered',
        minimum: microcredits(Math.max(...parts.map((part) => minimumOf(part, creditRate)))),
        rates: Object.assign({}, ...parts.map((part) => ratesOf(part, creditRate))),
      },
    }));
}

/** Images and minutes have a price and text has none. Who means that says so by a price of 0 for tokens or requests. */
export function leavesTextFree(prices: readonly PlanPrice[]): boolean {
  const pricesText = ({ unit, min_charge_cents: least }: PlanPrice) =>
    unit === 'token' || unit === 'request' || least > 0;
  return prices.length > 0 && !prices.some(pricesText);
}

export function planPriceRuleId(planId: PlanId, pattern: string): string {
  return `plan:${planId}:${pattern}`;
}

/** A name without a star is closer than any pattern that fits it. */
function closeness(pattern: string): number {
  const letters = pattern.replaceAll('*', '').length;
  return pattern.includes('*') ? letters : letters + 0.5;
}

function minimumOf({ min_charge_cents: cents }: PlanPrice, creditRate: Rate): number {
  return roundUp(worth(toRate(plainDecimal(cents)), creditRate));
}

function ratesOf(price: PlanPrice, creditRate: Rate): Rates {
  const cents = product(decimalOf(price.unit_base_price_cents), decimalOf(price.price_multiplier));
  switch (price.unit) {
    case 'token':
      return {
        input: worth(product(cents, decimalOf(price.input_multiplier)), creditRate),
        output: worth(product(cents, decimalOf(price.output_multiplier)), creditRate),
      };
    case 'request':
    case 'minute':
    case 'image':
      return { [price.unit]: worth(cents, creditRate) };
  }
}

function decimalOf(value: number): Rate {
  return toRate(plainDecimal(value));
}
