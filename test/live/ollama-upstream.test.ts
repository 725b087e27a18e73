// The upstream for Ollama against the real one: counts, windows, forms and the letting go.
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import type { ChatRequest } from '../../server/contract/hosted/chat-request.ts';
import { systemClock } from '../../server/lib/clock.ts';
import { createOllamaUpstream } from '../../server/upstream/ollama/ollama-upstream.ts';
import type { Upstream } from '../../server/upstream/upstream.ts';
import { asking, chunksIn, drain, streamOf, wholeOf, wordsIn } from '../server/upstream/reading-answers.ts';
import { liveModel, openLiveOllama, type LiveOllama } from './ollama.ts';

let live: LiveOllama | { readonly kind: 'not_here'; readonly reason: string };
let upstream: Upstream;

beforeAll(async () => {
  live = await openLiveOllama();
  upstream = createOllamaUpstream({
    name: 'local',
    baseUrl: live.kind === 'here' ? live.url : 'http://127.0.0.1:9',
    apiKey: null,
    keepAlive: '5m',
    contextLength: () => 2048,
    newId: () => '1',
    clock: systemClock,
    atOnce: 4,
    connectMs: 5_000,
    firstByteMs: 240_000,
    silenceMs: 120_000,
  });
});

afterAll(async () => {
  await upstream.close();
  if (live.kind === 'here') await live.stop();
});

const never = new AbortController().signal;

function here(context: TestContext): LiveOllama {
  if (live.kind === 'not_here') context.skip(`not here: ${live.reason}`);
  return live;
}

const ask = (more: Partial<ChatRequest>, wantsUsage = false) =>
  upstream.chat(asking(liveModel, { temperature: 0, ...more }, { wantsUsage }), never);

describe('the real Ollama as an upstream', () => {
  it('lists its model', async (context) => {
    here(context);
    expect(await upstream.models(never)).toContainEqual(
      expect.objectContaining({ id: liveModel, contextLength: null }),
    );
  });

  it('streams an answer whose counts are Ollama’s own', async (context) => {
    here(context);
    const answer = streamOf(
      await ask({ max_completion_tokens: 3, messages: [{ role: 'user', content: 'Count to fifty.' }] }, true),
    );
    const { text, failure } = await drain(answer.events);
    expect(failure).toBeNull();
    const { usage, finish, outputBytes } = answer.tally();
    expect(usage).toMatchObject({ prompt: expect.any(Number), completion: 3 });
    expect(finish).toBe('length');
    expect(outputBytes).toBe(Buffer.byteLength(wordsIn(text)));
    expect(outputBytes).toBeGreaterThan(0);
    expect(chunksIn(text).at(-1)?.usage).toMatchObject({ completion_tokens: 3 });
  });

  it('gives the same words whole', async (context) => {
    here(context);
    const question = { max_tokens: 8, seed: 7, messages: [{ role: 'user' as const, content: 'Say hello.' }] };
    const streamed = await drain(streamOf(await ask(question)).events);
    const { body } = wholeOf(await ask({ ...question, stream: false }));
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: wordsIn(streamed.text) } }],
    });
  });

  it('refuses a prompt that is longer than the window, rather than to cut it', async (context) => {
    here(context);
    const content = 'word '.repeat(6_000);
    expect(await ask({ messages: [{ role: 'user', content }] })).toMatchObject({
      kind: 'refused',
      status: 400,
      message: expect.stringMatching(/exceeds? the (?:available )?context/),
    });
  });

  it('answers in JSON where that form is asked for', async (context) => {
    here(context);
    const schema = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
    const { body } = wholeOf(
      await ask({
        stream: false,
        max_tokens: 60,
        response_format: { type: 'json_schema', json_schema: { name: 'age', schema } },
        messages: [{ role: 'user', content: 'How old is a cat that is three years old?' }],
      }),
    );
    const answer: { readonly choices: readonly { readonly message: { readonly content: string } }[] } = JSON.parse(
      Buffer.from(body).toString(),
    );
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ age: expect.any(Number) });
  });

  it('refuses thoughts, tools and models that it has not', async (context) => {
    here(context);
    const tools = [{ type: 'function' as const, function: { name: 'look', parameters: { type: 'object' } } }];
    for (const more of [{ reasoning_effort: 'high' as const }, { tools }, { model: 'gone' }])
      expect(await ask(more)).toMatchObject({ kind: 'refused' });
  });

  it('stops working when nobody reads any more', async (context) => {
    const { url } = here(context);
    const leaving = new AbortController();
    const answer = streamOf(
      await upstream.chat(
        asking(liveModel, { max_tokens: 2_000, messages: [{ role: 'user', content: 'Write a very long story.' }] }),
        leaving.signal,
      ),
    );
    const events = answer.events[Symbol.asyncIterator]();
    await events.next();
    await events.return?.();
    // Another answer is made at once: the model is free again.
    const next = streamOf(await ask({ max_tokens: 2, messages: [{ role: 'user', content: 'Hi' }] }));
    expect((await drain(next.events)).failure).toBeNull();
    const { body } = await request(`${url}/api/ps`);
    expect(await body.json()).toMatchObject({ models: [{ context_length: 2048 }] });
  });
});
