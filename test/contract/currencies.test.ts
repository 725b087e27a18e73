// The table of ISO 4217, and amounts written by it: the same digits in every language and with every version of Node.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currencies,
  formatMoney,
  isCurrency,
  minorDigits,
  moneyFormat,
  plainMoney,
  toDecimal,
} from '../../server/contract/currencies.ts';

const anyCurrency = fc.constantFrom(...currencies);
const anyAmount = fc.integer({ min: 1, max: 999_999_999_999 });
const anyTag = fc.constantFrom('en', 'en-GB', 'de', 'de-CH', 'it', 'zh-CN', 'hu', 'ar-u-nu-latn');

describe('the table', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['HUF', 2],
    ['IDR', 2],
    ['COP', 2],
    ['PKR', 2],
    ['ALL', 2],
    ['AFN', 2],
    ['MGA', 2],
    ['JPY', 0],
    ['ISK', 0],
    ['UGX', 0],
    ['CLP', 0],
    ['KRW', 0],
    ['VND', 0],
    ['XOF', 0],
    ['KWD', 3],
    ['BHD', 3],
    ['IQD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['UYW', 4],
  ])('gives %s %i digits', (code, digits) => {
    expect([isCurrency(code), minorDigits(code)]).toEqual([true, digits]);
  });

  it.each([
    'XYZ',
    'BTC',
    'XAU',
    'XAG',
    'XPT',
    'XPD',
    'XDR',
    'XSU',
    'XUA',
    'XBA',
    'XTS',
    'XXX',
    'HRK',
    'DEM',
    'usd',
    '',
  ])('does not know %s as money', (code) => expect(isCurrency(code)).toBe(false));

  it('names each code once, in capitals', () => {
    expect(new Set(currencies).size).toBe(currencies.length);
    expect(currencies.length).toBe(165);
    for (const code of currencies) expect(code).toMatch(/^[A-Z]{3}$/);
  });
});

describe('an amount', () => {
  it('is a decimal with the currency’s digits, and nothing of it is lost', () => {
    fc.assert(
      fc.property(anyCurrency, anyAmount, (currency, minor) => {
        const [, fraction = ''] = toDecimal(minor, currency).split('.');
        expect(fraction).toHaveLength(minorDigits(currency));
        expect(Number(toDecimal(minor, currency).replace('.', ''))).toBe(minor);
        expect(plainMoney(minor, currency)).toBe(`${toDecimal(minor, currency)} ${currency}`);
      }),
    );
  });

  it('shows all of its digits and no others, whatever the reader’s language does with that currency', () => {
    fc.assert(
      fc.property(anyCurrency, anyAmount, anyTag, (currency, minor, tag) => {
        const parts = moneyFormat(currency, tag).formatToParts(minor / 10 ** minorDigits(currency));
        const digits = parts.filter(({ type }) => type === 'integer' || type === 'fraction').map(({ value }) => value);
        expect(digits.join('')).toBe(toDecimal(minor, currency).replace('.', ''));
      }),
    );
  });

  it.each([
    [99_000, 'HUF', 'HUF 990.00'],
    [1_500_000, 'IDR', 'IDR 15,000.00'],
    [1_234, 'JPY', '¥1,234'],
    [1_234, 'BHD', 'BHD 1.234'],
    [500, 'ISK', 'ISK 500'],
  ])('%i of %s is %s', (minor, currency, text) => {
    expect(formatMoney(minor, currency, 'en').replaceAll('\u00a0', ' ')).toBe(text);
  });
});
