// How each end of a hosted answer is charged: the table in docs/operators/hosted.md, over HTTP. Each test ends with an audit.
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UpstreamFailed } from '../../../server/upstream/upstream.ts';
import { call, until } from '../../support/companion.ts';
import { hashOf } from '../../support/server-ledger.ts';
import { type HostedServer, offer, startHosted } from './hosted-server.ts';
import {
  type ScriptedUpstream,
  eventOf,
  scriptedUpstream,
  streamAnswer,
  usage,
  wholeAnswer,
} from './scripted-upstream.ts';
import { openStream } from './open-stream.ts';

const funds = 1_000_000;

let first: ScriptedUpstream;
let second: ScriptedUpstream;
let server: HostedServer;
let token: string;
beforeEach(async () => {
  first = scriptedUpstream('first');
  second = scriptedUpstream('second');
  server = await startHosted({ offers: [offer(first, 'small', 'lone'), offer(second, 'small')] });
  token = await server.payer(funds);
});
afterEach(() => server.close());

/** The only charge of this key, as its payer reads it. */
async function chargeOf(key: string) {
  const { body } = await call(server.url, `GET /v1/charges/${key}`, { as: token });
  return body.charge;
}

async function left(): Promise<number> {
  const { body } = await call(server.url, 'GET /v1/pro/status', { as: token });
  return body.balance_microcredits;
}

async function ask(body: object = {}) {
  const key = randomUUID();
  const reply = await server.ask(body, { as: token, headers: { 'idempotency-key': key } });
  return { reply, key };
}

async function stream(body: object = {}) {
  const key = randomUUID();
  const reading = await openStream(server.url, { as: token, key, body });
  return { ...reading, key };
}

/** Once the server has noticed that its client has gone. */
async function endedCharge(key: string) {
  return until(
    () => chargeOf(key),
    (charge) => charge !== undefined && charge.state !== 'held',
  );
}

describe('refused before an upstream is asked', () => {
  it('a model that nobody offers leaves no hold', async () => {
    const { reply, key } = await ask({ model: 'unknown' });
    expect([reply.status, reply.body.error.code]).toEqual([404, 'model_not_offered']);
    expect((await call(server.url, `GET /v1/charges/${key}`, { as: token })).status).toBe(404);
  });

  it('a wallet that affords no token leaves no hold and asks nobody', async () => {
    const poor = await server.payer(10);
    const reply = await server.ask({}, { as: poor });
    expect([reply.status, reply.body.error.code]).toEqual([402, 'credits_exhausted']);
    expect(first.asks).toEqual([]);
  });
});

describe('no upstream answers', () => {
  it.each([
    ['unreachable', 502, 'upstream_unavailable'],
    ['silent', 502, 'upstream_unavailable'],
    ['failed', 502, 'upstream_unavailable'],
    ['denied', 502, 'upstream_unavailable'],
    ['unreadable', 502, 'upstream_unavailable'],
    ['busy', 503, 'upstream_busy'],
    ['resting', 503, 'upstream_busy'],
  ] as const)('where the only one is %s it is released and told as %i', async (failure, status, code) => {
    first.play(() => Promise.reject(new UpstreamFailed(failure, 'for the log', { retryAfterS: 7 })));
    const { reply, key } = await ask({ model: 'lone' });
    expect([reply.status, reply.body.error.code]).toEqual([status, code]);
    expect(reply.headers.get('retry-after')).toBe(status === 503 ? '7' : null);
    expect(await chargeOf(key)).toMatchObject({ state: 'released', captured_microcredits: 0, outcome: code });
    expect(await left()).toBe(funds);
  });

  it('where another one offers the model, that one answers, and is charged and named', async () => {
    first.play(() => Promise.reject(new UpstreamFailed('unreachable', 'for the log')));
    second.play(() => wholeAnswer('Hi', usage(10, 2)));
    const { reply, key } = await ask();
    expect(reply.status).toBe(200);
    expect([first.asks[0]?.request.model, second.asks[0]?.request.model]).toEqual([
      'small-at-first',
      'small-at-second',
    ]);
    expect(await chargeOf(key)).toMatchObject({ state: 'captured', captured_microcredits: 40 });
  });
});

it('a model that one upstream does not have is asked of the next, and told as missing where none has it', async () => {
  first.play(() => ({ kind: 'refused', status: 404, message: 'model not found' }));
  second.play(() => wholeAnswer('Hi', usage(10, 2)));
  expect((await ask()).reply.status).toBe(200);
  second.play(() => ({ kind: 'refused', status: 404, message: 'no such model' }));
  const { reply } = await ask();
  expect([reply.status, reply.body.error.code, reply.body.error.told]).toEqual([
    400,
    'upstream_refused',
    'model not found.',
  ]);
  second.play(() => Promise.reject(new UpstreamFailed('busy', 'for the log')));
  expect((await ask()).reply.body.error.code).toBe('upstream_busy');
});

it('a no of the upstream to the request is released, passed on in its words, and asked of nobody else', async () => {
  first.play(() => ({ kind: 'refused', status: 400, message: 'temperature is not supported' }));
  const { reply, key } = await ask();
  expect([reply.status, reply.body.error.code]).toEqual([400, 'upstream_refused']);
  expect(reply.body.error.message).toContain('temperature is not supported.');
  expect(second.asks).toEqual([]);
  expect(await chargeOf(key)).toMatchObject({ state: 'released', outcome: 'upstream_refused' });
  expect(await left()).toBe(funds);
});

describe('a whole answer', () => {
  it('costs what was reported', async () => {
    first.play(() => wholeAnswer('Hello', usage(100, 7, { cached: 40, reasoning: 3 })));
    const { reply, key } = await ask();
    expect(reply.headers.get('x-charged-microcredits')).toBe('270');
    expect(reply.headers.get('x-charge-id')).toBe(key);
    expect(await chargeOf(key)).toMatchObject({
      state: 'captured',
      captured_microcredits: 270,
      prompt_tokens: 100,
      completion_tokens: 7,
      outcome: 'completed',
    });
    expect(await left()).toBe(funds - 270);
  });

  it.each([
    ['nothing', null],
    ['zeros', usage(0, 0)],
  ])('that is reported with %s is counted: a token for four bytes of prompt and of output', async (_what, told) => {
    first.play(() => wholeAnswer('twelve bytes', told));
    const { key } = await ask({ messages: [{ role: 'user', content: 'nine byte' }] });
    expect(await chargeOf(key)).toMatchObject({
      prompt_tokens: 3,
      completion_tokens: 3,
      captured_microcredits: 36,
      outcome: 'completed',
    });
  });

  it('of which only the completion was reported has its prompt counted', async () => {
    first.play(() => wholeAnswer('Hello', usage(0, 9)));
    const { key } = await ask({ messages: [{ role: 'user', content: 'nine byte' }] });
    expect(await chargeOf(key)).toMatchObject({ prompt_tokens: 3, completion_tokens: 9 });
  });

  it('without a word and without a token is released', async () => {
    first.play(() => wholeAnswer('', usage(10, 0)));
    const { reply, key } = await ask();
    expect(reply.headers.get('x-charged-microcredits')).toBe('0');
    expect(await chargeOf(key)).toMatchObject({ state: 'released', outcome: 'no_output' });
    expect(await left()).toBe(funds);
  });

  it('whose client leaves while it is made is released, though the upstream makes it all the same', async () => {
    first.play(async (_ask, signal) => {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
      });
      return wholeAnswer('Hello', usage(100, 7));
    });
    const key = randomUUID();
    const leaving = new AbortController();
    const asked = openStream(server.url, { as: token, key, body: { stream: false }, signal: leaving.signal });
    await until(
      async () => first.asks.length,
      (count) => count === 1,
    );
    leaving.abort();
    await expect(asked).rejects.toThrow('aborted');
    expect(await endedCharge(key)).toMatchObject({ state: 'released', outcome: 'client_left' });
  });

  it('that used more than was held costs what was held; the rest is written down and warned of', async () => {
    first.play(() => wholeAnswer('Hello', usage(50, 5000)));
    const { key } = await ask({ max_tokens: 10 });
    const charge = await chargeOf(key);
    expect(charge.captured_microcredits).toBe(charge.amount_microcredits);
    expect(charge.captured_microcredits + charge.overrun_microcredits).toBe(50 * 2 + 5000 * 10);
    expect(server.log()).toContain('an answer cost more than its estimate');
  });
});

describe('a streamed answer', () => {
  it('costs what was reported, and says so after its last event', async () => {
    first.play((_ask, signal) => streamAnswer(['Hel', 'lo'], usage(100, 7), signal));
    const { key, rest } = await stream();
    const text = await rest();
    expect(text.startsWith(`${eventOf('Hel')}${eventOf('lo')}data: [DONE]\n\n: charge {`)).toBe(true);
    const told: unknown = JSON.parse(text.slice(text.indexOf(': charge ') + ': charge '.length));
    expect(told).toEqual(await chargeOf(key));
    expect(told).toMatchObject({ state: 'captured', captured_microcredits: 270 });
  });

  it('that breaks off is charged by what was passed on, and says so in the stream', async () => {
    first.play((_ask, signal) =>
      streamAnswer(['twelve bytes', new UpstreamFailed('cut', 'for the log')], null, signal),
    );
    const { key, rest } = await stream({ messages: [{ role: 'user', content: 'nine byte' }] });
    const text = await rest();
    expect(text).toContain('"code":"answer_broken"');
    expect(text).not.toContain('[DONE]');
    expect(await chargeOf(key)).toMatchObject({ prompt_tokens: 3, completion_tokens: 3, outcome: 'broken' });
  });

  it('that breaks off before any word is released', async () => {
    first.play((_ask, signal) => streamAnswer(['', new UpstreamFailed('silent', 'for the log')], null, signal));
    const { key, rest } = await stream();
    expect(await rest()).toContain('"code":"answer_broken"');
    expect(await chargeOf(key)).toMatchObject({ state: 'released', outcome: 'answer_failed' });
    expect(await left()).toBe(funds);
  });

  it('whose client leaves before the first event is released, and the upstream is let go', async () => {
    const letGo = Promise.withResolvers<unknown>();
    first.play(async (_ask, signal) => {
      signal.addEventListener('abort', () => letGo.resolve('let go'), { once: true });
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      throw new Error('never');
    });
    const key = randomUUID();
    const leaving = new AbortController();
    const asked = openStream(server.url, { as: token, key, body: {}, signal: leaving.signal }).catch(() => 'left');
    await until(
      async () => first.asks.length,
      (count) => count === 1,
    );
    leaving.abort();
    expect([await asked, await letGo.promise]).toEqual(['left', 'let go']);
    expect(await endedCharge(key)).toMatchObject({ state: 'released', outcome: 'client_left' });
    expect(await left()).toBe(funds);
  });

  it('whose client leaves after some events is charged by what was passed on, and the upstream is let go', async () => {
    const letGo = Promise.withResolvers<unknown>();
    first.play((_ask, signal) => {
      signal.addEventListener('abort', () => letGo.resolve('let go'), { once: true });
      return streamAnswer(['twelve bytes', new Promise(() => undefined)], usage(99, 99), signal);
    });
    const { key, next, leave } = await stream({ messages: [{ role: 'user', content: 'nine byte' }] });
    expect(await next()).toContain('twelve bytes');
    leave();
    expect(await letGo.promise).toBe('let go');
    expect(await endedCharge(key)).toMatchObject({ prompt_tokens: 3, completion_tokens: 3, outcome: 'stopped' });
  });

  it('that cannot be passed on after all is released, and the upstream is let go', async () => {
    const letGo = Promise.withResolvers<unknown>();
    first.play((_ask, signal) => {
      signal.addEventListener('abort', () => letGo.resolve('let go'), { once: true });
      return streamAnswer(['twelve bytes', new Promise(() => undefined)], usage(99, 99), signal);
    });
    const key = randomUUID();
    const answer = await server.ledger.usecases.hosted.complete({
      caller: { kind: 'token', tokenHash: hashOf(token) },
      request: { model: 'small', messages: [{ role: 'user', content: 'Hi' }], stream: true },
      route: 'POST /v1/chat/completions',
      key,
      wantsUsage: false,
      hints: null,
      ownKey: null,
      reader: new AbortController(),
      log: { warn: () => undefined },
    });
    if (answer.kind !== 'stream') throw new Error(`no stream but ${answer.kind}`);
    await answer.leave();
    expect(await letGo.promise).toBe('let go');
    expect(await chargeOf(key)).toMatchObject({ state: 'released', outcome: 'client_left' });
    expect(await left()).toBe(funds);
  });

  it('whose client is still reading when the server stops is charged by what was passed on, and told', async () => {
    first.play((_ask, signal) => streamAnswer(['twelve bytes', new Promise(() => undefined)], null, signal));
    const { key, next, rest } = await stream({ messages: [{ role: 'user', content: 'nine byte' }] });
    expect(await next()).toContain('twelve bytes');
    const stopped = server.stop();
    const text = await rest();
    await stopped;
    expect(text).toContain('"code":"overloaded"');
    expect(text).toContain(': charge {');
    expect(text).toContain(`"id":"${key}","state":"captured"`);
    expect(text).toContain('"prompt_tokens":3,"completion_tokens":3');
  });
});

it('a stream that ends within the grace of a stopping server is whole', async () => {
  const gate = Promise.withResolvers<unknown>();
  const patient = await startHosted({ offers: [offer(first, 'small')], env: { SHUTDOWN_GRACE_SECONDS: '60' } });
  first.play((_ask, signal) => streamAnswer(['Hel', gate.promise, 'lo'], usage(1, 1), signal));
  const reading = await openStream(patient.url, { as: await patient.payer(funds), key: randomUUID(), body: {} });
  expect(await reading.next()).toContain('Hel');
  const stopped = patient.stop();
  const answers = () =>
    fetch(`${patient.url}/healthz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  await until(answers, (isAnswered) => !isAnswered);
  gate.resolve(null);
  const text = await reading.rest();
  expect(text).toContain('lo');
  expect(text).toContain('"outcome":"completed"');
  await stopped;
  await patient.close();
});

it('an answer whose end the ledger cannot take is whole for its client, and charged once the ledger can be written', async () => {
  const gate = Promise.withResolvers<unknown>();
  first.play((_ask, signal) => streamAnswer(['Hel', gate.promise, 'lo'], usage(100, 7), signal));
  const { key, next, rest } = await stream();
  expect(await next()).toContain('Hel');
  const another = new Database(server.ledger.path);
  another.exec('BEGIN IMMEDIATE');
  gate.resolve(null);
  const text = await rest();
  expect(text).toContain('[DONE]');
  expect(text).not.toContain(': charge');
  another.exec('ROLLBACK');
  another.close();
  await server.ledger.runOnce();
  expect(await chargeOf(key)).toMatchObject({ state: 'captured', captured_microcredits: 270 });
  expect(await left()).toBe(funds - 270);
}, 180_000);
