// A plan's own prices: which of them decides, and that cents become credits exactly.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainDecimal } from '../../../server/contract/decimal.ts';
import type { PlanId } from '../../../server/contract/plans/plans.ts';
import { PlanPrice } from '../../../server/contract/prices/plan-price.ts';
import { type MeteredUsage, boundOf, costOf, noUsage, ruleFor } from '../../../server/domain/holds/price.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { planPriceRules } from '../../../server/domain/prices/plan-prices.ts';
import { toRate } from '../../../server/domain/rate.ts';
import { brand } from '../../../server/lib/brand.ts';

const plan = brand<PlanId>('pro');
const halfACredit = toRate('500000');
const price = (written: object) =>
  PlanPrice.parse({ model_pattern: '*', unit: 'token', unit_base_price_cents: 1, ...written });

function costOfUse(prices: readonly PlanPrice[], used: Partial<MeteredUsage>, creditRate = halfACredit) {
  const [rule] = planPriceRules(plan, prices, creditRate);
  if (rule === undefined) throw new Error('there is no rule');
  return costOf(rule.price, { usage: { ...noUsage, ...used }, reserved: microcredits(Number.MAX_SAFE_INTEGER) })
    .charged;
}

const chosenBy = (patterns: readonly string[], model: string) =>
  ruleFor(
    planPriceRules(
      plan,
      patterns.map((model_pattern) => price({ model_pattern })),
      halfACredit,
    ),
    { model, venue: 'hosted' },
  )?.id;

it('the closest pattern decides, whenever it was written, and is named', () => {
  const patterns = ['*', 'gpt-4*', 'gpt-4o*', 'gpt-4o', '*-mini'];
  const orders = [patterns, patterns.toReversed()];
  for (const written of orders) {
    expect(chosenBy(written, 'gpt-4o')).toBe('plan:pro:gpt-4o');
    expect(chosenBy(written, 'gpt-4o-mini')).toBe('plan:pro:gpt-4o*');
    expect(chosenBy(written, 'gpt-4.1')).toBe('plan:pro:gpt-4*');
    expect(chosenBy(written, 'qwen-mini')).toBe('plan:pro:*-mini');
    expect(chosenBy(written, 'qwen')).toBe('plan:pro:*');
  }
});

it('of two patterns that are as close the one written later decides', () => {
  expect(chosenBy(['ab*', '*bc'], 'abc')).toBe('plan:pro:*bc');
  expect(chosenBy(['*bc', 'ab*'], 'abc')).toBe('plan:pro:ab*');
});

it('the prices of one pattern are added up, and the highest least charge holds for all of them', () => {
  const parts = [
    price({ unit: 'token', unit_base_price_cents: 0.002, input_multiplier: 0.5, output_multiplier: 3 }),
    price({ unit: 'request', unit_base_price_cents: 1, min_charge_cents: 2 }),
    price({ unit: 'image', unit_base_price_cents: 4, price_multiplier: 0.25, min_charge_cents: 1 }),
    price({ unit: 'minute', unit_base_price_cents: 6, input_multiplier: 9, output_multiplier: 9 }),
  ];
  const used = { promptTokens: 1_000, completionTokens: 100, images: 2, durationMs: 10_000 };
  // 1 + 0.6 + 1 + 2 + 1 cents
  expect(costOfUse(parts, used)).toBe(2_800_000);
  expect(costOfUse(parts, {})).toBe(1_000_000);
  expect(planPriceRules(plan, parts, halfACredit)).toHaveLength(1);
});

it('a token of the question and one of the answer cost what the multipliers say, and one part of a microcredit is one', () => {
  const mini = price({ unit_base_price_cents: 0.000_015, output_multiplier: 4 });
  expect(costOfUse([mini], { promptTokens: 1_000_000 })).toBe(7_500_000);
  expect(costOfUse([mini], { completionTokens: 1_000_000 })).toBe(30_000_000);
  expect(costOfUse([mini], { promptTokens: 1 })).toBe(8);
});

it('whatever is written, the cost is the exact sum in cents at the credit rate, rounded up once, and no less than the least charge', () => {
  const decimals = (most: number, places: number) =>
    fc.tuple(fc.nat(most), fc.nat(places)).map(([digits, shift]) => Number(`${digits}e-${shift}`));
  const written = fc.record({
    unit: fc.constantFrom('token', 'request', 'minute', 'image'),
    unit_base_price_cents: decimals(999_999, 12),
    input_multiplier: decimals(9_999, 6),
    output_multiplier: decimals(9_999, 6),
    price_multiplier: decimals(9_999, 6),
    min_charge_cents: decimals(999, 6),
  });
  const used = fc.record({
    promptTokens: fc.nat(10_000),
    completionTokens: fc.nat(10_000),
    durationMs: fc.nat(600_000),
    images: fc.nat(9),
  });
  const rate = fc
    .tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.nat(6))
    .map(([digits, shift]) => `${digits}e-${shift}`);
  // Each factor as a whole number of its smallest decimal place.
  const scaled = (value: number, places: number) => {
    const [whole = '', fraction = ''] = plainDecimal(value).split('.');
    return BigInt(whole + fraction.padEnd(places, '0'));
  };
  fc.assert(
    fc.property(written, used, rate, (terms, use, rateText) => {
      const parsed = price(terms);
      const creditRate = Number(rateText);
      const ten = (power: number) => 10n ** BigInt(power);
      const weight = {
        token:
          BigInt(use.promptTokens) * scaled(terms.input_multiplier, 6) +
          BigInt(use.completionTokens) * scaled(terms.output_multiplier, 6),
        request: ten(6),
        image: BigInt(use.images) * ten(6),
        minute: BigInt(use.durationMs) * ten(6),
      }[parsed.unit];
      const sum =
        weight * scaled(terms.unit_base_price_cents, 12) * scaled(terms.price_multiplier, 6) * scaled(creditRate, 6);
      const whole = ten(30) * (parsed.unit === 'minute' ? 60_000n : 1n);
      const up = (part: bigint, of: bigint) => (part + of - 1n) / of;
      const least = up(scaled(terms.min_charge_cents, 12) * scaled(creditRate, 6), ten(18));
      const expected = up(sum, whole) > least ? up(sum, whole) : least;
      const most = BigInt(Number.MAX_SAFE_INTEGER);
      const cost = costOfUse([parsed], use, toRate(plainDecimal(creditRate)));
      expect(BigInt(cost)).toBe(expected < most ? expected : most);
    }),
    { numRuns: 1_000 },
  );
});

it('a plan’s price by the minute has no bound where nobody says how long it takes', () => {
  const [rule] = planPriceRules(plan, [price({ unit: 'minute' })], halfACredit);
  expect(rule && boundOf(rule.price, noUsage)).toBeNull();
  expect(rule && boundOf(rule.price, { ...noUsage, durationMs: 90_000 })).toBe(750_000);
});

it('a number is written as the shortest decimal, whatever its size', () => {
  expect([0, 5, 0.15, 0.000_015, 1e-7, 1.25e-9, 999_999.5].map(plainDecimal)).toEqual([
    '0',
    '5',
    '0.15',
    '0.000015',
    '0.0000001',
    '0.00000000125',
    '999999.5',
  ]);
});

it('a price with more decimals than can be kept exactly is not taken', () => {
  const isTaken = (written: object) =>
    PlanPrice.safeParse({ model_pattern: '*', unit: 'token', unit_base_price_cents: 1, ...written }).success;
  expect(isTaken({ unit_base_price_cents: 1e-12 })).toBe(true);
  expect(isTaken({ unit_base_price_cents: 1e-13 })).toBe(false);
  expect(isTaken({ input_multiplier: 1.000_001 })).toBe(true);
  expect(isTaken({ input_multiplier: 1.000_000_1 })).toBe(false);
  expect(isTaken({ min_charge_cents: -1 })).toBe(false);
});
