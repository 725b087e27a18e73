// Price rules: which one fits, and that nothing is free by omission.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { WrittenPriceRules } from '../../../server/contract/holds/prices.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { toPriceRules } from '../../../server/domain/holds/price-rules.ts';
import {
  type MeteredUsage,
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
const millionths = fc.integer({ min: 0, max: 5_000_000 });
const metered = fc.record({
  kind: fc.constant('metered' as const),
  base: amount,
  minimum: amount,
  perInputToken: amount,
  inputMultiplier: millionths,
  perOutputToken: amount,
  outputMultiplier: millionths,
  perKilobyte: amount,
  perSecond: amount,
  perImage: amount,
});
const usage = fc.record({
  promptTokens: fc.nat(100_000),
  completionTokens: fc.nat(100_000),
  durationMs: fc.integer({ min: 1, max: 600_000 }),
  responseBytes: fc.integer({ min: 1, max: 1_000_000 }),
  images: fc.nat(10),
});

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

it('whoever stays within the estimate is never charged more than its bound', () => {
  fc.assert(
    fc.property(metered, usage, fc.double({ min: 0, max: 1, noNaN: true }), (price, estimate, part) => {
      const bound = boundOf(price, estimate);
      const used = {
        promptTokens: Math.floor(estimate.promptTokens * part),
        completionTokens: Math.floor(estimate.completionTokens * part),
        durationMs: Math.floor(estimate.durationMs * part),
        responseBytes: Math.floor(estimate.responseBytes * part),
        images: Math.floor(estimate.images * part),
      };
      if (bound === null) throw new Error('an estimate of everything has a bound');
      expect(costOf(price, { usage: used, reserved: bound }).overrun).toBe(0);
    }),
  );
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
  const nothing = {
    kind: 'metered' as const,
    base: microcredits(1),
    minimum: microcredits(0),
    perInputToken: microcredits(0),
    inputMultiplier: 1_000_000,
    perOutputToken: microcredits(0),
    outputMultiplier: 1_000_000,
    perKilobyte: microcredits(0),
    perSecond: microcredits(0),
    perImage: microcredits(0),
  };
  expect(boundOf(nothing, null)).toBe(1);
  expect(boundOf({ ...nothing, perInputToken: microcredits(1) }, null)).toBeNull();
  expect(boundOf({ ...nothing, perSecond: microcredits(1) }, noUsage)).toBeNull();
  expect(boundOf({ ...nothing, perKilobyte: microcredits(1) }, noUsage)).toBeNull();
});

it('price rules with the same id, a misspelt part or a part of a microcredit are not taken', () => {
  const rule = { id: 'a', models: '*', venue: 'local', per_request_microcredits: 5 };
  expect(WrittenPriceRules.safeParse([rule]).success).toBe(true);
  expect(WrittenPriceRules.safeParse([rule, rule]).success).toBe(false);
  expect(WrittenPriceRules.safeParse([{ ...rule, per_request_microcredits: 0.5 }]).success).toBe(false);
  expect(WrittenPriceRules.safeParse([{ id: 'a', models: '*', venue: 'local', per_imput_token: 5 }]).success).toBe(
    false,
  );
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

const perToken = {
  kind: 'metered' as const,
  base: microcredits(0),
  minimum: microcredits(0),
  perInputToken: microcredits(0),
  inputMultiplier: 1_000_000,
  perOutputToken: microcredits(1),
  outputMultiplier: 1_000_000,
  perKilobyte: microcredits(0),
  perSecond: microcredits(0),
  perImage: microcredits(0),
};

it('an output limit is lowered by no token more than the wallet asks for', () => {
  const lowered = (affordable: number) =>
    affordableOutput(perToken, {
      estimate: { ...noUsage, completionTokens: 10 },
      affordable: microcredits(affordable),
    });
  expect([0, 1, 9, 10].map((affordable) => lowered(affordable)?.outputTokens)).toEqual([undefined, 1, 9, 10]);
});

it('a use that lies about itself costs as much as any wallet can have, and no more', () => {
  const price = { ...perToken, perOutputToken: microcredits(1_000) };
  const usage = { ...noUsage, completionTokens: Number.MAX_SAFE_INTEGER };
  expect(costOf(price, { usage, reserved: microcredits(5) })).toEqual({
    charged: 5,
    overrun: Number.MAX_SAFE_INTEGER - 5,
  });
});
