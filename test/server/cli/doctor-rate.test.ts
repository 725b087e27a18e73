import { expect, it } from 'vitest';
import { lookAtRate } from '../../../server/cli/doctor-rate.ts';
import { readSettings } from '../../../server/settings/config.ts';

const rateOf = (env: Readonly<Record<string, string>> = {}) => lookAtRate(readSettings(env).settings);
const yen = { id: 'a', credits_microcredits: 500_000_000, amount_cents: 500, currency: 'JPY' };
const euro = { id: 'b', credits_microcredits: 100_000_000, amount_cents: 200, currency: 'EUR' };

it('a rate near what is sold is well, beside the packs that are sold unless told otherwise too', () => {
  expect(rateOf()).toEqual([
    { kind: 'well', text: 'CREDIT_RATE counts 0.01 USD as 0.5 credits; what is sold gives 0.503 to 0.8 for it.' },
  ]);
  expect(rateOf({ PACKS: JSON.stringify([yen]), CREDIT_RATE: '1000000' })).toEqual([
    { kind: 'well', text: 'CREDIT_RATE counts 1 JPY as 1 credit; what is sold gives 1 for it.' },
  ]);
});

it.each([
  ['too high', '2100000'],
  ['too low', '400000'],
])('one that is %s for what is sold is warned of', (_how, rate) => {
  const [found] = rateOf({ PACKS: JSON.stringify([yen]), CREDIT_RATE: rate });
  expect(found).toMatchObject({ kind: 'warning', text: expect.stringContaining('but what is sold gives 1 for it.') });
});

it('the currency of free amounts counts, and others in which credits are sold are named', () => {
  const rate = { amount_cents: 100, credits_microcredits: 300_000_000 };
  const free = { currency: 'EUR', min_cents: 100, max_cents: 1000, rate };
  expect(rateOf({ PACKS: JSON.stringify([yen, euro]), FREE_AMOUNT: JSON.stringify(free) })).toEqual([
    { kind: 'well', text: 'CREDIT_RATE counts 0.01 EUR as 0.5 credits; what is sold gives 0.5 to 3 for it.' },
    {
      kind: 'warning',
      text: 'Credits are sold in JPY too, but wallets, plans, reports and invoices count in EUR alone.',
    },
  ]);
});
