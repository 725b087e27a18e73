// What a use would cost, as anybody may ask: the sum that is then charged, by the plan of whoever asks.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Companion, call, newToken, startCompanion } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';

const key = 'the key of the operator';
const token = newToken();
let server: Companion;
beforeAll(async () => {
  const rules = [
    {
      id: 'mini',
      models: 'mini',
      venue: 'hosted',
      per_million_input_tokens_microcredits: 7_500_000,
      per_million_output_tokens_microcredits: 30_000_000,
      per_million_reasoning_tokens_microcredits: 45_000_000,
      minimum_microcredits: 20,
    },
  ];
  server = await startCompanion({ ADMIN_API_KEY: key, PRICE_RULES: JSON.stringify(rules) });
  await grantTo(server.folder, { token, credits: 9 });
});
afterAll(() => server.close());

const usage = { prompt_tokens: 333, cached_tokens: 100, completion_tokens: 77, reasoning_tokens: 7 };
const preview = (asked: object, as?: string) =>
  call(server.url, 'POST /v1/prices/preview', {
    body: { model: 'mini', usage, ...asked },
    ...(as === undefined ? { headers: { 'x-client-id': 'client-1234' } } : { as }),
  });

it('names the rule, each part, the sum, and what would be held', async () => {
  const { status, body } = await preview({});
  expect([status, body.price]).toEqual([
    200,
    {
      model: 'mini',
      venue: 'hosted',
      plan_id: 'free',
      price_rule: 'mini',
      parts: [
        { part: 'input', units: 233, each_microcredits: '7.5', cost_microcredits: '1747.5' },
        { part: 'cached_input', units: 100, each_microcredits: '7.5', cost_microcredits: '750' },
        { part: 'output', units: 70, each_microcredits: '30', cost_microcredits: '2100' },
        { part: 'reasoning', units: 7, each_microcredits: '45', cost_microcredits: '315' },
      ],
      minimum_microcredits: 20,
      cost_microcredits: 4_913,
      bound_microcredits: 5_963,
    },
  ]);
});

it('says to the microcredit what the same use is then held for and charged', async () => {
  const told = (await preview({}, token)).body.price;
  const id = randomUUID();
  const estimate = { prompt_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens };
  const held = await call(server.url, 'POST /v1/holds', {
    as: token,
    body: { id, model: 'mini', venue: 'hosted', estimate },
  });
  expect(held.body.hold.amount_microcredits).toBe(told.bound_microcredits);
  const captured = await call(server.url, `POST /v1/holds/${id}/capture`, { as: token, body: { usage } });
  expect(captured.body.hold.captured_microcredits).toBe(told.cost_microcredits);
});

it('goes by the prices of the plan that the caller is on', async () => {
  const terms = { plan_id: 'pro', model_pattern: 'm*', unit: 'request', unit_base_price_cents: 3 };
  const headers = { 'x-api-key': key };
  expect((await call(server.url, 'POST /v1/plans/pricing', { headers, body: terms })).status).toBe(200);
  expect((await preview({}, token)).body.price).toMatchObject({
    plan_id: 'pro',
    price_rule: 'plan:pro:m*',
    cost_microcredits: 1_500_000,
  });
  expect((await preview({})).body.price).toMatchObject({ plan_id: 'free', cost_microcredits: 4_913 });
});

it('refuses a model without a price and a token without a wallet', async () => {
  expect((await preview({ model: 'none' })).body.code).toBe('model_unknown');
  expect((await preview({}, newToken())).body.code).toBe('token_rejected');
});
