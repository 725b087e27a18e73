// An invoice as it is drawn: amounts, names, and the time that is left.
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Tooltip } from 'radix-ui';
import { expect, test } from 'vitest';
import {
  formatBitcoin,
  formatRate,
  formatSats,
  satsOf,
} from '../../../src/renderer/features/account/invoice/bitcoin-amount.ts';
import { Amount } from '../../../src/renderer/features/account/invoice/invoice-checkout.tsx';
import { inOrder, viewMethod } from '../../../src/renderer/features/account/invoice/invoice-method.ts';
import { announceLeft, clockOf } from '../../../src/renderer/features/account/invoice/left-words.ts';
import { samplePurchase } from '../../support/core-double/sample-account.ts';
import { sampleInvoice } from '../../support/core-double/sample-invoice.ts';
import { wordsFor } from '../../../src/words/words.ts';

const [chain, lightning] = sampleInvoice('http://127.0.0.1/').methods;
const partly = sampleInvoice('http://127.0.0.1/', true).methods;

test('satoshis are exact, and what is less than one is rounded up, never down', () => {
  expect(satsOf('0.00014751')).toBe(14_751);
  expect(satsOf('0.000147510')).toBe(14_751);
  expect(satsOf('0.00014751001')).toBe(14_752);
  expect(satsOf('21000000')).toBe(2_100_000_000_000_000);
  expect(satsOf('0.29')).toBe(29_000_000);
});

test('what is no amount is not shown as one', () => {
  for (const text of ['', '-1', '1e-5', 'NaN', '0.1.2', ' 1', '١']) expect(satsOf(text)).toBeNull();
});

test('bitcoin keeps its eight digits and satoshis are grouped', () => {
  expect(formatBitcoin(14_751)).toBe('0.00014751');
  expect(formatBitcoin(250_000_000)).toBe('2.50000000');
  expect(formatSats(14_751, wordsFor(['en']))).toBe('14,751 sats');
  expect(formatSats(1, wordsFor(['en']))).toBe('1 sat');
});

test('a rate reads as a price, and what is none is left out', () => {
  expect(formatRate('67792.53', 'EUR', wordsFor(['en']))).toBe('€67,793');
  for (const text of ['', '0', '-3', 'free']) expect(formatRate(text, 'EUR', wordsFor(['en']))).toBeNull();
});

test('Lightning comes first, in satoshis; on-chain in bitcoin, and each copies its own unit', () => {
  const [first, second] = inOrder([chain, lightning].filter((one) => one !== undefined)).map((one) =>
    viewMethod(one, wordsFor(['en'])),
  );
  expect(first).toMatchObject({ name: 'Lightning', destinationName: 'invoice', received: null, dueShare: 1 });
  expect(first?.amount).toEqual({ main: '14,751 sats', other: '0.00014751 BTC', copied: '14751' });
  expect(second).toMatchObject({ name: 'On-chain', destinationName: 'address' });
  expect(second?.amount).toEqual({ main: '0.00014751 BTC', other: '14,751 sats', copied: '0.00014751' });
});

test('after a part was paid, what is asked for is the rest', () => {
  const views = partly.map((method) => viewMethod(method, wordsFor(['en'])));
  expect(views.find(({ name }) => name === 'On-chain')).toMatchObject({
    received: '0.00010000 of 0.00014751 BTC',
    amount: { main: '0.00004751 BTC' },
  });
  expect(views.find(({ name }) => name === 'Lightning')).toMatchObject({ received: '10,000 of 14,751 sats' });
});

test('the price beside the rest is the rest of the price', () => {
  for (const method of partly) expect(Math.round(1_000 * viewMethod(method, wordsFor(['en'])).dueShare)).toBe(322);
  // Another transaction costs the network's fee once more.
  const more = partly.map((method) => viewMethod({ ...method, due: '0.00015000' }, wordsFor(['en'])));
  expect(more.map(({ received, dueShare }) => [received, Math.round(1_000 * dueShare)])).toEqual([
    [null, 1_017],
    [null, 1_017],
  ]);
});

test('what is drawn is the price of the rest, and of the whole before anything has come in', () => {
  const purchase = { ...samplePurchase(0, 1, 'open'), amountCents: 1000, currency: 'EUR' };
  const drawn = [...partly, ...sampleInvoice('http://127.0.0.1/').methods].map((method) => {
    const view = viewMethod(method, wordsFor(['en']));
    return renderToStaticMarkup(
      createElement(Tooltip.Provider, null, createElement(Amount, { view, purchase })),
    ).replaceAll(/<[^>]*>/g, ' ');
  });
  for (const words of drawn.slice(0, 2)) expect(words).toMatch(/about €3\.22(?!\d)/);
  for (const words of drawn.slice(2)) expect(words).toMatch(/ · €10\.00(?!\d)/);
});

test('a way to pay that is not known here keeps the name it came with', () => {
  expect(lightning === undefined ? null : viewMethod({ ...lightning, id: 'XMR-CHAIN' }, wordsFor(['en'])).name).toBe(
    'XMR-CHAIN',
  );
});

test('the clock counts down to zero and stays there', () => {
  expect(clockOf(870_000)).toBe('14:30');
  expect(clockOf(59_001)).toBe('1:00');
  expect(clockOf(5_000)).toBe('0:05');
  expect(clockOf(3_905_000)).toBe('1:05:05');
  expect(clockOf(-61_000)).toBe('0:00');
});

test('in a quarter of an hour a screen reader is told of the time three times only', () => {
  const said = Array.from({ length: 902 }, (_, second) => announceLeft((901 - second) * 1_000 - 1_000));
  const changes = said.filter((text, index) => text !== said[index - 1]);
  expect(changes).toEqual(['', 'Five minutes left to pay.', 'One minute left to pay.', 'Payment time expired.']);
});
