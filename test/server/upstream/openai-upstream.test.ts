// What is particular to services that speak OpenAI's chat completions.
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createOpenaiUpstream } from '../../../server/upstream/openai/openai-upstream.ts';
import type { UpstreamAsk } from '../../../server/upstream/upstream.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  answer,
  answerOf,
  type Behaviour,
  errorAnswer,
  falseUsage,
  toolCall,
} from '../../support/fake-upstream/behaviour.ts';
import { startFakeUpstream, type FakeUpstreamOptions } from '../../support/fake-upstream/fake-upstream.ts';
import { asking, chunksIn, drain, failureOf, streamOf, wholeOf, wordsIn } from './reading-answers.ts';

const never = new AbortController().signal;
const words = ['Every ', 'mark ', 'counts', '.'];

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function open(behaviour: Behaviour = answer(words), options: FakeUpstreamOptions = {}, takesOwnKeys = true) {
  const fake = await startFakeUpstream({ ...options, behaviour });
  const clock = createFakeClock();
  const upstream = createOpenaiUpstream({
    name: 'service',
    baseUrl: fake.url,
    apiKey: 'sk-operator',
    atOnce: 8,
    takesOwnKeys,
    connectMs: 2_000,
    firstByteMs: 60_000,
    silenceMs: 10_000,
    clock,
  });
  closing.push(
    () => upstream.close(),
    () => fake.stop(),
  );
  const ask = (more: Partial<UpstreamAsk['request']> = {}, about: Partial<UpstreamAsk> = {}) =>
    upstream.chat(asking('fake-small', more, about), never);
  const stream = async (more: Partial<UpstreamAsk['request']> = {}, about: Partial<UpstreamAsk> = {}) => {
    const given = streamOf(await ask(more, about));
    return { ...(await drain(given.events)), tally: given.tally() };
  };
  const lastEnd = async () => (await fake.requests.at(-1)?.end)?.kind;
  return { fake, clock, upstream, ask, stream, lastEnd };
}

describe('the question', () => {
  it('goes on as it was asked, and always asks for the use of a stream', async () => {
    const { fake, stream } = await open();
    await stream({ temperature: 0.5, stream_options: { include_obfuscation: false } });
    expect(fake.requests).toMatchObject([
      {
        path: '/chat/completions',
        headers: { accept: 'text/event-stream', 'accept-encoding': 'identity', 'content-type': 'application/json' },
        body: {
          model: 'fake-small',
          messages: [{ role: 'user', content: 'Count two words' }],
          stream: true,
          temperature: 0.5,
          stream_options: { include_obfuscation: false, include_usage: true },
        },
      },
    ]);
  });

  it('asks for no options of a stream where none was asked for', async () => {
    const { fake, ask } = await open();
    await ask({ stream: false, stream_options: { include_usage: true } });
    expect(fake.requests[0]?.body).toEqual({
      model: 'fake-small',
      messages: [{ role: 'user', content: 'Count two words' }],
      stream: false,
    });
  });

  it('goes with a key of the caller’s own in place of the operator’s', async () => {
    const { fake, stream } = await open(answer(words), { apiKeys: ['sk-callers'] });
    expect((await stream({}, { ownKey: 'sk-callers' })).failure).toBeNull();
    expect(fake.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer sk-callers',
      'x-litellm-api-key': 'sk-callers',
    });
    expect(await failureOf(stream())).toMatchObject({ failure: 'denied' });
  });

  it('never shows a key of the caller’s own to a service that it is not meant for', async () => {
    const { fake, stream, ask } = await open(answer(words), { apiKeys: ['sk-operator'] }, false);
    expect((await stream({}, { ownKey: 'sk-callers' })).failure).toBeNull();
    await ask({}, { ownKey: 'sk-callers' });
    expect(fake.requests).toHaveLength(2);
    expect(JSON.stringify(fake.requests)).not.toContain('sk-callers');
  });

  it('is refused where the caller’s own key is wrong, or no key at all', async () => {
    const { fake, ask } = await open(answer(words), { apiKeys: ['sk-operator'] });
    expect(await ask({}, { ownKey: 'sk-other' })).toEqual({
      kind: 'refused',
      status: 401,
      message: 'Incorrect API key provided: …',
    });
    expect(await ask({}, { ownKey: 'sk other\n' })).toMatchObject({ kind: 'refused', status: 401 });
    expect(fake.requests).toHaveLength(1);
  });
});

describe('the status', () => {
  it.each([400, 404, 413, 415, 422])('%i with an error is a final no', async (status) => {
    const { ask } = await open(errorAnswer(status, 'That is too hot.'));
    expect(await ask()).toEqual({ kind: 'refused', status, message: 'That is too hot.' });
    expect(await ask({ stream: false })).toEqual({ kind: 'refused', status, message: 'That is too hot.' });
  });

  it('413 of a proxy is a final no too', async () => {
    const { ask } = await open({ kind: 'plain', status: 413, body: '<html>too large</html>' });
    expect(await ask()).toEqual({ kind: 'refused', status: 413, message: 'status 413' });
  });

  it.each([
    [errorAnswer(402, 'Insufficient credits'), 'denied'],
    [errorAnswer(403, 'Not this model'), 'denied'],
    [errorAnswer(400, 'Budget has been exceeded!', { type: 'budget_exceeded' }), 'denied'],
    [errorAnswer(408, 'Too slow'), 'failed'],
    [errorAnswer(529, 'Overloaded'), 'failed'],
    [{ kind: 'plain', status: 204, body: '' }, 'unreadable'],
    [
      {
        kind: 'plain',
        status: 200,
        body: '{"error":{"message":"no","code":429}}',
        headers: { 'content-type': 'application/json' },
      },
      'busy',
    ],
    [
      {
        kind: 'plain',
        status: 200,
        body: '{"error":{"message":"no","code":500}}',
        headers: { 'content-type': 'application/json' },
      },
      'failed',
    ],
    [
      {
        kind: 'plain',
        status: 200,
        body: '{"object":"error","message":"no"}',
        headers: { 'content-type': 'application/json' },
      },
      'failed',
    ],
    [
      {
        kind: 'plain',
        status: 200,
        body: 'data: {}\n\n',
        headers: { 'content-type': 'text/event-stream', 'content-encoding': 'zstd' },
      },
      'unreadable',
    ],
  ] as const)('%j is a failure', async (behaviour, failure) => {
    const { ask } = await open(behaviour);
    expect(await failureOf(ask())).toMatchObject({ failure });
  });

  it.each([
    ['7', 7],
    ['0', 1],
    ['999999', 3600],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  ])('429 tells how long to wait: %s', async (told, retryAfterS) => {
    const { ask } = await open(errorAnswer(429, 'Slow down', { headers: { 'retry-after': told } }));
    expect(await failureOf(ask())).toMatchObject({ failure: 'busy', retryAfterS });
  });

  it('is told in the log’s words without a key', async () => {
    const { ask } = await open(errorAnswer(500, 'sk-operator and sk-callers were sent by Bearer abc'));
    const failed = await failureOf(ask({}, { ownKey: 'sk-callers' }));
    expect(failed.message).toBe('status 500: … and … were sent by …');
  });
});

describe('a stream', () => {
  it.each([
    ['gzip', { encoding: 'gzip' }],
    ['br', { encoding: 'br' }],
    ['gzip, byte by byte', { encoding: 'gzip', sliceBytes: 1 }],
  ] as const)('is taken out of its encoding: %s', async (_how, more) => {
    const { stream } = await open(answer(words, more));
    const { text, failure, tally } = await stream();
    expect(failure).toBeNull();
    expect(wordsIn(text)).toBe(words.join(''));
    expect(tally.usage).toMatchObject({ prompt: 3, completion: 5 });
  });

  it('is passed on out of its encoding as it comes', async () => {
    const { ask } = await open(answer(words, { encoding: 'gzip', ending: { kind: 'stall' } }));
    const events = streamOf(await ask()).events[Symbol.asyncIterator]();
    let text = '';
    while (wordsIn(text) !== words.join('')) text += Buffer.from((await events.next()).value ?? '').toString();
    await events.return?.();
    expect(wordsIn(text)).toBe(words.join(''));
  });

  it('that cannot be decoded is unreadable, and one that ends too early is no whole answer', async () => {
    const plain = Buffer.from('data: {"choices":[]}\n\ndata: [DONE]\n\n');
    const encoded = (encoding: string, body: Uint8Array): Behaviour => ({
      kind: 'plain',
      status: 200,
      body,
      headers: { 'content-type': 'text/event-stream', 'content-encoding': encoding },
    });
    expect((await (await open(encoded('deflate', deflateSync(plain)))).stream()).failure).toBeNull();
    for (const behaviour of [
      encoded('gzip', plain),
      encoded('deflate', deflateRawSync(plain)),
      encoded('gzip', gzipSync(plain).subarray(0, 12)),
    ]) {
      const { ask } = await open(behaviour);
      expect(await failureOf(ask())).toMatchObject({ failure: 'unreadable' });
    }
  });

  it.each([
    ['as asked', 'as_asked'],
    ['with the reason of the end', 'with_finish'],
    ['in every event', 'every'],
    ['twice', 'twice'],
  ] as const)('tells the use %s', async (_how, when) => {
    const { stream } = await open(answer(words, { usage: { when } }));
    const { text, tally } = await stream();
    expect(tally.usage).toEqual({ prompt: 3, completion: 5, cached: 0, reasoning: 0 });
    expect(chunksIn(text).filter(({ choices }) => choices.length === 0)).toEqual([]);
  });

  it('is hidden also where it comes beside a choice that says nothing, as LiteLLM sends it', async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };
    const json = JSON.stringify({ id: 'c', choices: [{ index: 0, delta: {} }], usage });
    const pieces = [
      { kind: 'text' as const, text: 'Every' },
      { kind: 'event' as const, json },
    ];
    const { stream } = await open(answerOf(pieces, { usage: { when: 'never' } }));
    const { text, tally } = await stream();
    expect(text).not.toContain('prompt_tokens');
    expect(tally.usage).toMatchObject({ prompt: 3, completion: 5 });
    expect((await stream({}, { wantsUsage: true })).text).toContain('prompt_tokens');
  });

  it('may tell no use', async () => {
    const { stream } = await open(answer(words, { usage: { when: 'never' } }));
    expect((await stream()).tally).toEqual({ usage: null, outputBytes: 18, finish: 'stop' });
  });

  it.each(Object.entries(falseUsage).filter(([name]) => name !== 'repeatedKey'))(
    'is passed on without a use that cannot be true: %s',
    async (_name, json) => {
      const { stream } = await open(answer(words, { usage: { json } }));
      const { text, failure, tally } = await stream();
      expect(failure).toBeNull();
      expect(chunksIn(text).filter(({ choices }) => choices.length === 0)).toEqual([]);
      expect(tally).toEqual({ usage: null, outputBytes: 18, finish: 'stop' });
    },
  );

  it('whose use repeats a key is unreadable, streamed or not', async () => {
    const { ask, stream } = await open(answer(words, { usage: { json: falseUsage.repeatedKey } }));
    const { text, failure } = await stream();
    expect(failure).toMatchObject({ failure: 'unreadable' });
    expect(wordsIn(text)).toBe(words.join(''));
    expect(await failureOf(ask({ stream: false }))).toMatchObject({ failure: 'unreadable' });
  });

  it('counts thoughts, refusals and tool calls as output, and tells what of the use they were', async () => {
    const { stream, ask } = await open(
      answerOf([
        { kind: 'thought', text: 'Hm…' },
        { kind: 'text', text: 'So' },
        { kind: 'refusal', text: 'no' },
        ...toolCall({ id: 'call_1', name: 'look', argumentParts: ['{"a"', ':1}'] }),
      ]),
    );
    const { tally } = await stream();
    expect(tally).toMatchObject({ outputBytes: 5 + 2 + 2 + 4 + 7, finish: 'tool_calls', usage: { reasoning: 1 } });
    expect(wholeOf(await ask({ stream: false })).tally).toEqual(tally);
  });

  it('passes comments on, which are no first event', async () => {
    const { stream } = await open(
      answerOf([
        { kind: 'comment', text: 'waiting' },
        { kind: 'text', text: 'Hi' },
      ]),
    );
    const { text } = await stream();
    expect(text).toContain(': waiting\n\n');
    const broken = await open(
      answerOf([{ kind: 'comment', text: 'waiting' }], { ending: { kind: 'error', message: 'no' } }),
    );
    const comments = {
      kind: 'plain',
      status: 200,
      body: ': wait\n\ndata: {"error":"no"}\n\n',
      headers: { 'content-type': 'text/event-stream' },
    } as const;
    broken.fake.setBehaviour(comments);
    expect(await failureOf(broken.ask())).toMatchObject({ failure: 'failed' });
  });

  it('is let go where it becomes unreadable in the middle', async () => {
    const pieces = [
      { kind: 'text', text: 'Hi' },
      { kind: 'event', json: 'nonsense' },
    ] as const;
    const { stream, lastEnd } = await open(answerOf(pieces, { ending: { kind: 'stall' } }));
    const { text, failure } = await stream();
    expect([wordsIn(text), failure]).toEqual(['Hi', expect.objectContaining({ failure: 'unreadable' })]);
    expect(await lastEnd()).toBe('broken_off');
  });

  it('is whole at [DONE], and let go where its connection is not ended after it', async () => {
    const { fake, clock, stream, lastEnd } = await open();
    const { text } = await stream({}, { wantsUsage: true });
    const afterBytes = Buffer.byteLength(text);
    fake.setBehaviour(answer(words, { breaks: { afterBytes, how: 'stall' } }));
    expect((await stream({}, { wantsUsage: true })).failure).toBeNull();
    await clock.advance(4_000);
    expect(await lastEnd()).toBe('broken_off');
  });

  it('of comments and no event is too large', async () => {
    const body = `: ${'x'.repeat(1_000_000)}\n\n`.repeat(5);
    const { ask } = await open({ kind: 'plain', status: 200, body, headers: { 'content-type': 'text/event-stream' } });
    expect(await failureOf(ask())).toMatchObject({ failure: 'too_large' });
  });

  it('has no first event before one that is passed on', async () => {
    const use = '{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}';
    const body = `data: ${use}\n\ndata: {"error":"no"}\n\n`;
    const { ask } = await open({ kind: 'plain', status: 200, body, headers: { 'content-type': 'text/event-stream' } });
    expect(await failureOf(ask())).toMatchObject({ failure: 'failed' });
    expect((await ask({}, { wantsUsage: true })).kind).toBe('stream');
  });

  it('that ends without [DONE] after it said why is whole', async () => {
    const { stream } = await open(answer(words, { ending: { kind: 'undone' } }));
    const { text, failure } = await stream();
    expect(failure).toBeNull();
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
  });

  it('whose lines end in a carriage return alone is unreadable, for readers disagree about it', async () => {
    const { ask } = await open(answer(words, { lineEnd: '\r' }));
    expect(['unreadable', 'cut']).toContain((await failureOf(ask())).failure);
  });

  it('asked again over a kept connection that was just closed comes over another', async () => {
    const { fake, stream } = await open();
    await stream();
    fake.setResetsKeptConnections(true);
    const { text, failure } = await stream();
    expect(failure).toBeNull();
    expect(wordsIn(text)).toBe(words.join(''));
  });
});

describe('a whole answer', () => {
  it.each([
    ['more than 16 megabytes', `{"choices":[],"x":"${'x'.repeat(17 * 1024 * 1024)}"}`, 'too_large'],
    ['a key twice', '{"choices":[],"choices":[]}', 'unreadable'],
    ['a key twice, once escaped', '{"choices":[],"ch\\u006fices":[]}', 'unreadable'],
    ['no choices', '{"usage":{"prompt_tokens":1,"completion_tokens":1}}', 'unreadable'],
    ['half of it', '{"choices":[', 'unreadable'],
    ['an error in place of the end', '{"choices":[{"message":{"content":"a"},"finish_reason":"error"}]}', 'failed'],
  ])('with %s is a failure', async (_what, body, failure) => {
    const { ask } = await open({ kind: 'plain', status: 200, body, headers: { 'content-type': 'application/json' } });
    expect(await failureOf(ask({ stream: false }))).toMatchObject({ failure });
  });
});

describe('the models', () => {
  it('are listed with the windows that are told, and odd entries cost only themselves', async () => {
    const { fake, upstream } = await open();
    fake.setAnswerAt('/models', {
      kind: 'plain',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        data: [
          { id: 'a', created: 7, max_model_len: 8192 },
          { id: 'b', context_length: 100, created: 'x' },
          { name: 'c' },
          7,
        ],
      }),
    });
    expect(await upstream.models(never)).toEqual([
      { id: 'a', created: 7, contextLength: 8192 },
      { id: 'b', created: 0, contextLength: 100 },
    ]);
  });

  it.each([
    [{ kind: 'plain', status: 200, body: '<html>' }, 'unreadable'],
    [errorAnswer(404, 'no such page'), 'failed'],
    [errorAnswer(401, 'wrong key'), 'denied'],
  ] as const)('are a failure where the answer is %j', async (behaviour, failure) => {
    const { fake, upstream } = await open();
    fake.setAnswerAt('/models', behaviour);
    expect(await failureOf(upstream.models(never))).toMatchObject({ failure });
  });
});
