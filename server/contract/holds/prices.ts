// Price rules as an operator writes them: whole microcredits for one unit, for a thousand or for a million, so that no price has to be
// rounded; multipliers as decimals such as 1.5.
import { z } from 'zod';
import { Microcredits } from '../money.ts';

/** What a request may be charged for. */
export const priceParts = [
  'request',
  'input',
  'cached_input',
  'output',
  'reasoning',
  'byte',
  'minute',
  'image',
] as const;
export type PricePart = (typeof priceParts)[number];

const amount = Microcredits.optional();

/** At most six decimals, so that it is exact. */
export const Multiplier = z
  .number()
  .min(0)
  .max(10_000)
  .refine((value) => Math.abs(value * 1e6 - Math.round(value * 1e6)) < 1e-3, {
    error: 'must have at most six decimals',
    params: { rule: 'six_decimals' },
  });

/** Three ways to write the price of the same thing, of which a rule has one at most. */
const oneOf = {
  'input tokens': [
    'per_input_token_microcredits',
    'per_thousand_input_tokens_microcredits',
    'per_million_input_tokens_microcredits',
  ],
  'cached input tokens': [
    'per_cached_input_token_microcredits',
    'per_thousand_cached_input_tokens_microcredits',
    'per_million_cached_input_tokens_microcredits',
  ],
  'output tokens': [
    'per_output_token_microcredits',
    'per_thousand_output_tokens_microcredits',
    'per_million_output_tokens_microcredits',
  ],
  'reasoning tokens': [
    'per_reasoning_token_microcredits',
    'per_thousand_reasoning_tokens_microcredits',
    'per_million_reasoning_tokens_microcredits',
  ],
  bytes: ['per_kilobyte_microcredits', 'per_megabyte_microcredits'],
  time: ['per_second_microcredits', 'per_minute_microcredits'],
  images: ['per_image_microcredits', 'per_thousand_images_microcredits', 'per_million_images_microcredits'],
} as const;

/**
 * With `per_request_microcredits` alone a flat price; otherwise the sum of its parts, rounded up once, and at least the minimum.
 * Cached input tokens cost what input tokens do where no price of theirs is named, and reasoning tokens what output tokens do;
 * `input_multiplier` multiplies both kinds of input, `output_multiplier` both kinds of output. A kilobyte is 1,000 bytes.
 */
const WrittenPriceRule = z
  .strictObject({
    id: z.string().min(1).max(64),
    /** A model's name in which `*` stands for any run of characters. */
    models: z.string().min(1).max(200),
    venue: z.enum(['local', 'hosted']),
    per_request_microcredits: amount,
    base_microcredits: amount,
    minimum_microcredits: amount,
    per_input_token_microcredits: amount,
    per_thousand_input_tokens_microcredits: amount,
    per_million_input_tokens_microcredits: amount,
    per_cached_input_token_microcredits: amount,
    per_thousand_cached_input_tokens_microcredits: amount,
    per_million_cached_input_tokens_microcredits: amount,
    input_multiplier: Multiplier.optional(),
    per_output_token_microcredits: amount,
    per_thousand_output_tokens_microcredits: amount,
    per_million_output_tokens_microcredits: amount,
    per_reasoning_token_microcredits: amount,
    per_thousand_reasoning_tokens_microcredits: amount,
    per_million_reasoning_tokens_microcredits: amount,
    output_multiplier: Multiplier.optional(),
    per_kilobyte_microcredits: amount,
    per_megabyte_microcredits: amount,
    per_second_microcredits: amount,
    per_minute_microcredits: amount,
    per_image_microcredits: amount,
    per_thousand_images_microcredits: amount,
    per_million_images_microcredits: amount,
  })
  .superRefine((rule, context) => {
    const { id: _, models: __, venue: ___, ...price } = rule;
    if (rule.per_request_microcredits !== undefined && Object.keys(price).length > 1) {
      const message = 'stands alone; the price of a request beside other parts is base_microcredits';
      context.addIssue({ code: 'custom', path: ['per_request_microcredits'], message, params: { rule: 'flat_alone' } });
    }
    // Nothing is free by omission: a rule that forgot its price would give the model away.
    if (!Object.keys(price).some((name) => name.endsWith('_microcredits'))) {
      const message = 'must name a price; "per_request_microcredits": 0 makes it free';
      context.addIssue({ code: 'custom', message, params: { rule: 'no_price' } });
    }
    for (const [what, names] of Object.entries(oneOf)) {
      const [first, second] = names.filter((name) => rule[name] !== undefined);
      if (first === undefined || second === undefined) continue;
      const message = `stands beside ${first}, and both are the price of ${what}`;
      context.addIssue({ code: 'custom', path: [second], message, params: { rule: 'one_price' } });
    }
  });

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

const decimal = z.string().regex(/^\d{1,40}(\.\d{1,30})?$/);

/** A price in the ledger's file, and of a lock. What one unit costs is a decimal of microcredits. */
export const StoredPrice = z.union([
  z.object({ kind: z.literal('flat'), perRequest: Microcredits }),
  z.object({
    kind: z.literal('metered'),
    minimum: Microcredits,
    rates: z.partialRecord(z.enum(priceParts), decimal),
  }),
]);
export type StoredPrice = z.infer<typeof StoredPrice>;

/** As a price by use was stored before it could be for a thousand or a million units. Multipliers are millionths. */
export const EarlierStoredPrice = z.object({
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
});
export type EarlierStoredPrice = z.infer<typeof EarlierStoredPrice>;
