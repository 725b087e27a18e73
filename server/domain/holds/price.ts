// What a request costs: the first rule that fits its model and venue. Pure; knows no wallet.
import type { Microcredits } from '../../contract/money.ts';
import { lesser, microcredits, noMicrocredits, subtract } from '../money.ts';

export type PriceVenue = 'local' | 'hosted';

/** A price is a bound before the work and a cost after it; what is charged never exceeds the bound. */
export type Price = FlatPrice | MeteredPrice;

type FlatPrice = { readonly kind: 'flat'; readonly perRequest: Microcredits };

/**
 * The sum of its parts, rounded up once for the whole request, and at least `minimum`. Multipliers are millionths, so that
 * 1.5 is 1,500,000. A kilobyte is 1,000 bytes of the answer; a second is one of the work.
 */
export type MeteredPrice = {
  readonly kind: 'metered';
  readonly base: Microcredits;
  readonly minimum: Microcredits;
  readonly perInputToken: Microcredits;
  readonly inputMultiplier: number;
  readonly perOutputToken: Microcredits;
  readonly outputMultiplier: number;
  readonly perKilobyte: Microcredits;
  readonly perSecond: Microcredits;
  readonly perImage: Microcredits;
};

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
 * The most the request can cost, when it uses no more than the estimate says.
 * null: the price depends on a use that the estimate does not bound, so nothing may be served.
 */
export function boundOf(price: Price, estimate: MeteredUsage | null): Microcredits | null {
  switch (price.kind) {
    case 'flat':
      return price.perRequest;
    case 'metered':
      return isBounded(price, estimate) ? sumOf(price, estimate ?? noUsage) : null;
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
function isBounded(price: MeteredPrice, estimate: MeteredUsage | null): boolean {
  if (estimate === null) {
    const perUse = [price.perInputToken, price.perOutputToken, price.perKilobyte, price.perSecond, price.perImage];
    return perUse.every((amount) => amount === 0);
  }
  return (
    (price.perSecond === 0 || estimate.durationMs > 0) && (price.perKilobyte === 0 || (estimate.responseBytes ?? 0) > 0)
  );
}

const millionths = 1_000_000n;

/** Exact in millionths of a microcredit, and rounded up at the very end. */
function sumOf(price: MeteredPrice, usage: MeteredUsage): Microcredits {
  const sum =
    BigInt(price.base) * millionths +
    BigInt(usage.promptTokens) * BigInt(price.perInputToken) * BigInt(price.inputMultiplier) +
    BigInt(usage.completionTokens) * BigInt(price.perOutputToken) * BigInt(price.outputMultiplier) +
    BigInt(usage.responseBytes ?? 0) * BigInt(price.perKilobyte) * 1_000n +
    BigInt(usage.durationMs) * BigInt(price.perSecond) * 1_000n +
    BigInt(usage.images ?? 0) * BigInt(price.perImage) * millionths;
  const cost = (sum + millionths - 1n) / millionths;
  // No wallet has as much; a use that lies about itself must not break the sums.
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  const rounded = microcredits(Number(cost < most ? cost : most));
  return rounded < price.minimum ? price.minimum : rounded;
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
