// What the page is told about Ollama: kept fresh while somebody watches, and only then.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { describe, expect, it } from 'vitest';
import { call } from '@orpc/server';
import { modelsHandlers } from '../../../src/main/core/models/models-handlers.ts';
import { readyPollMs, unreachablePollMs } from '../../../src/main/core/models/poller.ts';
import { demoModelName } from '../../../src/preload/contract/demo-model.ts';
import type { OllamaState } from '../../../src/preload/contract/models.ts';
import type { Watchable } from '../../../src/main/core/ports.ts';
import { htmlPage } from '../../support/fake-ollama/behaviour.ts';
import type { FakeOllama } from '../../support/fake-ollama/fake-ollama.ts';
import { openFake, openModels } from './ollama-bench.ts';

type Reader = { until(isIt: (state: OllamaState) => boolean): Promise<OllamaState>; leave(): void };

function read(state: Watchable<OllamaState>): Reader {
  const leaving = new AbortController();
  const states = state.watch(leaving.signal)[Symbol.asyncIterator]();
  return {
    async until(isIt) {
      for (;;) {
        const { value, done } = await states.next();
        if (done === true) throw new Error('The watch ended');
        if (isIt(value)) return value;
      }
    },
    leave() {
      leaving.abort();
      void states.return?.();
    },
  };
}

const looksAt = (fake: FakeOllama): number => fake.requests.filter((asked) => asked.path === '/api/tags').length;
const isReady = (state: OllamaState): boolean => state.kind === 'ready';
const isUnreachable = (state: OllamaState): boolean => state.kind === 'unreachable';

describe('the state of Ollama', () => {
  it('is checking, then ready with its version and models', async () => {
    const fake = await openFake({ models: [{ name: 'gemma3:270m' }] });
    const { models } = openModels(fake.url);
    expect(models.state.current()).toEqual({
      kind: 'checking',
      id: firstOllama,
      name: '',
      address: fake.url,
      place: 'this_computer',
    });
    expect(await read(models.state).until(isReady)).toEqual({
      kind: 'ready',
      id: firstOllama,
      name: '',
      address: fake.url,
      place: 'this_computer',
      version: '0.24.0',
      otherCount: 0,
      models: [
        {
          name: 'gemma3:270m',
          place: 'this_computer',
          sizeBytes: 253_113_688,
          family: 'gemma3',
          parameterSize: '268.10M',
          quantization: 'Q4_K_M',
          isLoaded: false,
          loadedContext: null,
          isDemo: false,
          canSee: false,
        },
      ],
    });
  });

  it('says which model is in memory, and with how large a window', async () => {
    const fake = await openFake();
    const { models } = openModels(fake.url);
    for await (const part of models.generator.generate(
      { ollama: firstOllama, model: 'gemma3:270m', turns: [{ role: 'user', text: 'x' }] },
      new AbortController().signal,
    ))
      void part;
    const state = await models.refresh();
    expect(state.kind === 'ready' && state.models.map((model) => [model.isLoaded, model.loadedContext])).toEqual([
      [true, 4096],
      [false, null],
    ]);
  });

  it('notices that Ollama went away and that it is back', async () => {
    const fake = await openFake();
    const { models, clock } = openModels(fake.url);
    const reader = read(models.state);
    await reader.until(isReady);
    await fake.stop();
    await clock.untilWaiting(1);
    await clock.advance(readyPollMs);
    expect(await reader.until(isUnreachable)).toMatchObject({ failure: { code: 'ollama_not_running' }, models: [] });
    await fake.start();
    await clock.untilWaiting(1);
    await clock.advance(unreachablePollMs);
    await reader.until(isReady);
  });

  it('is asked for while somebody watches, and no longer once the last one has left', async () => {
    const fake = await openFake();
    const { models, clock } = openModels(fake.url);
    const [first, second] = [read(models.state), read(models.state)];
    await Promise.all([first.until(isReady), second.until(isReady)]);
    await clock.untilWaiting(1);
    expect(looksAt(fake)).toBe(1);
    first.leave();
    const asked = fake.next('/api/ps');
    await clock.advance(readyPollMs);
    await (
      await asked
    ).end;
    await clock.untilWaiting(1);
    second.leave();
    await clock.advance(10 * readyPollMs);
    expect(looksAt(fake)).toBe(2);
    expect(clock.waiting()).toBe(0);
  });

  it('follows a changed address at once, and forgets what it knew of the old one', async () => {
    const [old, next] = [await openFake(), await openFake({ version: '9.9.9' })];
    const { models, settings } = openModels(old.url);
    const reader = read(models.state);
    await reader.until(isReady);
    await settings.set({ ollamaAddress: next.url });
    expect(await reader.until((state) => state.address === next.url && state.kind === 'ready')).toMatchObject({
      version: '9.9.9',
    });
  });

  it('is never that of an address which is no longer set', async () => {
    const old = await openFake();
    const next = await openFake({ version: '9.9.9' });
    old.setAnswerAt('/api/ps', { kind: 'silent' });
    const { models, settings, clock } = openModels(old.url);
    const asked = old.next('/api/ps');
    const late = models.refresh();
    await asked;
    await settings.set({ ollamaAddress: next.url });
    expect(await models.refresh()).toMatchObject({ address: next.url, kind: 'ready' });
    await clock.advance(10_000);
    await late;
    expect(models.state.current()).toMatchObject({ address: next.url, kind: 'ready' });
  });

  it('shows the demo model only where it is switched on, and then also without Ollama', async () => {
    const fake = await openFake();
    await fake.stop();
    const { models, settings } = openModels(fake.url);
    const reader = read(models.state);
    expect(await reader.until(isUnreachable)).toMatchObject({ models: [] });
    await settings.set({ isDemoModelOn: true });
    expect(await reader.until((state) => state.kind === 'unreachable' && state.models.length === 1)).toMatchObject({
      models: [{ name: demoModelName, isDemo: true }],
    });
    await settings.set({ isDemoModelOn: false });
    await reader.until((state) => state.kind === 'unreachable' && state.models.length === 0);
  });

  it('is unreachable where Ollama does not answer a short question in time', async () => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', { kind: 'silent' });
    const { models, clock } = openModels(fake.url);
    const asked = fake.next('/api/tags');
    const state = models.refresh();
    await asked;
    await clock.advance(10_000);
    expect(await state).toMatchObject({ kind: 'unreachable', failure: { code: 'ollama_stalled' } });
  });
});

describe('a question about an address', () => {
  it('is answered with the version and the number of models', async () => {
    const fake = await openFake();
    const handlers = modelsHandlers(openModels('http://127.0.0.1:9').all);
    expect(await call(handlers.check, { address: fake.url })).toEqual({ kind: 'ok', version: '0.24.0', modelCount: 2 });
  });

  it('keeps nothing', async () => {
    const fake = await openFake();
    const { models, settings } = openModels('http://127.0.0.1:9');
    await models.check(fake.url, new AbortController().signal);
    expect(settings.current().ollamaAddress).toBe('http://127.0.0.1:9');
  });

  it('takes a path beneath which Ollama stands', async () => {
    const fake = await openFake();
    const checked = await openModels(fake.url).models.check(`${fake.url}/ollama/`, new AbortController().signal);
    expect(checked).toMatchObject({ kind: 'failed', failure: { code: 'ollama_wrong_address' } });
    expect(fake.requests[0]?.path).toMatch(/^\/ollama\/api\/(tags|version)$/);
  });

  it.each([
    '',
    'localhost:11434',
    '127.0.0.1',
    'ftp://host',
    'http://',
    'http://a b',
    'http://me:secret@host',
    'http://host/?x=1',
    '"http://host"',
    "'http://host'",
  ])('“%s” is answered with what to write instead, and nobody is asked', async (address) => {
    const checked = await openModels('http://127.0.0.1:9').models.check(address, new AbortController().signal);
    expect(checked).toMatchObject({ kind: 'malformed', trouble: { code: expect.any(String) } });
  });

  it.each(['/api', '/v1', '/API/'])(
    'that ends with %s is tried, and answered with what to write instead',
    async (path) => {
      const fake = await openFake();
      const checked = await openModels('http://127.0.0.1:9').models.check(
        fake.url + path,
        new AbortController().signal,
      );
      expect(checked).toEqual({
        kind: 'malformed',
        trouble: { code: 'api_path', part: path.replace(/\/$/, ''), address: fake.url },
      });
      expect(fake.requests.length).toBeGreaterThan(0);
    },
  );

  it('where something else answers is answered so', async () => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', htmlPage);
    const checked = await openModels('http://127.0.0.1:9').models.check(fake.url, new AbortController().signal);
    expect(checked).toMatchObject({ kind: 'failed', failure: { code: 'ollama_wrong_address' } });
  });
});

describe('a question about a model', () => {
  it('is answered with its window, what it can do, and its license', async () => {
    const fake = await openFake();
    const { models } = openModels(fake.url);
    const signal = new AbortController().signal;
    expect(await models.show('qwen3:0.6b', signal)).toMatchObject({
      kind: 'ok',
      details: {
        name: 'qwen3:0.6b',
        contextLength: 40_960,
        capabilities: ['completion', 'tools', 'thinking'],
        license: null,
        template: '{{ .Prompt }}',
        parameters: null,
        system: null,
      },
    });
    expect(await models.show('gemma3:270m', signal)).toMatchObject({ details: { license: 'Gemma Terms of Use' } });
    expect(await models.show('nope', signal)).toMatchObject({
      kind: 'failed',
      failure: { code: 'ollama_model_missing' },
    });
    expect(await models.show(demoModelName, signal)).toMatchObject({ kind: 'ok' });
  });
});
