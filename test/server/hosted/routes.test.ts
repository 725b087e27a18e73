// What hosted routes take and answer beside the charge: forms, headers, bounds, repeats, plans, and the two shapes of plain chat.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WrittenPriceRules } from '../../../server/contract/holds/prices.ts';
import { Plan } from '../../../server/contract/plans/plans.ts';
import { toPriceRules } from '../../../server/domain/holds/price-rules.ts';
import { call, newToken, until } from '../../support/companion.ts';
import { personCaller } from '../../support/person-caller.ts';
import { type HostedServer, offer, startHosted } from './hosted-server.ts';
import { openStream } from './open-stream.ts';
import {
  eventOf,
  type ScriptedUpstream,
  scriptedUpstream,
  streamAnswer,
  usage,
  wholeAnswer,
} from './scripted-upstream.ts';

const funds = 1_000_000;

let upstream: ScriptedUpstream;
let server: HostedServer;
let token: string;
beforeEach(async () => {
  upstream = scriptedUpstream('litellm');
  server = await startHosted({
    offers: [offer(upstream, 'small', 'other')],
    env: {
      HOSTED_BODY_BYTES_MAX: '200000',
      HOSTED_AT_ONCE: '3',
      HOSTED_AT_ONCE_PER_PAYER: '2',
      RL_MAX_AT_ONCE: '1',
      OLLAMA_BASE_URL: 'http://127.0.0.1:9',
      OLLAMA_MODEL: 'small',
    },
  });
  token = await server.payer(funds);
});
afterEach(() => server.close());

const ask = (body: object = {}, headers: Readonly<Record<string, string>> = {}, path = '/v1/chat/completions') =>
  server.ask(body, { as: token, headers, path });

describe('a request', () => {
  it('reaches the upstream with its own name of the model and a limit under the name that was used', async () => {
    await ask({ temperature: 0.5, max_tokens: 20 });
    await ask({ max_completion_tokens: 30 });
    await ask({});
    expect(
      upstream.asks.map(({ request }) => [request.model, request.max_tokens, request.max_completion_tokens]),
    ).toEqual([
      ['small-at-litellm', 20, undefined],
      ['small-at-litellm', undefined, 30],
      ['small-at-litellm', 1000, undefined],
    ]);
    expect(upstream.asks[0]?.request.temperature).toBe(0.5);
  });

  it('passes the bytes of a whole answer on untouched', async () => {
    const answer = wholeAnswer('Hëllo', usage(1, 1));
    upstream.play(() => answer);
    const { body } = await ask();
    expect(answer.kind === 'whole' && JSON.parse(Buffer.from(answer.body).toString())).toEqual(body);
  });

  it.each([
    ['a field that is not known', { api_base: 'http://169.254.169.254/' }, 'api_base'],
    ['more than one answer', { n: 2 }, 'n'],
    ['no messages', { messages: [] }, 'messages'],
    [
      'a part that is not known',
      { messages: [{ role: 'user', content: [{ type: 'file', file: {} }] }] },
      'messages.0.content',
    ],
  ])('with %s is refused in OpenAI’s form, which names it', async (_what, body, field) => {
    const { status, body: told, headers } = await ask(body);
    expect([status, told.error.type, told.error.code]).toEqual([400, 'invalid_request_error', 'invalid_request']);
    expect(told.error.param).toMatch(new RegExp(`^${field}`));
    expect(told.error.request_id).toBe(headers.get('x-request-id'));
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(upstream.asks).toEqual([]);
  });

  it('that names a field twice, or is no JSON, is refused before anything is held', async () => {
    const send = async (body: string) => {
      const answer = await fetch(`${server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body,
      });
      const { error } = JSON.parse(await answer.text());
      return [answer.status, error.reason];
    };
    expect(await send('{"model":"small","model":"other","messages":[]}')).toEqual([400, 'field_repeated']);
    expect(await send('{"model":')).toEqual([400, 'not_json']);
    expect(upstream.asks).toEqual([]);
  });

  it('may have a large body where others may not, up to its own bound', async () => {
    const long = 'x'.repeat(150_000);
    expect((await ask({ messages: [{ role: 'user', content: long }] })).status).toBe(200);
    const tooLong = await ask({ messages: [{ role: 'user', content: `${long}${long}` }] });
    expect([tooLong.status, tooLong.body.error.code]).toEqual([413, 'payload_too_large']);
    expect((await call(server.url, 'POST /v1/holds', { as: token, body: { id: long } })).status).toBe(413);
  });

  it('may say a NUL character to a model, since what is said is not kept', async () => {
    const messages = [{ role: 'user', content: 'a\0b' }];
    expect((await ask({ messages })).status).toBe(200);
    expect(upstream.asks[0]?.request.messages).toEqual(messages);
  });

  it('by a token that nobody has is refused, and never served as a visitor’s', async () => {
    const { status, body, headers } = await server.ask({}, { as: newToken() });
    expect([status, body.error.code, headers.get('www-authenticate')]).toEqual([401, 'token_rejected', 'Bearer']);
    expect(upstream.asks).toEqual([]);
  });

  it('has its output lowered to what the wallet affords, and says so', async () => {
    const poor = await server.payer(2 * 300 + 10 * 42);
    const { headers } = await server.ask({}, { as: poor });
    const clamped = Number(headers.get('x-output-clamped'));
    expect(clamped).toBeGreaterThan(0);
    expect(clamped).toBeLessThan(60);
    expect(upstream.asks[0]?.request.max_tokens).toBe(clamped);
  });

  it('says in its answer who pays and what is left once it is charged', async () => {
    upstream.play(() => wholeAnswer('Hi', usage(10, 2)));
    const rich = await server.payer(3_000_040);
    const { headers } = await server.ask({}, { as: rich });
    expect([headers.get('x-pro-left'), headers.get('x-plan'), headers.get('x-charged-microcredits')]).toEqual([
      '3',
      'pro',
      '40',
    ]);
    expect(headers.get('access-control-expose-headers')).toContain('X-Charged-Microcredits');
    const visitor = await server.ask({}, { as: 'client-1234' });
    expect([visitor.status, visitor.headers.get('x-free-left'), visitor.headers.get('x-plan')]).toEqual([
      200,
      '19',
      'free',
    ]);
  });

  it('by a visitor for a model that free messages are not good for asks for credits, and holds nothing', async () => {
    const { status, body, headers } = await server.ask({ model: 'other' }, { as: 'client-5678' });
    expect([status, body.error.code, body.error.reason, headers.get('x-free-left')]).toEqual([
      402,
      'free_exhausted',
      'not_for_model',
      '20',
    ]);
    expect(upstream.asks).toEqual([]);
    expect((await server.ask({ model: 'small' }, { as: 'client-5678' })).status).toBe(200);
  });

  it('says in a no what is left once the hold of it has been given back', async () => {
    upstream.play(() => ({ kind: 'refused', status: 400, message: 'no' }));
    const { status, headers } = await server.ask({}, { as: 'client-5678' });
    expect([status, headers.get('x-free-left'), headers.get('x-usage-remaining')]).toEqual([400, '20', '20']);
  });
});

describe('a repeat of an Idempotency-Key', () => {
  it.each(['a key of mine', randomUUID()])('%s is not answered or charged again', async (key) => {
    const first = await ask({}, { 'idempotency-key': key.replaceAll(' ', '-') });
    const again = await ask({}, { 'idempotency-key': key.replaceAll(' ', '-') });
    expect([first.status, again.status, again.body.error.code]).toEqual([200, 409, 'idempotency_settled']);
    expect(again.headers.get('x-should-retry')).toBe('false');
    expect(upstream.asks.length).toBe(1);
  });

  it('is told to wait while the first is answered', async () => {
    const gate = Promise.withResolvers<unknown>();
    upstream.play((_ask, signal) => streamAnswer(['Hi', gate.promise], usage(1, 1), signal));
    const key = randomUUID();
    const reading = await openStream(server.url, { as: token, key, body: {} });
    const again = await ask({}, { 'idempotency-key': key });
    expect([again.status, again.body.error.code, again.headers.get('retry-after')]).toEqual([
      409,
      'idempotency_in_progress',
      '1',
    ]);
    gate.resolve(null);
    await reading.rest();
  });

  it('is served where the first was not charged, and the key leads to the charge', async () => {
    const key = randomUUID();
    upstream.play(() => ({ kind: 'refused', status: 400, message: 'no' }));
    expect((await ask({}, { 'idempotency-key': key })).status).toBe(400);
    upstream.play(() => wholeAnswer('Hi', usage(10, 2)));
    const second = await ask({}, { 'idempotency-key': key });
    expect(second.status).toBe(200);
    const { body } = await call(server.url, `GET /v1/charges/${key}`, { as: token });
    expect(body.charge).toMatchObject({
      id: second.headers.get('x-charge-id'),
      state: 'captured',
      captured_microcredits: 40,
    });
  });

  it('is served where the first was refused for want of credits that have been bought since', async () => {
    const poor = await server.payer(10);
    const headers = { 'idempotency-key': randomUUID() };
    expect((await server.ask({}, { as: poor, headers })).status).toBe(402);
    await server.give(poor, funds);
    expect((await server.ask({}, { as: poor, headers })).status).toBe(200);
  });

  it('cannot be read, ended or taken by anybody else', async () => {
    const { headers } = await ask();
    const id = headers.get('x-charge-id') ?? '';
    const other = await server.payer(funds);
    expect((await call(server.url, `GET /v1/charges/${id}`, { as: other })).status).toBe(404);
    expect((await call(server.url, `GET /v1/holds/${id}`, { as: token })).status).toBe(404);
    expect((await server.ask({}, { as: other, headers: { 'idempotency-key': id } })).body.error.code).toBe(
      'idempotency_conflict',
    );
  });

  it('cannot be ended through the holds API while its answer runs', async () => {
    const gate = Promise.withResolvers<unknown>();
    upstream.play((_ask, signal) => streamAnswer(['Hi', gate.promise], usage(100, 7), signal));
    const key = randomUUID();
    const reading = await openStream(server.url, { as: token, key, body: {} });
    expect((await call(server.url, `POST /v1/holds/${key}/release`, { as: token, body: {} })).status).toBe(404);
    gate.resolve(null);
    expect(await reading.rest()).toContain('"captured_microcredits":270');
  });
});

describe('a stream', () => {
  it('is sent event by event, with its headers before the first of them', async () => {
    const gates = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()] as const;
    upstream.play((_ask, signal) => streamAnswer(['a', gates[0].promise, 'b', gates[1].promise], usage(1, 1), signal));
    const { headers, next, rest } = await openStream(server.url, { as: token, key: randomUUID(), body: {} });
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect([headers.get('x-plan'), headers.get('x-pro-left') !== null, headers.get('x-charge-id') !== null]).toEqual([
      'pro',
      true,
      true,
    ]);
    expect(await next()).toBe(eventOf('a'));
    gates[0].resolve(null);
    expect(await next()).toBe(eventOf('b'));
    gates[1].resolve(null);
    expect(await rest()).toContain('[DONE]');
  });

  it('is read from the upstream no faster than its client reads', async () => {
    const asked = { events: 0 };
    upstream.play(() => ({
      kind: 'stream',
      events: (async function* endless() {
        for (;;) {
          asked.events += 1;
          yield Buffer.alloc(64 * 1024, 'x');
        }
      })(),
      tally: () => ({ usage: null, outputBytes: 8, finish: null }),
    }));
    const reading = await openStream(server.url, { as: token, key: randomUUID(), body: {} });
    await reading.next();
    const stalled = await until(
      async () => {
        const before = asked.events;
        await new Promise((resolve) => {
          setTimeout(resolve, 50);
        });
        return { before, after: asked.events };
      },
      ({ before, after }) => before === after,
    );
    expect(stalled.after).toBeLessThan(1000);
    reading.leave();
  });

  it('tells the upstream whether its client wants to see the use', async () => {
    upstream.play((_ask, signal) => streamAnswer(['a'], usage(1, 1), signal));
    for (const include of [true, false])
      await (
        await openStream(server.url, {
          as: token,
          key: randomUUID(),
          body: { stream_options: { include_usage: include } },
        })
      ).rest();
    expect(upstream.asks.map(({ wantsUsage }) => wantsUsage)).toEqual([true, false]);
  });

  it('takes no place among the requests at work, and has a bound of its own for each payer and for all', async () => {
    const gate = Promise.withResolvers<unknown>();
    upstream.play((_ask, signal) => streamAnswer(['a', gate.promise], usage(1, 1), signal));
    const open = (as: string) => openStream(server.url, { as, key: randomUUID(), body: {} });
    const other = await server.payer(funds);
    const streams = [await open(token), await open(token), await open(other)];
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
    // Only one request may be at work here.
    expect((await call(server.url, 'GET /v1/pro/status', { as: token })).status).toBe(200);
    const own = await ask();
    expect([own.status, own.body.error.code, own.body.error.reason]).toEqual([429, 'rate_limited', 'streams']);
    const another = await server.ask({}, { as: await server.payer(funds) });
    expect([another.status, another.body.error.code]).toEqual([503, 'overloaded']);
    gate.resolve(null);
    for (const { rest } of streams) await rest();
    await until(
      async () => (await ask()).status,
      (status) => status === 200,
    );
  });
});

describe('the list of models', () => {
  it('has each with its price, and is read by OpenAI’s clients', async () => {
    const { body, status } = await call(server.url, 'GET /v1/models', { as: token });
    expect(status).toBe(200);
    expect(body.object).toBe('list');
    expect(body.data[0]).toEqual({
      id: 'small',
      object: 'model',
      created: 0,
      owned_by: 'litellm',
      upstream: 'litellm',
      price_rule: 'by-token',
      short_answer_microcredits: 500 * 2 + 300 * 10,
      max_output_tokens: 1000,
      context_length: null,
      accepts_images: true,
      accepts_tools: true,
    });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['small', 'other']);
    const refused = await call(server.url, 'GET /v1/models', { as: newToken() });
    expect([refused.status, refused.body.error.code]).toEqual([401, 'token_rejected']);
  });
});

it('the list of models names to an API key only those that the key opens', async () => {
  const listed = async (models: readonly string[] | null) => {
    const caller = { ...personCaller('ada'), key: { id: randomUUID(), models, budgets: [] } };
    const list = await server.ledger.usecases.hosted.models(caller);
    return list.kind === 'listed' ? list.models.map(({ id }) => id) : list.code;
  };
  expect([await listed(null), await listed(['o*']), await listed([])]).toEqual([['small', 'other'], ['other'], []]);
});

describe('under /v1/proxy', () => {
  const path = '/v1/proxy/chat/completions';

  it('an answer names the request, hints are taken, and the caller’s own key goes upstream', async () => {
    const { body, headers } = await ask(
      { input_tokens: 100, output_tokens: 50 },
      { 'x-litellm-api-key': 'sk-of-mine' },
      path,
    );
    expect(body).toMatchObject({ object: 'chat.completion', request_id: headers.get('x-request-id') });
    expect(upstream.asks[0]).toMatchObject({ ownKey: 'sk-of-mine' });
    expect(upstream.asks[0]?.request).not.toHaveProperty('input_tokens');
  });

  it('hints are refused elsewhere, and so is nobody’s key passed on', async () => {
    expect((await ask({ input_tokens: 1 })).body.error.param).toBe('input_tokens');
    await ask({}, { 'x-litellm-api-key': 'sk-of-mine' });
    expect(upstream.asks.map(({ ownKey }) => ownKey)).toEqual([null]);
  });
});

describe('plain chat', () => {
  it('answers a message or messages with text', async () => {
    upstream.play(() => wholeAnswer('Hello you', usage(1, 1)));
    const one = await call(server.url, 'POST /chat', { as: token, body: { message: 'Hi' } });
    expect([one.status, one.body]).toEqual([200, { text: 'Hello you' }]);
    expect(one.headers.get('x-charged-microcredits')).toBe('12');
    const many = [
      { role: 'system', content: 'Be kind' },
      { role: 'user', content: 'Hi' },
    ];
    expect((await call(server.url, 'POST /chat', { as: token, body: { messages: many } })).status).toBe(200);
    expect(upstream.asks.map(({ request }) => request.messages)).toEqual([[{ role: 'user', content: 'Hi' }], many]);
  });

  it('streams the text as it comes, also where a character is split', async () => {
    const gate = Promise.withResolvers<unknown>();
    upstream.play((_ask, signal) => streamAnswer(['Grü', gate.promise, 'ße'], usage(1, 1), signal));
    const { headers, next, rest } = await openStream(server.url, {
      as: token,
      key: randomUUID(),
      body: { message: 'Hi' },
      path: '/chat/stream',
    });
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await next()).toBe('Grü');
    gate.resolve(null);
    expect(await rest()).toBe('ße');
  });

  it('says no with a problem document before the first byte', async () => {
    const { status, body, headers } = await call(server.url, 'POST /chat/stream', { as: token, body: {} });
    expect([status, body.code, body.field]).toEqual([400, 'invalid_request', 'message']);
    expect(headers.get('content-type')).toBe('application/problem+json');
  });
});

const openPlan = { time_zone: 'UTC', monthly_quota: null, per_minute: null, daily: null, routes: null, models: null };
const planOf = (own: object) => Plan.parse({ ...openPlan, name: 'A plan', ...own });

describe('plans', () => {
  it('close models and routes to their people, in the list and in the answers', async () => {
    const closed = await startHosted({
      offers: [offer(upstream, 'small', 'other')],
      config: {
        plans: [
          planOf({ id: 'free', models: ['other'] }),
          planOf({ id: 'pro', routes: ['POST /v1/proxy/chat/completions'] }),
        ],
      },
    });
    const { body } = await call(closed.url, 'GET /v1/models', { as: 'client-1234' });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['other']);
    const visitor = await closed.ask({}, { as: 'client-1234' });
    expect([visitor.status, visitor.body.error.reason]).toEqual([403, 'model_not_in_plan']);
    const holder = await closed.ask({}, { as: await closed.payer(funds) });
    expect([holder.status, holder.body.error.reason]).toEqual([403, 'route_not_in_plan']);
    await closed.close();
  });

  it('sell nothing that no rule prices, nor by what nobody can bound before', async () => {
    const perSecond = { id: 'by-time', models: 'small', venue: 'hosted', per_second_microcredits: 5 };
    const priceRules = toPriceRules(WrittenPriceRules.parse([perSecond]));
    const priced = await startHosted({ offers: [offer(upstream, 'small', 'other')], config: { priceRules } });
    const payer = await priced.payer(funds);
    expect((await call(priced.url, 'GET /v1/models', { as: payer })).body.data).toEqual([]);
    for (const model of ['small', 'other']) {
      const { status, body } = await priced.ask({ model }, { as: payer });
      expect([status, body.error.code, body.error.model]).toEqual([404, 'model_not_offered', model]);
    }
    await priced.close();
  });
});
