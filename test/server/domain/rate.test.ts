// What one unit costs: a decimal that is kept exactly.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { higher, noRate, one, product, ratePer, toRate, writeRate } from '../../../server/domain/rate.ts';

it('a rate is written as it was read', () => {
  const decimal = fc.tuple(fc.bigInt(0n, 10n ** 40n), fc.integer({ min: 0, max: 30 })).map(([digits, decimals]) => {
    const text = digits.toString().padStart(decimals + 1, '0');
    return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`.replace(/\.?0+$/, '');
  });
  fc.assert(
    fc.property(decimal, (text) => {
      expect(writeRate(toRate(text))).toBe(text);
    }),
  );
  expect([writeRate(noRate), writeRate(one), writeRate(toRate('007.50'))]).toEqual(['0', '1', '7.5']);
});

it('what is no decimal, or longer than can be kept, is no rate', () => {
  for (const text of ['', '-1', '1.', '.5', '1e3', '1,5', ` 1`, `0.${'0'.repeat(30)}1`])
    expect(() => toRate(text)).toThrow('not a rate');
  expect(() => ratePer(1, 3)).toThrow('no decimal');
});

it('a product is exact or is not made', () => {
  expect(product(toRate('0.15'), toRate('1.000001'), toRate('2'))).toBe(toRate('0.3000003'));
  expect(product()).toBe(one);
  expect(() => product(toRate(`0.${'0'.repeat(19)}1`), toRate('0.00000000001'))).toThrow('too many decimals');
});

it('the higher of two rates is one of them', () => {
  expect([higher(one, noRate), higher(noRate, one)]).toEqual([one, one]);
});
