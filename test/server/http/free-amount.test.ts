// Buying for a sum of one's own choice: told in the config, and kept within its bounds.
import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { creditsFor } from '../../../server/contract/orders/free-amount.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { type Companion, call, newToken, startCompanion, tokenHash } from '../../support/companion.ts';

let server: Companion;
afterEach(() => server.close());

const freeAmount = {
  currency: 'EUR',
  min_cents: 150,
  max_cents: 10_000,
  rate: { amount_cents: 300, credits_microcredits: 100_000_001 },
};
const buy = (amount: object) =>
  call(server.url, 'POST /v1/payments/checkout', {
    body: { order_id: randomUUID(), provider: 'sandbox', token_hash: tokenHash(newToken()), ...amount },
  });

it('the bounds and the rate stand in the config, and the lowest and the highest sum can be bought', async () => {
  server = await startCompanion({ FREE_AMOUNT: JSON.stringify(freeAmount) });
  expect((await call(server.url, 'GET /v1/config')).body.free_amount).toEqual(freeAmount);
  for (const cents of [150, 10_000]) {
    const { status, body } = await buy({ amount_cents: cents, currency: 'EUR' });
    expect(status).toBe(201);
    expect(body.order).toMatchObject({
      pack_id: null,
      amount_cents: cents,
      currency: 'EUR',
      credits_microcredits: creditsFor(
        { rate: { ...freeAmount.rate, credits_microcredits: microcredits(100_000_001) } },
        cents,
      ),
    });
  }
});

it.each([
  { amount_cents: 149, currency: 'EUR' },
  { amount_cents: 10_001, currency: 'EUR' },
  { amount_cents: 500, currency: 'USD' },
])('%o is refused with the bounds', async (amount) => {
  server = await startCompanion({ FREE_AMOUNT: JSON.stringify(freeAmount) });
  const { status, body } = await buy(amount);
  expect([status, body.code, body.detail]).toEqual([400, 'invalid_request', 'Choose an amount from €1.50 to €100.00.']);
});

it('a currency without cents has its bounds told without them', async () => {
  const yen = { ...freeAmount, currency: 'JPY' };
  server = await startCompanion({ FREE_AMOUNT: JSON.stringify(yen) });
  expect((await buy({ amount_cents: 1, currency: 'JPY' })).body.detail).toBe('Choose an amount from ¥150 to ¥10,000.');
});

it('where only packs are sold the config says so, and an amount is refused', async () => {
  server = await startCompanion();
  expect((await call(server.url, 'GET /v1/config')).body.free_amount).toBeNull();
  expect((await buy({ amount_cents: 500, currency: 'EUR' })).body.detail).toBe(
    'Only packs are sold here. Choose one of them.',
  );
});
