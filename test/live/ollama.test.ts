// Our client against the real Ollama, and the real one's bytes against the fake's.
import { firstOllama } from '../../src/preload/contract/ids.ts';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { request } from 'undici';
import { systemClock } from '../../src/main/core/clock.ts';
import { memorySecrets } from '../core/models/ollama-bench.ts';
import { createModels, type Models } from '../../src/main/core/models/models.ts';
import type { GeneratePart } from '../../src/main/core/ports.ts';
import { createSettings } from '../../src/main/core/settings/settings.ts';
import { CodedFailure } from '../../src/main/core/coded-failure.ts';
import { startFakeOllama, type FakeOllama } from '../support/fake-ollama/fake-ollama.ts';
import { shapeOf } from './shape.ts';
import { liveModel, openLiveOllama, type LiveOllama } from './ollama.ts';

let live: LiveOllama | { readonly kind: 'not_here'; readonly reason: string };
let models: Models;
let fake: FakeOllama;

beforeAll(async () => {
  live = await openLiveOllama();
  const ollamaAddress = live.kind === 'here' ? live.url : 'http://127.0.0.1:9';
  const settings = createSettings({
    preferences: { stored: {}, damagedFile: null, keep: async () => undefined },
    defaults: { ollamaAddress, serverAddress: 'http://127.0.0.1:8787' },
  });
  models = createModels({
    settings,
    secrets: memorySecrets(),
    clock: systemClock,
    isInstalled: () => Promise.resolve(true),
    memoryBytes: () => 16e9,
    freeBytes: () => Promise.resolve(null),
    platform: 'linux',
    proxy: null,
  });
  fake = await startFakeOllama({ version: '0.24.0', models: [{ name: liveModel }] });
});

afterAll(async () => {
  await models.close();
  await fake.stop();
  if (live.kind === 'here') await live.stop();
});

const never = new AbortController().signal;

function here(context: TestContext): LiveOllama {
  if (live.kind === 'not_here') context.skip(`not here: ${live.reason}`);
  return live;
}

function ask(text: string, signal = never, model: string = liveModel): AsyncIterable<GeneratePart> {
  return models.generator.generate({ ollama: firstOllama, model, turns: [{ role: 'user', text }] }, signal);
}

describe('the real Ollama', () => {
  it('is ready, with its version and its model', async (context) => {
    const { url } = here(context);
    const [state] = await models.refresh();
    expect(state).toMatchObject({ kind: 'ready', address: url, version: '0.24.0' });
    expect(state?.kind === 'ready' && state.models.find((model) => model.name === liveModel)).toMatchObject({
      family: 'gemma3',
      parameterSize: '268.10M',
      quantization: 'Q4_K_M',
      isDemo: false,
    });
    expect(await models.check(url, never)).toMatchObject({ kind: 'ok', version: '0.24.0' });
  });

  it('tells the window of a model and what it can do', async (context) => {
    here(context);
    expect(await models.at(firstOllama).show(liveModel, never)).toMatchObject({
      kind: 'ok',
      details: { contextLength: 32_768, capabilities: ['completion'] },
    });
  });

  it('goes on in place where the last turn is its own', async (context) => {
    here(context);
    const turns = [
      { role: 'user', text: 'What is the capital of France? Answer in one sentence.' },
      { role: 'assistant', text: 'The capital of France is' },
    ] as const;
    let text = '';
    for await (const part of models.generator.generate({ ollama: firstOllama, model: liveModel, turns }, never))
      if (part.kind === 'text') text += part.text;
    expect(text).toMatch(/Paris/);
    expect(text).not.toMatch(/^\s*The capital/);
  });

  it('answers in pieces and ends with its counts', async (context) => {
    here(context);
    const parts: GeneratePart[] = [];
    for await (const part of ask('What is the capital of France?')) parts.push(part);
    const end = parts.at(-1);
    expect(parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')).toMatch(/Paris/);
    expect(end).toMatchObject({ kind: 'ended', reason: expect.stringMatching(/^(stop|length)$/) });
    expect(
      end?.kind === 'ended' &&
        end.counts !== null &&
        Math.min(end.counts.promptTokens, end.counts.completionTokens, end.counts.totalNs, end.counts.completionNs),
    ).toBeGreaterThan(0);
    const [state] = await models.refresh();
    expect(state?.kind === 'ready' && state.models.find((model) => model.name === liveModel)).toMatchObject({
      isLoaded: true,
      loadedContext: 4096,
    });
  });

  it('stops when it is aborted, and answers the next question', async (context) => {
    here(context);
    const stop = new AbortController();
    const reason = new Error('stopped');
    const reading = (async () => {
      for await (const part of ask('Write a very long story about a stick.', stop.signal))
        if (part.kind === 'text') stop.abort(reason);
    })();
    await expect(reading).rejects.toBe(reason);
    const kinds: string[] = [];
    for await (const part of ask('What is the capital of Italy?')) kinds.push(part.kind);
    expect(kinds.at(-1)).toBe('ended');
  });

  it('has no model that nobody fetched', async (context) => {
    here(context);
    const reading = (async () => {
      for await (const part of ask('x', never, 'nope')) void part;
    })();
    const failure = await reading.then(
      () => null,
      (error: unknown) => (error instanceof CodedFailure ? error.failure : null),
    );
    expect(failure).toEqual({ code: 'ollama_model_missing', detail: "model 'nope' not found", canRetry: false });
  });
});

type Probe = {
  readonly name: string;
  readonly path: string;
  /** null: a GET. */
  readonly body: object | string | null;
  readonly headers?: Readonly<Record<string, string>>;
};

const hello = [{ role: 'user', content: 'What is the capital of France?' }];
const probes: readonly Probe[] = [
  { name: 'its name', path: '/', body: null },
  { name: 'the version', path: '/api/version', body: null },
  { name: 'the models', path: '/api/tags', body: null },
  { name: 'a model that is not there', path: '/api/show', body: { model: 'nope' } },
  { name: 'a question to a model that is not there', path: '/api/chat', body: { model: 'nope', messages: hello } },
  { name: 'a question to no model', path: '/api/chat', body: { model: '', messages: hello } },
  { name: 'a question without a body', path: '/api/chat', body: '' },
  { name: 'thinking where there is none', path: '/api/chat', body: { model: liveModel, messages: hello, think: true } },
  { name: 'no message at all', path: '/api/chat', body: { model: liveModel, messages: [] } },
  { name: 'a question', path: '/api/chat', body: { model: liveModel, messages: hello } },
  { name: 'the models in memory', path: '/api/ps', body: null },
  {
    name: 'a copy of a model that is not there',
    path: '/api/copy',
    body: { source: 'nope', destination: 'nope-again' },
  },
  { name: 'a model to be unloaded', path: '/api/generate', body: { model: liveModel, keep_alive: 0, stream: false } },
  { name: 'a page of no origin', path: '/api/tags', body: null, headers: { origin: 'null' } },
  { name: 'a page of another host', path: '/api/tags', body: null, headers: { host: 'evil.example' } },
  { name: 'a page of this computer', path: '/api/tags', body: null, headers: { origin: 'http://localhost:3000' } },
  { name: 'a path that is not there', path: '/api/nothing', body: null },
  { name: 'a method that is not there', path: '/api/chat', body: null },
];

describe('the fake Ollama', () => {
  it.for(probes)(
    'answers $name as the real one does, byte for byte but for names, times and figures',
    async (probe, context) => {
      const real = await answerOf(here(context).url, probe);
      expect(await answerOf(fake.url, probe)).toEqual(real);
    },
  );
});

async function answerOf(url: string, { path, body, headers = {} }: Probe): Promise<unknown> {
  const answer = await request(`${url}${path}`, {
    method: body === null ? 'GET' : 'POST',
    body: typeof body === 'object' && body !== null ? JSON.stringify(body) : body,
    headers,
    responseHeaders: 'raw',
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, ...shapeOf(answer.headers, text) };
}
