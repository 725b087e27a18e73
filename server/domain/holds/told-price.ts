// A price as it is written in JSON, in the ledger's file and on the wire: what one unit costs is a decimal.
import { priceParts, type StoredPrice } from '../../contract/holds/prices.ts';
import { toRate, writeRate } from '../rate.ts';
import type { Price, Rates } from './price.ts';

/** Takes what `StoredPrice` has parsed. */
export function toPrice(stored: StoredPrice): Price {
  return stored.kind === 'flat' ? stored : { ...stored, rates: mapRates(stored.rates, toRate) };
}

export function tellPrice(price: Price): StoredPrice {
  return price.kind === 'flat' ? price : { ...price, rates: mapRates(price.rates, writeRate) };
}

function mapRates<From, To>(rates: { readonly [part in keyof Rates]?: From | undefined }, to: (rate: From) => To) {
  const known = priceParts.flatMap((part) => {
    const rate = rates[part];
    return rate === undefined ? [] : [[part, to(rate)] as const];
  });
  return Object.fromEntries(known);
}
