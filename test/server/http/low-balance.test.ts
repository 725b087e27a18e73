// The threshold of low balances, from the setting to the operator's view of a wallet.
import { expect, it } from 'vitest';
import { call, startCompanion } from '../../support/companion.ts';

it.each([
  [{ LOW_BALANCE_CREDITS: '10' }, 10_000_000],
  [{ LOW_BALANCE_CREDITS: '0' }, null],
  [{}, null],
])('with %j a wallet is shown with the threshold %s', async (env, threshold) => {
  const headers = { 'x-api-key': 'the key of the operator' };
  const server = await startCompanion({ ADMIN_API_KEY: headers['x-api-key'], ...env });
  try {
    const body = { entity_type: 'user', amount_microcredits: 5, reason: 'test', ref: 'first' };
    await call(server.url, 'POST /v1/wallets/ada/grant', { headers, body });
    const wallet = await call(server.url, 'GET /v1/wallets/ada?entity_type=user', { headers });
    expect([wallet.status, wallet.body.low_threshold_microcredits]).toEqual([200, threshold]);
  } finally {
    await server.close();
  }
});
