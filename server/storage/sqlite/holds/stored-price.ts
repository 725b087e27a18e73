// A price as it stands in a hold's row, and beside an end that waits: JSON, in which what one unit costs is a decimal.
import { z } from 'zod';
import { Microcredits } from '../../../contract/money.ts';
import { type MeteredPrice, type Price, priceParts } from '../../../domain/holds/price.ts';
import { product, ratePer, toRate, writeRate } from '../../../domain/rate.ts';

const Flat = z.object({ kind: z.literal('flat'), perRequest: Microcredits });

const Metered = z.object({
  kind: z.literal('metered'),
  minimum: Microcredits,
  rates: z.partialRecord(
    z.enum(priceParts),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(toRate),
  ),
});

/** As prices were written before they could be for a thousand or a million units. Multipliers are millionths. */
const Earlier = z
  .object({
    kind: z.literal('metered'),
    base: z.int(),
    minimum: Microcredits,
    perInputToken: z.int(),
    inputMultiplier: z.int(),
    perOutputToken: z.int(),
    outputMultiplier: z.int(),
    perKilobyte: z.int(),
    perSecond: z.int(),
    perImage: z.int(),
  })
  .transform((price): MeteredPrice => {
    const rates = {
      request: ratePer(price.base, 1),
      input: product(ratePer(price.perInputToken, 1), ratePer(price.inputMultiplier, 1_000_000)),
      output: product(ratePer(price.perOutputToken, 1), ratePer(price.outputMultiplier, 1_000_000)),
      byte: ratePer(price.perKilobyte, 1_000),
      minute: ratePer(price.perSecond * 60, 1),
      image: ratePer(price.perImage, 1),
    };
    return { kind: 'metered', minimum: price.minimum, rates };
  });

const StoredPrice = z.union([Flat, Metered, Earlier]);

export function readPrice(json: unknown): Price {
  return StoredPrice.parse(json);
}

export function toStoredPrice(price: Price): object {
  if (price.kind === 'flat') return price;
  const rates = priceParts.flatMap((part) => {
    const rate = price.rates[part];
    return rate === undefined ? [] : [[part, writeRate(rate)]];
  });
  return { ...price, rates: Object.fromEntries(rates) };
}
