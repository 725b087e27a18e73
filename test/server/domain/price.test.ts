// Price rules: which one fits, and that nothing is free by omission.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { microcredits } from '../../../server/domain/money.ts';
import { boundOf, costOf, flatRule, noUsage, priceFor } from '../../../server/domain/price.ts';

const rule = (models: string, credits = 1) =>
  flatRule({ id: models, models, venue: 'local', perRequest: microcredits(credits) });
const isFitting = (models: string, model: string) => priceFor([rule(models)], { model, venue: 'local' }) !== null;

it('the first rule that fits decides', () => {
  const rules = [rule('llama*', 5), rule('*', 1)];
  expect(priceFor(rules, { model: 'llama3:8b', venue: 'local' })).toEqual({ kind: 'flat', perRequest: 5 });
  expect(priceFor(rules, { model: 'qwen3', venue: 'local' })).toEqual({ kind: 'flat', perRequest: 1 });
});

it('a model that no rule names has no price', () => {
  expect(priceFor([rule('*')], { model: 'llama3', venue: 'hosted' })).toBeNull();
  expect(priceFor([rule('llama3')], { model: 'llama3:8b', venue: 'local' })).toBeNull();
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
