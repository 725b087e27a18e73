// What a request costs: the first rule that fits its model and venue. Pure; knows no wallet.
import { type PricePart, priceParts } from '../../contract/holds/prices.ts';
import type { Microcredits } from '../../contract/money.ts';
import { lesser, noMicrocredits, roundUp, subtract } from '../money.ts';
import { type Rate, higher, noRate, one } from '../rate.ts';

export type PriceVenue = 'local' | 'hosted';

/** A price is a bound before the work and a cost after it; what is charged never exceeds the bound. */
export type Price = FlatPrice | MeteredPrice;

type FlatPrice = { readonly kind: 'flat'; readonly perRequest: Microcredits };

/** The sum of its parts, rounded up once for the whole request, and at least `minimum`. */
export type MeteredPrice = { readonly kind: 'metered'; readonly minimum: Microcredits; readonly rates: Rates };

/** What one of each costs. What is left out costs nothing; but cached input costs what input does, and reasoning what output does. */
export type Rates = { readonly [part in PricePart]?: Rate };

export type PriceRule = {
  readonly id: string;
  /** A model's name in which `*` stands for any run of characters, the empty one included. */
  readonly models: string;
  readonly venue: PriceVenue;
  readonly price: Price;
};

/** The cached tokens are a part of the prompt's, those of reasoning a part of the completion's. */
export type MeteredUsage = {
  readonly promptTokens: number;
  readonly cachedTokens?: number;
  readonly completionTokens: number;
  readonly reasoningTokens?: number;
  readonly durationMs: number;
  readonly responseBytes?: number;
  readonly images?: number;
};

export const noUsage: MeteredUsage = { promptTokens: 0, completionTokens: 0, durationMs: 0 };

export function flatRule(rule: Omit<PriceRule, 'price'> & { readonly perRequest: Microcredits }): PriceRule {
  return { id: rule.id, models: rule.models, venue: rule.venue, price: { kind: 'flat', perRequest: rule.perRequest } };
}

/** null: no rule fits, so the request is refused; nothing is free by omission. */
export function ruleFor(
  rules: readonly PriceRule[],
  asked: { readonly model: string; readonly venue: PriceVenue },
): PriceRule | null {
  return rules.find((rule) => rule.venue === asked.venue && fitsPattern(rule.models, asked.model)) ?? null;
}

/**
 * The most the request can cost, when it uses no more than the estimate says, however much of it is cached or reasoning.
 * null: the price depends on a use that the estimate does not bound, so nothing may be served.
 */
export function boundOf(price: Price, estimate: MeteredUsage | null): Microcredits | null {
  switch (price.kind) {
    case 'flat':
      return price.perRequest;
    case 'metered':
      return isBounded(price, estimate) ? sumOf(dearest(price), estimate ?? noUsage) : null;
  }
}

/** What a use comes to by the price that stood when it was reserved; `overrun` is what it came to beyond the reserve. */
export function costOf(
  price: Price,
  done: { readonly usage: MeteredUsage; readonly reserved: Microcredits },
): { readonly charged: Microcredits; readonly overrun: Microcredits } {
  const cost = price.kind === 'flat' ? price.perRequest : sumOf(price, done.usage);
  const charged = lesser(cost, done.reserved);
  return { charged, overrun: subtract(cost, charged) };
}

/**
 * The largest output limit whose bound is affordable, with that bound; null when not even one token is.
 * The bound grows with the limit, so the search halves what is left.
 */
export function affordableOutput(
  price: Price,
  asked: { readonly estimate: MeteredUsage; readonly affordable: Microcredits },
): { readonly outputTokens: number; readonly bound: Microcredits } | null {
  const boundAt = (completionTokens: number): Microcredits =>
    boundOf(price, { ...asked.estimate, completionTokens }) ?? noMicrocredits;
  let fits = 0;
  let over = asked.estimate.completionTokens + 1;
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (boundAt(middle) <= asked.affordable) fits = middle;
    else over = middle;
  }
  return fits === 0 ? null : { outputTokens: fits, bound: boundAt(fits) };
}

/** Work takes time and an answer has bytes, so an estimate of none bounds nothing. */
function isBounded({ rates }: MeteredPrice, estimate: MeteredUsage | null): boolean {
  if (estimate === null) return priceParts.every((part) => part === 'request' || (rates[part] ?? noRate) === noRate);
  return (
    ((rates.minute ?? noRate) === noRate || estimate.durationMs > 0) &&
    ((rates.byte ?? noRate) === noRate || (estimate.responseBytes ?? 0) > 0)
  );
}

/** As if each token were of the dearer kind. */
function dearest(price: MeteredPrice): MeteredPrice {
  const { input = noRate, output = noRate, cached_input: cached = input, reasoning = output } = price.rates;
  const [anyInput, anyOutput] = [higher(input, cached), higher(output, reasoning)];
  return {
    ...price,
    rates: { ...price.rates, input: anyInput, cached_input: anyInput, output: anyOutput, reasoning: anyOutput },
  };
}

/** One part of what a use comes to: so many, at so much each. Minutes are given in their milliseconds. */
export type PartCost = {
  readonly part: PricePart;
  readonly units: number;
  readonly rate: Rate;
  /** Exact, in the 60,000th parts of a rate: a minute has so many milliseconds, and no decimal is a third. */
  readonly cost: bigint;
};

const minuteMs = 60_000n;
/** So many parts has one microcredit in `PartCost.cost`. */
export const costParts = one * minuteMs;

/** Only the parts that the price names, and no minimum. */
export function partsOf({ rates }: MeteredPrice, usage: MeteredUsage): readonly PartCost[] {
  const cached = Math.min(usage.cachedTokens ?? 0, usage.promptTokens);
  const reasoning = Math.min(usage.reasoningTokens ?? 0, usage.completionTokens);
  const { input, output, cached_input: cachedRate = input, reasoning: reasoningRate = output } = rates;
  return [
    ...costOfPart('request', 1, rates.request),
    ...costOfPart('input', usage.promptTokens - cached, input),
    ...costOfPart('cached_input', cached, cachedRate),
    ...costOfPart('output', usage.completionTokens - reasoning, output),
    ...costOfPart('reasoning', reasoning, reasoningRate),
    ...costOfPart('byte', usage.responseBytes ?? 0, rates.byte),
    ...costOfPart('minute', usage.durationMs, rates.minute),
    ...costOfPart('image', usage.images ?? 0, rates.image),
  ];
}

function costOfPart(part: PricePart, units: number, rate: Rate | undefined): readonly PartCost[] {
  if (rate === undefined) return [];
  const each = part === 'minute' ? rate : rate * minuteMs;
  return [{ part, units, rate, cost: BigInt(units) * each }];
}

function sumOf(price: MeteredPrice, usage: MeteredUsage): Microcredits {
  const sum = partsOf(price, usage).reduce((all, { cost }) => all + cost, 0n);
  const cost = roundUp(sum, costParts);
  return cost < price.minimum ? price.minimum : cost;
}

/** Walks the parts between stars left to right; linear, so that no pattern can stall the server. */
export function fitsPattern(pattern: string, model: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return pattern === model;
  if (model.length < head.length + tail.length || !model.startsWith(head) || !model.endsWith(tail)) return false;
  const end = model.length - tail.length;
  let at = head.length;
  for (const part of rest) {
    const found = model.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
