// OpenAI's own client for Node, unchanged, where it gets a no: each is the error class that programs for OpenAI already handle, with
// the server's code, and what was not answered is not charged.
import OpenAI from 'openai';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  answer,
  badGateway,
  badRequest,
  broken,
  inTurn,
  modelNotFound,
  tooMany,
  wrongKey,
} from '../../support/fake-upstream/behaviour.ts';
import { newToken } from '../../support/companion.ts';
import { openHostedShop, type HostedShop } from './shop.ts';

const asked = { model: 'fake-small', messages: [{ role: 'user' as const, content: 'How many marks are there?' }] };
const price = 550;

let shop: HostedShop;
beforeAll(async () => {
  shop = await openHostedShop();
});
afterAll(() => shop.close());

let token: string;
beforeEach(async () => {
  shop.fake.setBehaviour(answer(['Every ', 'mark ', 'counts', '.']));
  token = await shop.customer();
});

function clientOf(apiKey = token, maxRetries = 0): OpenAI {
  return new OpenAI({ baseURL: shop.baseUrl, apiKey, maxRetries });
}

async function spent(): Promise<number> {
  await shop.charges();
  return 100_000_000 - (await shop.balance(token));
}

function questionsUpstream(): number {
  return shop.fake.requests.filter(({ path }) => path === '/chat/completions').length;
}

async function failure(asking: Promise<unknown>): Promise<unknown> {
  return asking.then(
    () => 'answered',
    (error: unknown) => error,
  );
}

describe('the openai client is refused', () => {
  it.each([
    [
      'a field that is not known here',
      { web_search_options: {} },
      { param: 'web_search_options', code: 'invalid_request' },
    ],
    ['more than one answer', { n: 2 }, { param: 'n', code: 'invalid_request' }],
  ])('for %s, as BadRequestError', async (_what, more, expected) => {
    const before = questionsUpstream();
    const error = await failure(clientOf().chat.completions.create({ ...asked, ...more }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject(expected);
    expect(questionsUpstream()).toBe(before);
  });

  it.each([
    ['does not take a value', badRequest, 'temperature'],
    ['does not know the model', modelNotFound, 'does not exist'],
  ])('where the upstream %s, as BadRequestError with its words', async (_what, behaviour, words) => {
    shop.fake.setBehaviour(behaviour);
    const error = await failure(clientOf().chat.completions.create(asked));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ code: 'upstream_refused', message: expect.stringContaining(words) });
    expect(await spent()).toBe(0);
  });

  it('for a token that is not known, as AuthenticationError', async () => {
    const error = await failure(clientOf(newToken()).chat.completions.create(asked));
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ code: 'token_rejected' });
  });

  it('for a model that is not offered, as NotFoundError', async () => {
    const error = await failure(clientOf().chat.completions.create({ ...asked, model: 'gpt-9' }));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ code: 'model_not_offered' });
  });

  it('for want of credits, with status 402', async () => {
    const poor = await shop.customer(1);
    const error = await failure(clientOf(poor).chat.completions.create(asked));
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ status: 402, code: 'credits_exhausted' });
  });

  it('for asking too often, as RateLimitError', async () => {
    const strict = await openHostedShop({ env: { PLAN_PRO_PER_MINUTE: '1' } });
    try {
      const client = new OpenAI({ baseURL: strict.baseUrl, apiKey: await strict.customer(), maxRetries: 0 });
      await client.chat.completions.create(asked);
      const error = await failure(client.chat.completions.create(asked));
      expect(error).toBeInstanceOf(OpenAI.RateLimitError);
      expect(error).toMatchObject({ code: 'plan_rate_limited' });
    } finally {
      await strict.close();
    }
  });

  it.each([
    ['answers 500', broken, 502],
    ['answers a page of HTML with 502', badGateway, 502],
    ['does not accept the key', wrongKey, 502],
    ['is busy', tooMany(1), 503],
    ['closes the connection', { kind: 'cut' }, 502],
  ] as const)('where the upstream %s, as InternalServerError', async (_what, behaviour, status) => {
    shop.fake.setBehaviour(behaviour);
    const error = await failure(clientOf().chat.completions.create({ ...asked, stream: true }));
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(error).toMatchObject({ status });
    expect(await spent()).toBe(0);
  });
});

describe('the openai client tries again', () => {
  it('after a failure of the upstream, and only the answer is charged', async () => {
    shop.fake.setBehaviour(inTurn(broken, answer(['Every ', 'mark ', 'counts', '.'])));
    const { choices } = await clientOf(token, 2).chat.completions.create(asked);
    expect(choices[0]?.message.content).toBe('Every mark counts.');
    expect(await spent()).toBe(price);
  });

  it('under the same idempotency key, and only the answer is charged', async () => {
    shop.fake.setBehaviour(inTurn(broken, answer(['Every ', 'mark ', 'counts', '.'])));
    const headers = { 'Idempotency-Key': randomUUID() };
    const { choices } = await clientOf(token, 2).chat.completions.create(asked, { headers });
    expect(choices[0]?.message.content).toBe('Every mark counts.');
    expect(await spent()).toBe(price);
  });

  it('what was answered under a key before: ConflictError, and no second charge', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    await clientOf().chat.completions.create(asked, { headers });
    const error = await failure(clientOf().chat.completions.create(asked, { headers }));
    expect(error).toBeInstanceOf(OpenAI.ConflictError);
    expect(error).toMatchObject({ code: 'idempotency_settled' });
    expect(await spent()).toBe(price);
  });
});
