// Price rules as an operator writes them: amounts in microcredits, multipliers as decimals such as 1.5.
import { z } from 'zod';
import { Microcredits } from '../money.ts';

const amount = Microcredits.prefault(0);

/** At most six decimals, so that it is a whole number of millionths. */
const multiplier = z
  .number()
  .min(0)
  .max(10_000)
  .refine((value) => Math.abs(value * 1e6 - Math.round(value * 1e6)) < 1e-3, {
    error: 'must have at most six decimals',
    params: { rule: 'six_decimals' },
  })
  .default(1);

const named = {
  id: z.string().min(1).max(64),
  /** A model's name in which `*` stands for any run of characters. */
  models: z.string().min(1).max(200),
  venue: z.enum(['local', 'hosted']),
};

const FlatPriceRule = z.strictObject({ ...named, per_request_microcredits: Microcredits });

const MeteredPriceRule = z.strictObject({
  ...named,
  base_microcredits: amount,
  minimum_microcredits: amount,
  per_input_token_microcredits: amount,
  input_multiplier: multiplier,
  per_output_token_microcredits: amount,
  output_multiplier: multiplier,
  per_kilobyte_microcredits: amount,
  per_second_microcredits: amount,
  per_image_microcredits: amount,
});

/** With `per_request_microcredits` a flat price; without, the sum of its parts, rounded up once, and at least the minimum. */
const WrittenPriceRule = z.union([FlatPriceRule, MeteredPriceRule]);

/** The first rule that fits a model and a venue decides. */
export const WrittenPriceRules = z
  .array(WrittenPriceRule)
  .min(1)
  .max(500)
  .refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, {
    error: 'must have different ids',
    params: { rule: 'different_ids' },
  });
export type WrittenPriceRules = z.infer<typeof WrittenPriceRules>;
