// Price rules: which one fits, and that nothing is free by omission.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { WrittenPriceRules } from '../../../server/contract/holds/prices.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { noRate, one, ratePer } from '../../../server/domain/rate.ts';
import { toPriceRules } from '../../../server/domain/holds/price-rules.ts';
import {
  type MeteredUsage,
  type Price,
  type Rates,
  affordableOutput,
  boundOf,
  costOf,
  flatRule,
  noUsage,
  ruleFor,
} from '../../../server/domain/holds/price.ts';

const rule = (models: string, credits = 1) =>
  flatRule({ id: models, models, venue: 'local', perRequest: microcredits(credits) });
const isFitting = (models: string, model: string) => ruleFor([rule(models)], { model, venue: 'local' }) !== null;

it('the first rule that fits decides', () => {
  const rules = [rule('llama*', 5), rule('*', 1)];
  expect(ruleFor(rules, { model: 'llama3:8b', venue: 'local' })).toBe(rules[0]);
  expect(ruleFor(rules, { model: 'qwen3', venue: 'local' })).toBe(rules[1]);
});

it('a model that no rule names has no price', () => {
  expect(ruleFor([rule('*')], { model: 'llama3', venue: 'hosted' })).toBeNull();
  expect(ruleFor([rule('llama3')], { model: 'llama3:8b', venue: 'local' })).toBeNull();
});

it('a pattern fits what the regular expression of its stars fits', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  const model = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
  fc.assert(
    fc.property(text, model, (pattern, name) => {
      expect(isFitting(pattern, name)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
    }),
    { numRuns: 2_000 },
  );
});

it('the cost never exceeds what was reserved', () => {
  const price = rule('*', 7).price;
  expect(boundOf(price, null)).toBe(7);
  expect(costOf(price, { usage: noUsage, reserved: microcredits(7) })).toEqual({ charged: 7, overrun: 0 });
  expect(costOf(price, { usage: noUsage, reserved: microcredits(5) })).toEqual({ charged: 5, overrun: 2 });
});

const amount = fc.integer({ min: 0, max: 50_000 }).map(microcredits);
/** A few microcredits for a few, so that parts of a microcredit are common. */
const rate = fc.tuple(fc.nat(50_000), fc.constantFrom(1, 1_000, 1_000_000)).map(([sum, per]) => ratePer(sum, per));
const rates = fc.record(
  {
    request: rate,
    input: rate,
    cached_input: rate,
    output: rate,
    reasoning: rate,
    byte: rate,
    minute: rate,
    image: rate,
  },
  { requiredKeys: [] },
);
const metered = fc.record({ kind: fc.constant('metered' as const), minimum: amount, rates });
const usage = fc.record({
  promptTokens: fc.nat(100_000),
  completionTokens: fc.nat(100_000),
  durationMs: fc.integer({ min: 1, max: 600_000 }),
  responseBytes: fc.integer({ min: 1, max: 1_000_000 }),
  images: fc.nat(10),
});
/** The same, of which some was cached and some reasoning; now and then more than there is. */
const split = fc
  .tuple(usage, fc.nat(120_000), fc.nat(120_000))
  .map(([used, cachedTokens, reasoningTokens]) => ({ ...used, cachedTokens, reasoningTokens }));

it('a price by use is the sum of its parts, rounded up once, and at least the minimum', () => {
  const written = {
    id: 'r',
    models: '*',
    venue: 'hosted' as const,
    base_microcredits: 10,
    minimum_microcredits: 40,
    per_input_token_microcredits: 1,
    input_multiplier: 0.5,
    per_output_token_microcredits: 2,
    output_multiplier: 1.25,
    per_kilobyte_microcredits: 3,
    per_second_microcredits: 4,
    per_image_microcredits: 5,
  };
  const [rule] = toPriceRules(WrittenPriceRules.parse([written]));
  const cost = (used: Partial<MeteredUsage>) =>
    rule === undefined ? null : boundOf(rule.price, { ...noUsage, durationMs: 1, responseBytes: 1, ...used });
  // 10 + 0.007 of time and bytes is 11, and the minimum is 40.
  expect(cost({})).toBe(40);
  // 10 + 0.5·3 + 2.5·21 + 3·1.5 + 4·0.25 + 5·2 = 79.5
  const all = { promptTokens: 3, completionTokens: 21, responseBytes: 1_500, durationMs: 250, images: 2 };
  expect(cost(all)).toBe(80);
});

const costOfUse = (price: Price, used: MeteredUsage) =>
  costOf(price, { usage: used, reserved: microcredits(Number.MAX_SAFE_INTEGER) }).charged;

/** What an operator has written, reckoned as fractions with one common denominator and rounded up at the end. */
function reference(written: WrittenPriceRules[number], used: Required<MeteredUsage>): bigint {
  const all = 60_000_000_000_000n;
  const part = (units: number, sums: readonly (readonly [number | undefined, number])[], multiplier = 1) => {
    const [sum, per] = sums.find(([said]) => said !== undefined) ?? [0, 1];
    return (BigInt(units) * BigInt(sum ?? 0) * BigInt(Math.round(multiplier * 1e6)) * (all / 1_000_000n)) / BigInt(per);
  };
  const three = (each?: number, thousand?: number, million?: number) =>
    [
      [each, 1],
      [thousand, 1_000],
      [million, 1_000_000],
    ] as const;
  const input = three(
    written.per_input_token_microcredits,
    written.per_thousand_input_tokens_microcredits,
    written.per_million_input_tokens_microcredits,
  );
  const cachedInput = three(
    written.per_cached_input_token_microcredits,
    written.per_thousand_cached_input_tokens_microcredits,
    written.per_million_cached_input_tokens_microcredits,
  );
  const output = three(
    written.per_output_token_microcredits,
    written.per_thousand_output_tokens_microcredits,
    written.per_million_output_tokens_microcredits,
  );
  const thought = three(
    written.per_reasoning_token_microcredits,
    written.per_thousand_reasoning_tokens_microcredits,
    written.per_million_reasoning_tokens_microcredits,
  );
  const orElse = (own: typeof input, other: typeof input) => (own.some(([sum]) => sum !== undefined) ? own : other);
  const cached = Math.min(used.cachedTokens, used.promptTokens);
  const reasoning = Math.min(used.reasoningTokens, used.completionTokens);
  const sum =
    part(1, [[written.base_microcredits, 1]]) +
    part(used.promptTokens - cached, input, written.input_multiplier) +
    part(cached, orElse(cachedInput, input), written.input_multiplier) +
    part(used.completionTokens - reasoning, output, written.output_multiplier) +
    part(reasoning, orElse(thought, output), written.output_multiplier) +
    part(used.responseBytes, [
      [written.per_kilobyte_microcredits, 1_000],
      [written.per_megabyte_microcredits, 1_000_000],
    ]) +
    part(used.durationMs, [
      [written.per_second_microcredits, 1_000],
      [written.per_minute_microcredits, 60_000],
    ]) +
    part(
      used.images,
      three(
        written.per_image_microcredits,
        written.per_thousand_images_microcredits,
        written.per_million_images_microcredits,
      ),
    );
  const cost = (sum + all - 1n) / all;
  const minimum = BigInt(written.minimum_microcredits ?? 0);
  return cost < minimum ? minimum : cost;
}

const aSum = fc.nat(9_999_999);
const aMultiplier = fc.nat(3_000_000).map((millionths) => millionths / 1e6);
/** One way to write a price, or none. */
const oneWay = (...names: readonly string[]) =>
  fc.tuple(fc.constantFrom(...names), aSum, fc.boolean()).map(([name, sum, isSaid]) => (isSaid ? { [name]: sum } : {}));
const written = fc
  .tuple(
    oneWay('base_microcredits'),
    oneWay('minimum_microcredits'),
    oneWay(
      'per_input_token_microcredits',
      'per_thousand_input_tokens_microcredits',
      'per_million_input_tokens_microcredits',
    ),
    oneWay(
      'per_cached_input_token_microcredits',
      'per_thousand_cached_input_tokens_microcredits',
      'per_million_cached_input_tokens_microcredits',
    ),
    oneWay(
      'per_output_token_microcredits',
      'per_thousand_output_tokens_microcredits',
      'per_million_output_tokens_microcredits',
    ),
    oneWay(
      'per_reasoning_token_microcredits',
      'per_thousand_reasoning_tokens_microcredits',
      'per_million_reasoning_tokens_microcredits',
    ),
    oneWay('per_kilobyte_microcredits', 'per_megabyte_microcredits'),
    oneWay('per_second_microcredits', 'per_minute_microcredits'),
    oneWay('per_image_microcredits', 'per_thousand_images_microcredits', 'per_million_images_microcredits'),
    fc.record({ input_multiplier: aMultiplier, output_multiplier: aMultiplier }, { requiredKeys: [] }),
  )
  .map((parts) => Object.assign({ id: 'r', models: '*', venue: 'hosted', base_microcredits: 0 }, ...parts));

it('whatever an operator writes, a use costs the exact sum of it, rounded up once', () => {
  fc.assert(
    fc.property(written, split, (rule, used) => {
      const parsed = WrittenPriceRules.parse([rule]);
      const [price] = toPriceRules(parsed).map((made) => made.price);
      const [first] = parsed;
      if (price === undefined || first === undefined) throw new Error('a rule is missing');
      expect(BigInt(costOfUse(price, used))).toBe(reference(first, used));
    }),
    { numRuns: 500 },
  );
});

it('a use costs the minimum or more', () => {
  fc.assert(
    fc.property(metered, split, (price, used) => {
      expect(costOfUse(price, used)).toBeGreaterThanOrEqual(price.minimum);
    }),
  );
});

it('who uses more of anything never pays less', () => {
  const growing = ['promptTokens', 'completionTokens', 'durationMs', 'responseBytes', 'images'] as const;
  fc.assert(
    fc.property(metered, split, fc.constantFrom(...growing), fc.nat(9_999), (price, used, what, more) => {
      expect(costOfUse(price, { ...used, [what]: used[what] + more })).toBeGreaterThanOrEqual(costOfUse(price, used));
    }),
  );
});

it('whoever stays within the estimate is never charged more than its bound, however much is cached or reasoning', () => {
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(metered, usage, fc.array(part, { minLength: 7, maxLength: 7 }), (price, estimate, parts) => {
      const bound = boundOf(price, estimate);
      const some = (most: number, nth: number) => Math.floor(most * (parts[nth] ?? 0));
      const [promptTokens, completionTokens] = [some(estimate.promptTokens, 0), some(estimate.completionTokens, 1)];
      const used = {
        promptTokens,
        cachedTokens: some(promptTokens, 2),
        completionTokens,
        reasoningTokens: some(completionTokens, 3),
        durationMs: some(estimate.durationMs, 4),
        responseBytes: some(estimate.responseBytes, 5),
        images: some(estimate.images, 6),
      };
      if (bound === null) throw new Error('an estimate of everything has a bound');
      expect(costOf(price, { usage: used, reserved: bound }).overrun).toBe(0);
    }),
    { numRuns: 500 },
  );
});

it('cached input costs what input does and reasoning what output does, unless a price of their own is named', () => {
  const base = { id: 'r', models: '*', venue: 'hosted' as const };
  const cost = (parts: object) => {
    const [rule] = toPriceRules(WrittenPriceRules.parse([{ ...base, ...parts }]));
    const used = { promptTokens: 10, cachedTokens: 4, completionTokens: 20, reasoningTokens: 5, durationMs: 0 };
    return rule && costOfUse(rule.price, used);
  };
  const both = { per_input_token_microcredits: 100, per_output_token_microcredits: 1_000 };
  expect(cost(both)).toBe(21_000);
  expect(cost({ ...both, per_cached_input_token_microcredits: 25 })).toBe(6 * 100 + 4 * 25 + 20_000);
  expect(cost({ ...both, per_cached_input_token_microcredits: 0 })).toBe(20_600);
  expect(cost({ ...both, per_reasoning_token_microcredits: 3_000 })).toBe(1_000 + 15 * 1_000 + 5 * 3_000);
});

it('a price for a million tokens is charged to the microcredit, whatever one of them costs', () => {
  const rule = { id: 'r', models: '*', venue: 'hosted', per_million_input_tokens_microcredits: 150_000 };
  const [made] = toPriceRules(WrittenPriceRules.parse([rule]));
  const cost = (promptTokens: number) => made && costOfUse(made.price, { ...noUsage, promptTokens });
  expect([0, 1, 6, 7, 1_000_000].map(cost)).toEqual([0, 1, 1, 2, 150_000]);
});

it('the lowered output limit is the largest that is affordable', () => {
  fc.assert(
    fc.property(metered, usage, amount, (price, estimate, affordable) => {
      const found = affordableOutput(price, { estimate, affordable });
      const boundAt = (completionTokens: number) => boundOf(price, { ...estimate, completionTokens }) ?? 0;
      const limit = found?.outputTokens ?? 0;
      expect(found?.bound ?? boundAt(0)).toBe(boundAt(limit));
      expect(found === null || found.bound <= affordable).toBe(true);
      expect(limit === estimate.completionTokens || boundAt(limit + 1) > affordable).toBe(true);
    }),
  );
});

it('a price by use without an estimate that bounds it has no bound', () => {
  const price = (rates: Rates) => ({
    kind: 'metered' as const,
    minimum: microcredits(0),
    rates: { request: one, ...rates },
  });
  expect(boundOf(price({}), null)).toBe(1);
  expect(boundOf(price({ input: noRate }), null)).toBe(1);
  for (const part of ['input', 'cached_input', 'output', 'reasoning', 'byte', 'minute', 'image'] as const)
    expect(boundOf(price({ [part]: one }), null)).toBeNull();
  expect(boundOf(price({ minute: one }), noUsage)).toBeNull();
  expect(boundOf(price({ byte: one }), noUsage)).toBeNull();
});

it('price rules with the same id, a misspelt part or a part of a microcredit are not taken', () => {
  const rule = { id: 'a', models: '*', venue: 'local', per_request_microcredits: 5 };
  expect(WrittenPriceRules.safeParse([rule]).success).toBe(true);
  expect(WrittenPriceRules.safeParse([rule, rule]).success).toBe(false);
  expect(WrittenPriceRules.safeParse([{ ...rule, per_request_microcredits: 0.5 }]).success).toBe(false);
  const parts = (some: object) =>
    WrittenPriceRules.safeParse([{ id: 'a', models: '*', venue: 'local', ...some }]).error?.issues[0]?.message;
  expect(parts({ per_imput_token: 5 })).toContain('per_imput_token');
  expect(parts({ per_input_token_microcredits: 1, per_million_input_tokens_microcredits: 1 })).toContain(
    'input tokens',
  );
  expect(parts({ per_second_microcredits: 1, per_minute_microcredits: 60 })).toContain('time');
  expect(parts({ per_request_microcredits: 5, per_image_microcredits: 1 })).toContain('stands alone');
  expect(parts({})).toContain('must name a price');
  expect(parts({ input_multiplier: 2 })).toContain('must name a price');
  expect(parts({ per_request_microcredits: 0 })).toBeUndefined();
});

it('what stands before a star and what stands after it share no letter', () => {
  expect([isFitting('ab*ba', 'aba'), isFitting('ab*ba', 'abba'), isFitting('a*a', 'a')]).toEqual([false, true, false]);
});

it('a rule of one price a request is that price', () => {
  const written = { id: 'r', models: 'llama*', venue: 'local', per_request_microcredits: 5 };
  expect(toPriceRules(WrittenPriceRules.parse([written]))).toEqual([
    { id: 'r', models: 'llama*', venue: 'local', price: { kind: 'flat', perRequest: 5 } },
  ]);
});

const perToken = { kind: 'metered' as const, minimum: microcredits(0), rates: { output: one } };

it('an output limit is lowered by no token more than the wallet asks for', () => {
  const lowered = (affordable: number) =>
    affordableOutput(perToken, {
      estimate: { ...noUsage, completionTokens: 10 },
      affordable: microcredits(affordable),
    });
  expect([0, 1, 9, 10].map((affordable) => lowered(affordable)?.outputTokens)).toEqual([undefined, 1, 9, 10]);
});

it('a use that lies about itself costs as much as any wallet can have, and no more', () => {
  const price = { ...perToken, rates: { output: ratePer(1_000, 1) } };
  const usage = { ...noUsage, completionTokens: Number.MAX_SAFE_INTEGER };
  expect(costOf(price, { usage, reserved: microcredits(5) })).toEqual({
    charged: 5,
    overrun: Number.MAX_SAFE_INTEGER - 5,
  });
});
