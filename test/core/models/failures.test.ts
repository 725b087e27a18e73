// Everything that can go wrong with Ollama has a name of its own, told over real sockets.
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { firstTokenMs, nextTokenMs } from '../../../src/main/core/models/chat-stream.ts';
import { lineBytesMax } from '../../../src/main/core/line-reader.ts';
import {
  answer,
  errorAnswer,
  forbidden,
  htmlPage,
  jsonArray,
  outOfMemory,
  type Behaviour,
  type Ending,
} from '../../support/fake-ollama/behaviour.ts';
import { createGate } from '../../support/fake-ollama/gate.ts';
import { generate, iterate, openFake, openModels, textOf } from './ollama-bench.ts';

async function failureOf(behaviour: Behaviour): Promise<unknown> {
  const fake = await openFake({ behaviour });
  return (await generate(openModels(fake.url).models.generator)).failure;
}

/** A port where nobody listens. */
async function closedPort(): Promise<string> {
  const fake = await openFake();
  await fake.stop();
  return fake.url;
}

describe('when nothing answers', () => {
  it('on this computer, with Ollama on it, it is not running', async () => {
    const { failure } = await generate(openModels(await closedPort()).models.generator);
    expect(failure).toMatchObject({ code: 'ollama_not_running', canRetry: true });
  });

  it('on this computer, without Ollama on it, it is not installed', async () => {
    const { failure } = await generate(openModels(await closedPort(), { isInstalled: false }).models.generator);
    expect(failure).toMatchObject({ code: 'ollama_not_installed', canRetry: true });
  });

  it('under the name localhost, where two addresses are tried, it is told all the same', async () => {
    const address = (await closedPort()).replace('127.0.0.1', 'localhost');
    expect((await generate(openModels(address).models.generator)).failure).toMatchObject({
      code: 'ollama_not_running',
    });
  });

  it('at a name that does not exist, it cannot be reached', async () => {
    const { failure } = await generate(openModels('http://no-such-host.invalid:11434').models.generator);
    expect(failure).toMatchObject({ code: 'ollama_unreachable', canRetry: true });
  });
});

describe('when something else answers', () => {
  it.each([
    ['a page', htmlPage, 'HTTP 200: Router Please log in'],
    ['a JSON array', jsonArray, 'HTTP 200: [{"id":1},{"id":2}]'],
    [
      'a page not found',
      { kind: 'plain', status: 404, mediaType: 'text/plain', body: '404 page not found' },
      'HTTP 404: 404 page not found',
    ],
  ] as const)('with %s, the address is wrong', async (_name, behaviour, detail) => {
    expect(await failureOf(behaviour)).toEqual({ code: 'ollama_wrong_address', detail, canRetry: false });
  });

  it('that does not speak HTTP, the address is wrong', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : null;
    expect((await generate(openModels(`http://127.0.0.1:${port}`).models.generator)).failure).toMatchObject({
      code: 'ollama_wrong_address',
    });
  });

  it('over https where http is spoken, the address is wrong', async () => {
    const fake = await openFake();
    const { failure } = await generate(openModels(fake.url.replace('http:', 'https:')).models.generator);
    expect(failure).toMatchObject({ code: 'ollama_wrong_address', canRetry: false });
  });

  it.each([502, 503, 504, 520, 408])(
    'a gateway with a page of status %i, it is named, and a retry can help',
    async (status) => {
      const page: Behaviour = { kind: 'plain', status, mediaType: 'text/html', body: `<h1>${status} Bad Gateway</h1>` };
      expect(await failureOf(page)).toEqual({
        code: 'ollama_gateway',
        detail: `HTTP ${status}: ${status} Bad Gateway`,
        canRetry: true,
      });
    },
  );

  it.each([
    [301, 'https://box.example/ollama/?token=secret#x', 'HTTP 301 to https://box.example/ollama/'],
    [308, 'https://me:secret@box.example', 'HTTP 308 to https://box.example/'],
    [302, '/login', 'HTTP 302'],
    [302, undefined, 'HTTP 302'],
  ])(
    'a redirect with status %i to %s is not followed, and its goal is told without its secrets',
    async (status, location, detail) => {
      const redirect: Behaviour = {
        kind: 'plain',
        status,
        mediaType: 'text/html',
        body: '',
        ...(location === undefined ? {} : { location }),
      };
      expect(await failureOf(redirect)).toEqual({ code: 'ollama_redirected', detail, canRetry: false });
    },
  );

  it.each([
    [413, 'ollama_request_too_large', false],
    [429, 'ollama_busy', true],
    [401, 'ollama_unauthorized', false],
    [403, 'ollama_forbidden', false],
    [407, 'ollama_forbidden', false],
    [500, 'ollama_error', true],
    [418, 'ollama_wrong_address', false],
  ] as const)('a page of status %i is told as %s', async (status, code, canRetry) => {
    const page: Behaviour = { kind: 'plain', status, mediaType: 'text/html', body: '<h1>No</h1>' };
    expect(await failureOf(page)).toEqual({ code, detail: `HTTP ${status}: No`, canRetry });
  });
});

describe('when Ollama says no', () => {
  it('to a model it does not have, the model is missing', async () => {
    const fake = await openFake();
    const { failure } = await generate(openModels(fake.url).models.generator, 'nope');
    expect(failure).toEqual({ code: 'ollama_model_missing', detail: "model 'nope' not found", canRetry: false });
  });

  it.each([
    ['an unknown origin', forbidden, { code: 'ollama_forbidden', detail: 'HTTP 403', canRetry: false }],
    ['a model too large', outOfMemory, { code: 'ollama_out_of_memory', canRetry: true }],
    [
      'a killed runner',
      errorAnswer(500, 'llama runner process has terminated: signal: killed'),
      { code: 'ollama_out_of_memory' },
    ],
    [
      'a graphics card that is full',
      errorAnswer(500, 'llama runner process has terminated: cudaMalloc failed: out of memory'),
      { code: 'ollama_out_of_memory' },
    ],
    [
      'a full queue',
      errorAnswer(503, 'server busy, please try again.  maximum pending requests exceeded'),
      { code: 'ollama_busy', canRetry: true },
    ],
    ['a load balancer’s own words', errorAnswer(503, 'no healthy upstream'), { code: 'ollama_busy', canRetry: true }],
    ['too many requests', errorAnswer(429, 'too many concurrent requests'), { code: 'ollama_busy', canRetry: true }],
    [
      'a model that only computes embeddings',
      errorAnswer(400, '"bge-m3:latest" does not support chat'),
      { code: 'ollama_cannot_chat', canRetry: false },
    ],
    [
      'a cloud model without a subscription',
      errorAnswer(403, 'this model requires a subscription, upgrade for access: https://ollama.com/upgrade'),
      { code: 'ollama_error', canRetry: false },
    ],
  ] as const)('to %s, that is told', async (_name, behaviour, expected) => {
    expect(await failureOf(behaviour)).toMatchObject(expected);
  });
});

describe('a chat that is longer than the model’s window', () => {
  it.each([
    'the input length exceeds the context length',
    'input length exceeds maximum context length',
    'input after truncation exceeds maximum context length',
    'prompt too long; exceeded max context length by 12 tokens',
    'the request exceeds the available context size. try increasing the context size or enable context shift',
    'request (5021 tokens) exceeds the available context size (4096 tokens), try increasing it',
    'This model’s maximum context length is 4096 tokens. However, you requested 5000 tokens',
    'context_length_exceeded',
    'prompt is too long: 5021 tokens',
  ])('is told as such: %s', async (words) => {
    const expected = { code: 'ollama_context_full', canRetry: false, detail: words };
    expect(await failureOf(errorAnswer(400, words))).toEqual(expected);
    expect(await failureOf(errorAnswer(500, words))).toEqual(expected);
    expect(await failureOf(answer([], { ending: { kind: 'error', message: words } }))).toEqual(expected);
  });

  it.each([
    'context deadline exceeded',
    'context canceled',
    'unexpected EOF',
    'timed out waiting for llama runner to start',
  ])('is not what is meant by: %s', async (words) =>
    expect(await failureOf(errorAnswer(500, words))).toMatchObject({ code: 'ollama_error' }),
  );
});

describe('a cloud model without a signed-in person', () => {
  const unauthorized = (signin_url: string): Behaviour => ({
    kind: 'plain',
    status: 401,
    mediaType: 'application/json',
    body: JSON.stringify({ error: 'unauthorized', signin_url }),
  });

  it('says where to sign in', async () => {
    expect(await failureOf(unauthorized('https://ollama.com/connect?name=box&key=abc'))).toEqual({
      code: 'ollama_sign_in',
      detail: 'unauthorized',
      canRetry: true,
      signInUrl: 'https://ollama.com/connect?name=box&key=abc',
    });
  });

  it.each([
    'http://ollama.com/connect',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '',
    `https://x/${'y'.repeat(3000)}`,
  ])('leads nowhere where the address is no plain https one: %s', async (address) =>
    expect(await failureOf(unauthorized(address))).toEqual({
      code: 'ollama_unauthorized',
      detail: 'unauthorized',
      canRetry: false,
    }),
  );
});

describe('when an answer breaks off, the words so far are kept and', () => {
  const endings: readonly (readonly [string, Ending, object])[] = [
    [
      'an error in the middle is told in its words',
      { kind: 'error', message: 'an error was encountered while running the model' },
      { code: 'ollama_error', detail: 'an error was encountered while running the model', canRetry: true },
    ],
    [
      'memory that runs out in the middle is told',
      { kind: 'error', message: 'CUDA error: out of memory' },
      { code: 'ollama_out_of_memory' },
    ],
    ['a killed server is told', { kind: 'cut' }, { code: 'ollama_cut', canRetry: true }],
    ['an end without done is told', { kind: 'missing' }, { code: 'ollama_cut', canRetry: true }],
    [
      'a broken line is told',
      { kind: 'bytes', bytes: '{"model":"gemma3:270m","created_\n' },
      { code: 'ollama_invalid_line', canRetry: true },
    ],
    [
      'a line cut by the end is told',
      { kind: 'bytes', bytes: '{"message":{"content":"x"' },
      { code: 'ollama_invalid_line' },
    ],
    ['a line of another kind is told', { kind: 'bytes', bytes: '["not", "ours"]\n' }, { code: 'ollama_invalid_line' }],
    [
      'bytes that are no text are told',
      { kind: 'bytes', bytes: Uint8Array.of(0xc3, 0x28, 0x0a) },
      { code: 'ollama_invalid_line' },
    ],
    [
      'an over-long line is told',
      { kind: 'bytes', bytes: 'x'.repeat(lineBytesMax + 1) },
      { code: 'ollama_line_too_long', canRetry: true },
    ],
  ];
  it.each(endings)('%s', async (_name, ending, expected) => {
    const fake = await openFake({ behaviour: answer(['Some', ' words'], { ending }) });
    const { parts, failure } = await generate(openModels(fake.url).models.generator);
    expect(failure).toMatchObject(expected);
    expect(textOf(parts)).toBe('Some words');
    expect(parts.some((part) => part.kind === 'ended')).toBe(false);
  });

  it('a reader who is behind still gets every word that had come', async () => {
    const words = Array.from({ length: 50 }, (_, n) => `word${n} `);
    const fake = await openFake({ behaviour: answer(words, { ending: { kind: 'cut' }, sliceBytes: 64 }) });
    const asked = fake.next('/api/chat');
    const parts = iterate(openModels(fake.url).models.generator, new AbortController().signal);
    let text = textOf([(await parts.next()).value]);
    await (
      await asked
    ).end;
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    for (let n = 1; n < words.length; n += 1) text += textOf([(await parts.next()).value]);
    expect(text).toBe(words.join(''));
    await expect(parts.next()).rejects.toMatchObject({ failure: { code: 'ollama_cut' } });
  });

  it('a broken first line is told as such, not as a wrong address', async () => {
    expect(await failureOf(answer([], { ending: { kind: 'bytes', bytes: 'oops\n' } }))).toMatchObject({
      code: 'ollama_invalid_line',
    });
  });

  it('a connection cut before the answer is told', async () => {
    expect(await failureOf({ kind: 'cut' })).toMatchObject({ code: 'ollama_cut', canRetry: true });
  });

  it('a failure never tells more than its bound', async () => {
    const failure = await failureOf(errorAnswer(500, 'x'.repeat(50_000)));
    expect(JSON.stringify(failure).length).toBeLessThan(2100);
  });
});

describe('silence', () => {
  it('before the first token is borne while a model loads, then told', async () => {
    const fake = await openFake({ behaviour: { kind: 'silent' } });
    const { models, clock } = openModels(fake.url);
    const asked = fake.next('/api/chat');
    let isOver = false;
    const generating = generate(models.generator).finally(() => (isOver = true));
    const { end } = await asked;
    await clock.advance(firstTokenMs - 1);
    expect(isOver).toBe(false);
    await clock.advance(1);
    expect((await generating).failure).toMatchObject({ code: 'ollama_stalled', canRetry: true });
    expect(await end).toBe('broken_off');
  });

  it.each([
    ['before the headers', false],
    ['after the headers', true],
  ])('of six minutes while a long prompt is worked through, %s, costs no answer', async (_name, hasEarlyHeaders) => {
    const gate = createGate();
    const fake = await openFake({ behaviour: answer(['Read', ' it all'], { gate, hasEarlyHeaders }) });
    const { models, clock } = openModels(fake.url);
    const asked = fake.next('/api/chat');
    const generating = generate(models.generator);
    await asked;
    for (let minute = 0; minute < 6; minute += 1) await clock.advance(60_000);
    gate.openForever();
    const { parts, failure } = await generating;
    expect(failure).toBeNull();
    expect(textOf(parts)).toBe('Read it all');
  });

  it('after a token is told sooner, and the words so far are kept', async () => {
    const fake = await openFake({ behaviour: answer(['Some'], { ending: { kind: 'stall' } }) });
    const { models, clock } = openModels(fake.url);
    const parts = iterate(models.generator, new AbortController().signal);
    expect((await parts.next()).value).toEqual({ kind: 'text', text: 'Some' });
    const next = parts.next();
    await Promise.all([
      expect(next).rejects.toMatchObject({ failure: { code: 'ollama_stalled' } }),
      clock.advance(nextTokenMs),
    ]);
  });

  it('while the computer slept is not held against Ollama', async () => {
    const fake = await openFake({ behaviour: answer(['Some'], { ending: { kind: 'stall' } }) });
    const { models, clock } = openModels(fake.url);
    const stop = new AbortController();
    const parts = iterate(models.generator, stop.signal);
    await parts.next();
    const next = parts.next();
    await clock.sleep(8 * 3_600_000);
    expect(clock.waiting()).toBe(1);
    stop.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });
});

describe('an address', () => {
  it('by name is tried at 127.0.0.1 first', async () => {
    const fake = await openFake();
    const { failure } = await generate(openModels(fake.url.replace('127.0.0.1', 'localhost')).models.generator);
    expect(failure).toBeNull();
    expect(fake.requests[0]?.headers.host).toBe(`localhost:${fake.port}`);
  });

  it('is reached directly, whatever proxy the environment names', async () => {
    const fake = await openFake();
    process.env['HTTP_PROXY'] = process.env['http_proxy'] = 'http://127.0.0.1:9';
    onTestFinished(() => {
      delete process.env['HTTP_PROXY'];
      delete process.env['http_proxy'];
    });
    expect((await generate(openModels(fake.url).models.generator)).failure).toBeNull();
  });
});
