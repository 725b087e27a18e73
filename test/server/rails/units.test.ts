// What an amount is to each provider, for every currency of both tables, there and back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencies, minorDigits, toDecimal } from '../../../server/contract/currencies.ts';
import { quoteAtBtcpay, toCents } from '../../../server/rails/btcpay/decimal.ts';
import { StripeRefused, connectStripe } from '../../../server/rails/stripe/connect-stripe.ts';
import { fromStripe, leastAtStripe, quoteAtStripe, toStripe } from '../../../server/rails/stripe/units.ts';

const anyCurrency = fc.constantFrom(...currencies);
const anyAmount = fc.integer({ min: 1, max: 999_999_999_999 });
const anyPrice = fc.record({ amountCents: anyAmount, currency: anyCurrency });

/** Stripe's digits, told here once more by hand. */
const zeroAtStripe = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ');
const threeAtStripe = 'BHD JOD KWD OMR TND'.split(' ');

function worthAtStripe(amount: number, currency: string): bigint {
  const digits = zeroAtStripe.includes(currency) ? 0 : threeAtStripe.includes(currency) ? 3 : 2;
  return BigInt(amount) * 10n ** BigInt(6 - digits);
}

const worth = (minor: number, currency: string): bigint => BigInt(minor) * 10n ** BigInt(6 - minorDigits(currency));

describe('Stripe', () => {
  it('is asked for exactly what is shown, or for nothing', () => {
    fc.assert(
      fc.property(anyPrice, (price) => {
        const amount = toStripe(price);
        if (amount === null) return;
        expect(worthAtStripe(amount, price.currency)).toBe(worth(price.amountCents, price.currency));
        expect(fromStripe(amount, price.currency.toLowerCase())).toBe(price.amountCents);
        if (threeAtStripe.includes(price.currency)) expect(amount % 10).toBe(0);
        if (['ISK', 'UGX'].includes(price.currency)) expect(amount % 100).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes every multiple of the step that it is quoted with, and no other amount', () => {
    fc.assert(
      fc.property(anyCurrency, fc.integer({ min: 1, max: 1_000_000 }), (currency, count) => {
        const quote = quoteAtStripe({ amountCents: 1_000_000, currency });
        if (quote.kind === 'impossible') return;
        const price = { amountCents: count * quote.step, currency };
        expect(toStripe(price)).not.toBeNull();
        expect(quoteAtStripe(price).kind).toBe('asked');
        if (quote.step > 1) expect(toStripe({ amountCents: price.amountCents + 1, currency })).toBeNull();
      }),
    );
  });

  it('tells of parts of a payment that add up to no more than the whole', () => {
    fc.assert(
      fc.property(anyCurrency, fc.array(fc.nat(1_000_000), { maxLength: 5 }), (currency, parts) => {
        const sum = parts.reduce((total, part) => total + part, 0);
        const told = parts.reduce((total, part) => total + fromStripe(part, currency), 0);
        expect(told).toBeLessThanOrEqual(fromStripe(sum, currency));
      }),
    );
  });

  it.each([
    ['USD', 199, 199],
    ['HUF', 99_000, 99_000],
    ['TWD', 10_000, 10_000],
    ['IDR', 1_500_000, 1_500_000],
    ['JPY', 500, 500],
    ['MGA', 50_000, 500],
    ['ISK', 5, 500],
    ['UGX', 3_700, 370_000],
    ['BHD', 1_230, 1_230],
  ])('is asked in %s for %i of ours as %i of its own', (currency, amountCents, amount) => {
    expect(toStripe({ amountCents, currency })).toBe(amount);
    expect(fromStripe(amount, currency)).toBe(amountCents);
  });

  it.each([
    ['BHD', 1_234, { reason: 'amount_not_in_steps', amount_cents: 1_234, step_cents: 10, currency: 'BHD' }],
    ['MGA', 12_345, { reason: 'amount_not_in_steps', amount_cents: 12_345, step_cents: 100, currency: 'MGA' }],
    ['IRR', 100, { reason: 'currency_not_taken', currency: 'IRR' }],
    ['XAU', 100, { reason: 'currency_not_taken', currency: 'XAU' }],
  ])('cannot charge %s %i, and says why', (currency, amountCents, no) => {
    expect(quoteAtStripe({ amountCents, currency })).toEqual({ kind: 'impossible', no: { ...no, provider: 'stripe' } });
  });

  it.each([
    ['USD', 49, 50],
    ['USD', 50, null],
    ['JPY', 49, 50],
    ['HUF', 17_499, 17_500],
    ['HUF', 17_500, null],
    ['IDR', 1, null],
  ])('has a least amount in %s: of %i it is %s', (currency, amountCents, least) => {
    expect(leastAtStripe({ amountCents, currency })).toBe(least);
  });
});

describe('BTCPay Server', () => {
  it('is asked for exactly what is shown, and tells it back', () => {
    fc.assert(
      fc.property(anyPrice, ({ amountCents, currency }) => {
        const decimal = toDecimal(amountCents, currency);
        expect(quoteAtBtcpay({ amountCents, currency })).toMatchObject({
          words: `amount=${decimal}, currency=${currency}`,
        });
        expect(toCents(decimal, currency)).toBe(amountCents);
        // However many noughts it writes.
        expect(toCents(`${decimal}${decimal.includes('.') ? '' : '.'}000`, currency)).toBe(amountCents);
      }),
    );
  });
});

it('of what Stripe names in an error, only what can be stored is kept', () => {
  const { errors } = connectStripe({ secretKey: 'sk_test_1', apiUrl: null });
  const error = new errors.StripeInvalidRequestError({
    type: 'invalid_request_error',
    message: 'no',
    code: 'c'.repeat(2_000),
    param: 'p'.repeat(2_000),
  });
  expect(new StripeRefused(error, 'make a payment')).toMatchObject({
    code: 'c'.repeat(200),
    parameter: 'p'.repeat(200),
  });
});
