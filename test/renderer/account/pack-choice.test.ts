// The first step of a purchase: what is chosen, and a sum of one's own as it is typed.
import { describe, expect, test } from 'vitest';
import { FreeAmount, creditsFor } from '../../../server/contract/orders/free-amount.ts';
import { readAmount, sayBounds, writeAmount } from '../../../src/renderer/features/account/amount-entry.ts';
import {
  buyableOf,
  chosenNow,
  firstChoice,
  priceOf,
  sayWrong,
} from '../../../src/renderer/features/account/pack-choice.ts';
import { sampleConfig } from '../../support/core-double/sample-account.ts';
import { wordsFor } from '../../../src/words/words.ts';

const offer = FreeAmount.parse({
  currency: 'EUR',
  min_cents: 200,
  max_cents: 50_000,
  rate: { amount_cents: 1_000, credits_microcredits: 500_000_000 },
});
const shop = { ...sampleConfig, providers: ['stripe' as const, 'btcpay' as const], free_amount: offer };

describe('a sum as it is typed', () => {
  test('is read with a point or a comma, and buys what the server would count', () => {
    for (const text of ['7.50', '7,5', ' 7.5 '])
      expect(readAmount(text, offer)).toEqual({ kind: 'ok', cents: 750, microcredits: creditsFor(offer, 750) });
    expect(readAmount('7', offer)).toMatchObject({ cents: 700 });
  });

  test.each(['1.000', '1,000.00', '7.505', '-5', '5 €', 'ten', '.', '1e3'])(
    '“%s” is not guessed at, and an example says how to write it',
    (text) => {
      expect(readAmount(text, offer)).toMatchObject({ kind: 'wrong', sentence: expect.stringContaining('2.00') });
    },
  );

  test.each([
    ['JPY', '1200', 1_200, '1200.5', 'Enter an amount such as 500'],
    ['KWD', '1,5', 1_500, '1.2345', 'Enter an amount such as 0.500'],
    ['HUF', '990.5', 99_050, '990.505', 'Enter an amount such as 5.00'],
    ['MGA', '12.34', 1_234, '0.5', 'Choose an amount from MGA'],
  ])('in %s has as many digits as ISO 4217 gives it', (currency, text, cents, wrong, sentence) => {
    const own = { ...offer, currency, min_cents: 500, max_cents: 10_000_000 };
    expect(readAmount(text, own)).toMatchObject({ kind: 'ok', cents });
    expect(readAmount(writeAmount(cents, currency), own)).toMatchObject({ kind: 'ok', cents });
    expect(readAmount(wrong, own, wordsFor(['en']))).toMatchObject({
      kind: 'wrong',
      sentence: expect.stringContaining(sentence),
    });
  });

  test('goes in the steps that every way to pay can charge', () => {
    const own = { ...offer, currency: 'KWD', min_cents: 500, step_cents: 10 };
    expect(readAmount('1.230', own)).toMatchObject({ kind: 'ok', cents: 1_230 });
    expect(readAmount('1.234', own, wordsFor(['en']))).toMatchObject({
      kind: 'wrong',
      sentence: expect.stringMatching(/0\.010\.$/),
    });
  });

  test('has bounds that may both be chosen and are named when they are not kept', () => {
    expect(readAmount('2', offer).kind).toBe('ok');
    expect(readAmount('500', offer).kind).toBe('ok');
    for (const text of ['1.99', '500.01', '0'])
      expect(readAmount(text, offer, wordsFor(['en']))).toEqual({
        kind: 'wrong',
        sentence: 'Choose an amount from €2.00 to €500.00.',
      });
  });

  test('follows the digits of its currency', () => {
    const yen = { ...offer, currency: 'JPY', min_cents: 300, max_cents: 90_000 };
    expect(readAmount('1000', yen)).toMatchObject({ kind: 'ok', cents: 1_000 });
    expect(readAmount('1000.5', yen).kind).toBe('wrong');
    expect(sayBounds(yen, wordsFor(['en']))).toBe('from ¥300 to ¥90,000');
    expect(writeAmount(1_000, 'JPY')).toBe('1000');
    expect(writeAmount(750, 'EUR')).toBe('7.50');
  });
});

const payee = { kind: 'computer' } as const;

describe('what is chosen', () => {
  test('is the middle pack at first', () => {
    expect(firstChoice(shop, null)).toEqual({
      picked: { kind: 'pack', packId: 'regular' },
      provider: null,
      amountText: '',
    });
  });

  test('after a way to pay that did not work out, is the same by another way', () => {
    expect(firstChoice(shop, { thing: { kind: 'pack', packId: 'large' }, payee, notBy: 'stripe' })).toMatchObject({
      picked: { kind: 'pack', packId: 'large' },
      provider: 'btcpay',
    });
    expect(
      firstChoice(shop, { thing: { kind: 'amount', cents: 750, currency: 'EUR' }, payee, notBy: 'btcpay' }),
    ).toMatchObject({ picked: { kind: 'amount' }, provider: 'stripe', amountText: '7.50' });
  });

  test('is the first pack when the one that was wanted is sold no more', () => {
    expect(chosenNow(shop, { kind: 'pack', packId: 'gone' }, '')).toMatchObject({ pack: { id: 'starter' } });
    expect(chosenNow({ ...shop, free_amount: null }, { kind: 'amount' }, '7')).toMatchObject({ kind: 'pack' });
    expect(chosenNow({ ...shop, packs: [] }, { kind: 'pack', packId: 'gone' }, '')).toMatchObject({ kind: 'amount' });
    expect(chosenNow({ ...shop, packs: [], free_amount: null }, { kind: 'amount' }, '')).toBeNull();
  });

  test('has a price and can be ordered only when it is right', () => {
    const typed = (text: string) => chosenNow(shop, { kind: 'amount' }, text);
    const [right, empty, low] = [typed('7.50'), typed(''), typed('1')];
    if (right === null || empty === null || low === null) throw new Error('The shop sells for a sum');
    expect(priceOf(right, wordsFor(['en']))).toBe('€7.50');
    expect(buyableOf(right)).toEqual({ kind: 'amount', cents: 750, currency: 'EUR' });
    expect(sayWrong(right)).toBeNull();
    expect([priceOf(empty), buyableOf(empty), priceOf(low), buyableOf(low)]).toEqual([null, null, null, null]);
    expect(sayWrong(empty, wordsFor(['en']))).toBe('Enter an amount, from €2.00 to €500.00.');
    expect(sayWrong(low, wordsFor(['en']))).toMatch(/^Choose an amount from/);
  });
});
