// A price as it stands in a hold's row, and beside an end that waits: JSON, in which what one unit costs is a decimal.
import { EarlierStoredPrice, StoredPrice, priceParts } from '../../../contract/holds/prices.ts';
import type { Price, Rates } from '../../../domain/holds/price.ts';
import { product, ratePer, toRate, writeRate } from '../../../domain/rate.ts';

export function readPrice(json: unknown): Price {
  const stored = StoredPrice.safeParse(json);
  if (!stored.success) return earlier(EarlierStoredPrice.parse(json));
  if (stored.data.kind === 'flat') return stored.data;
  return { ...stored.data, rates: mapRates(stored.data.rates, toRate) };
}

export function toStoredPrice(price: Price): object {
  return price.kind === 'flat' ? price : { ...price, rates: mapRates(price.rates, writeRate) };
}

function mapRates<From, To>(rates: { readonly [part in keyof Rates]?: From | undefined }, to: (rate: From) => To) {
  const known = priceParts.flatMap((part) => {
    const rate = rates[part];
    return rate === undefined ? [] : [[part, to(rate)] as const];
  });
  return Object.fromEntries(known);
}

function earlier(price: EarlierStoredPrice): Price {
  const rates = {
    request: ratePer(price.base, 1),
    input: product(ratePer(price.perInputToken, 1), ratePer(price.inputMultiplier, 1_000_000)),
    output: product(ratePer(price.perOutputToken, 1), ratePer(price.outputMultiplier, 1_000_000)),
    byte: ratePer(price.perKilobyte, 1_000),
    minute: ratePer(price.perSecond * 60, 1),
    image: ratePer(price.perImage, 1),
  };
  return { kind: 'metered', minimum: price.minimum, rates };
}
