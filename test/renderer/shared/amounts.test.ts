// Amounts and moments in words.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatCharge,
  formatCreditPrice,
  formatCredits,
  formatMessagePrice,
  formatMoney,
  formatSmallMoney,
} from '../../../src/renderer/shared/amounts.ts';
import { daysBetween, sayDay, sayMoment, sayWhen } from '../../../src/renderer/shared/time-words.ts';
import { wordsFor } from '../../../src/words/words.ts';

test('money follows its currency’s own smallest unit', () => {
  expect(formatMoney(1_000, 'EUR', wordsFor(['en']))).toBe('€10.00');
  expect(formatMoney(1_000, 'JPY', wordsFor(['en']))).toBe('¥1,000');
  expect(formatMoney(1_000, 'KWD', wordsFor(['en']))).toMatch(/1\.000/);
  expect(formatMoney(99_000, 'HUF', wordsFor(['en']))).toMatch(/990\.00/);
  expect(formatSmallMoney(50, 'HUF', wordsFor(['en']))).toMatch(/0\.50/);
});

test('a price of less than a cent is not rounded to nothing', () => {
  expect(formatSmallMoney(2, 'EUR', wordsFor(['en']))).toBe('€0.02');
  expect(formatSmallMoney(1.5, 'EUR', wordsFor(['en']))).toBe('€0.015');
  expect(formatSmallMoney(0.034, 'EUR', wordsFor(['en']))).toBe('€0.00034');
});

test('the price of a message is told in cents where people do, and in the currency elsewhere', () => {
  expect(formatMessagePrice(1.5, 'EUR', wordsFor(['en']))).toBe('1.5 ¢');
  expect(formatMessagePrice(0.4, 'USD', wordsFor(['en']))).toBe('0.4 ¢');
  expect(formatMessagePrice(150, 'EUR', wordsFor(['en']))).toBe('€1.50');
  expect(formatMessagePrice(2, 'JPY', wordsFor(['en']))).toBe('¥2');
  expect(formatMessagePrice(2, 'CHF', wordsFor(['en']))).toMatch(/0\.02/);
});

test('credits are rounded down and one is singular', () => {
  expect(formatCredits(1_999_999, wordsFor(['en']))).toBe('1 credit');
  expect(formatCredits(0, wordsFor(['en']))).toBe('0 credits');
});

test('what is less than a credit is shown, and never as more than it is', () => {
  expect(formatCredits(980_000, wordsFor(['en']))).toBe('0.98 credits');
  expect(formatCredits(999_999, wordsFor(['en']))).toBe('0.99 credits');
  expect(formatCredits(20, wordsFor(['en']))).toBe('0.00002 credits');
  expect(formatCredits(1, wordsFor(['de']))).toBe('0,000001 credits');
});

test('a charge is never said to be less than it is', () => {
  fc.assert(
    fc.property(fc.nat(50_000_000), (microcredits) => {
      const said = Number(
        formatCharge(microcredits, wordsFor(['en']))
          .replaceAll(',', '')
          .split(' ')[0],
      );
      expect(said * 1_000_000).toBeGreaterThanOrEqual(microcredits - 0.001);
    }),
  );
});

test('a charge and a price are written as the person writes numbers', () => {
  expect(formatCharge(1_000_000, wordsFor(['en']))).toBe('1 credit');
  expect(formatCharge(1_250_400, wordsFor(['de']))).toBe('1,251 credits');
  expect(formatCreditPrice(12_500, wordsFor(['de']))).toBe('0,0125 credits');
});

test('a day and a moment of the past are named in full', () => {
  const at = new Date(2026, 4, 3, 14, 32).getTime();
  expect(sayDay(at, wordsFor(['en-GB']))).toBe('3 May 2026');
  expect(sayMoment(at, wordsFor(['en-GB']))).toBe('3 May 2026, 14:32');
});

test('a moment is named by the calendar day it falls on', () => {
  const now = new Date(2026, 2, 28, 23, 30).getTime();
  expect(sayWhen(new Date(2026, 2, 28, 23, 45).getTime(), now, wordsFor(['en-GB']))).toBe('at 23:45');
  expect(sayWhen(new Date(2026, 2, 29, 9, 0).getTime(), now, wordsFor(['en-GB']))).toMatch(/^tomorrow at 0?9:00$/);
  expect(sayWhen(new Date(2026, 3, 3, 9, 0).getTime(), now, wordsFor(['en-GB']))).toBe('on 3 April');
  expect(daysBetween(now, new Date(2026, 2, 30, 0, 30).getTime())).toBe(2);
});
