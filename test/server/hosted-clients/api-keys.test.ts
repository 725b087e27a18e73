// OpenAI's own client with an API key of this server's: the key's budget and its models hold, and its owner's wallet pays.
import OpenAI, { APIError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../support/companion.ts';
import { answer } from '../../support/fake-upstream/behaviour.ts';
import { openHostedShop, outputPrice, type HostedShop } from './shop.ts';

const operatorKey = 'the key of the operator';
const question = [{ role: 'user' as const, content: 'How many marks are there?' }];

let shop: HostedShop;
beforeAll(async () => {
  shop = await openHostedShop({ env: { ADMIN_API_KEY: operatorKey } });
  shop.fake.setBehaviour(answer(['Every ', 'mark ', 'counts', '.']));
});
afterAll(() => shop.close());

async function clientWith(terms: object): Promise<OpenAI> {
  const { body } = await call(shop.server.url, 'POST /v1/api-keys', {
    headers: { 'x-api-key': operatorKey },
    body: { kind: 'user', user_id: 'ada', name: 'a key', ...terms },
  });
  return new OpenAI({ baseURL: shop.baseUrl, apiKey: body.key, maxRetries: 0 });
}

async function noOf(client: OpenAI, model: string): Promise<unknown> {
  const failed: unknown = await client.chat.completions
    .create({ model, messages: question })
    .catch((no: unknown) => no);
  return failed instanceof APIError ? [failed.status, failed.code] : 'answered';
}

describe('the openai client with an API key', () => {
  it('is answered, and writes no more than the key’s budget has left', async () => {
    const client = await clientWith({ max_budget_microcredits: 500 * outputPrice });
    const { data, response } = await client.chat.completions
      .create({ model: 'fake-small', messages: question })
      .withResponse();
    expect(data.choices[0]?.message.content).toBe('Every mark counts.');
    const clamped = Number(response.headers.get('x-output-clamped'));
    expect([clamped > 0, clamped < 500]).toEqual([true, true]);
    expect(shop.fake.requests.at(-1)?.body).toMatchObject({ max_tokens: clamped });
  });

  it('is told when the budget is used up, in the form that it reads', async () => {
    const client = await clientWith({ max_budget_microcredits: 1 });
    expect(await noOf(client, 'fake-small')).toEqual([402, 'budget_exhausted']);
  });

  it('is refused models that the key is not for', async () => {
    const client = await clientWith({ models: ['fake-l*'] });
    expect(await noOf(client, 'fake-small')).toEqual([403, 'forbidden']);
    expect(await noOf(client, 'fake-large')).toBe('answered');
  });

  it('is refused with a key that nobody made', async () => {
    const client = new OpenAI({ baseURL: shop.baseUrl, apiKey: `sk-tally-${'x'.repeat(43)}`, maxRetries: 0 });
    expect(await noOf(client, 'fake-small')).toEqual([401, 'token_rejected']);
  });
});
