// A price part by part, as people see it before they pay.
import type { PricePart } from '../../contract/holds/prices.ts';
import type { Microcredits } from '../../contract/money.ts';
import { type MeteredUsage, type PartCost, type Price, boundOf, costOf, costParts, partsOf } from '../holds/price.ts';
import { microcredits, noMicrocredits } from '../money.ts';
import { ratePer, writeRate } from '../rate.ts';

/**
 * `units` are milliseconds where the part is `minute`. `each` is a decimal of microcredits and exact, `cost` one with six decimals,
 * rounded down: both are for the eye.
 */
export type ExplainedPart = {
  readonly part: PricePart;
  readonly units: number;
  readonly each: string;
  readonly cost: string;
};

export type ExplainedPrice = {
  readonly parts: readonly ExplainedPart[];
  readonly minimum: Microcredits;
  /** The sum of the parts, rounded up, or the minimum. */
  readonly cost: Microcredits;
  /** What a hold for as much use reserves; null: it has no bound, so no wallet is served. */
  readonly bound: Microcredits | null;
};

export function explainPrice(price: Price, usage: MeteredUsage): ExplainedPrice {
  const reserved = microcredits(Number.MAX_SAFE_INTEGER);
  const { charged: cost } = costOf(price, { usage, reserved });
  const bound = boundOf(price, usage);
  if (price.kind === 'flat') {
    const all = String(cost);
    return { parts: [{ part: 'request', units: 1, each: all, cost: all }], minimum: noMicrocredits, cost, bound };
  }
  const parts = partsOf(price, usage).map(told);
  return { parts, minimum: price.minimum, cost, bound };
}

const millionths = 1_000_000n;

function told({ part, units, rate, cost }: PartCost): ExplainedPart {
  const rounded = (cost * millionths) / costParts;
  return { part, units, each: writeRate(rate), cost: writeRate(ratePer(rounded, Number(millionths))) };
}
