// What is said of packs rests on their figures alone.
import { expect, test } from 'vitest';
import { offerPacks } from '../../../src/renderer/features/account/pack-offer.ts';
import { sampleConfig } from '../../support/core-double/sample-account.ts';

const { packs } = sampleConfig;

test('only the pack with the lowest price a message is marked, with what it saves over the dearest', () => {
  expect(offerPacks(packs, 1_000_000).map((offer) => offer.saves)).toEqual([
    null,
    null,
    { percent: 50, than: 'Starter' },
  ]);
});

test('the price a message follows the price of a message', () => {
  expect(offerPacks(packs, 2_000_000).map((offer) => offer.centsPerMessage)).toEqual([6, 4, 3]);
});

test('packs of one price, of several currencies, or of free messages are not compared', () => {
  const same = packs.map((pack) => ({ ...pack, amount_cents: pack.credits_microcredits / 1_000_000 }));
  const mixed = packs.map((pack, index) => ({ ...pack, currency: index === 0 ? 'USD' : 'EUR' }));
  for (const offers of [offerPacks(same, 1_000_000), offerPacks(mixed, 1_000_000), offerPacks(packs, 0)])
    expect(offers.every((offer) => offer.saves === null)).toBe(true);
  expect(offerPacks([], 1_000_000)).toEqual([]);
});
