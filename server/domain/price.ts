// What a request costs: the first rule that fits its model and venue. Pure; knows no wallet.
import type { Microcredits } from '../contract/money.ts';
import { lesser } from './money.ts';

export type PriceVenue = 'local' | 'hosted';

/** A price is a bound before the work and a cost after it; the cost never exceeds the bound. */
export type Price = { readonly kind: 'flat'; readonly perRequest: Microcredits };

export type PriceRule = {
  readonly id: string;
  /** A model's name in which `*` stands for any run of characters, the empty one included. */
  readonly models: string;
  readonly venue: PriceVenue;
  readonly price: Price;
};

export type MeteredUsage = {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly durationMs: number;
};

export const noUsage: MeteredUsage = { promptTokens: 0, completionTokens: 0, durationMs: 0 };

export function flatRule(rule: Omit<PriceRule, 'price'> & { readonly perRequest: Microcredits }): PriceRule {
  return { id: rule.id, models: rule.models, venue: rule.venue, price: { kind: 'flat', perRequest: rule.perRequest } };
}

/** null: no rule fits, so the request is refused; nothing is free by omission. */
export function priceFor(
  rules: readonly PriceRule[],
  asked: { readonly model: string; readonly venue: PriceVenue },
): Price | null {
  const rule = rules.find((rule) => rule.venue === asked.venue && fits(rule.models, asked.model));
  return rule?.price ?? null;
}

/** The most the request can cost. */
export function boundOf(price: Price): Microcredits {
  switch (price.kind) {
    case 'flat':
      return price.perRequest;
  }
}

/** What it did cost, by the price that stood when it was reserved; never more than was reserved. */
export function costOf(
  price: Price,
  done: { readonly usage: MeteredUsage; readonly reserved: Microcredits },
): Microcredits {
  switch (price.kind) {
    case 'flat':
      return lesser(price.perRequest, done.reserved);
  }
}

/** Walks the parts between stars left to right; linear, so that no pattern can stall the server. */
function fits(pattern: string, model: string): boolean {
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
