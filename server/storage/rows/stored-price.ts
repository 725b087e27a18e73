// A price as it stands in a hold's row, and beside an end that waits: JSON, in which what one unit costs is a decimal.
import { EarlierStoredPrice, StoredPrice } from '../../contract/holds/prices.ts';
import type { Price } from '../../domain/holds/price.ts';
import { tellPrice, toPrice } from '../../domain/holds/told-price.ts';
import { product, ratePer } from '../../domain/rate.ts';

export function readPrice(json: unknown): Price {
  const stored = StoredPrice.safeParse(json);
  if (!stored.success) return earlier(EarlierStoredPrice.parse(json));
  return toPrice(stored.data);
}

export function toStoredPrice(price: Price): object {
  return tellPrice(price);
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
