// Looking after an Ollama: all that it has, what is in memory and for how long, copies, and what would fit.
import { describe, expect, it } from 'vitest';
import { recommend } from '../../../src/main/core/models/recommended.ts';
import type { ManagerState } from '../../../src/preload/contract/manager.ts';
import { errorAnswer, type Behaviour } from '../../support/fake-ollama/behaviour.ts';
import { generate, openFake, openModels } from './ollama-bench.ts';

const { signal } = new AbortController();

type Bench = ReturnType<typeof openModels>;

async function look({ models }: Bench): Promise<Extract<ManagerState, { kind: 'ready' }>> {
  await models.refresh();
  const state = await models.manager.current();
  if (state.kind !== 'ready') throw new Error(`it is ${state.kind}`);
  return state;
}

describe('the list of models', () => {
  it('has every model, also those that cannot chat, with what each is', async () => {
    const fake = await openFake({
      models: [
        { name: 'qwen3:0.6b', family: 'qwen3', contextLength: 40_960, capabilities: ['tools', 'thinking'] },
        { name: 'nomic-embed-text', isEmbedding: true },
        { name: 'gpt-oss:120b-cloud', remote: { model: 'gpt-oss:120b', host: 'https://ollama.com:443' } },
      ],
    });
    const { models, place } = await look(openModels(fake.url));
    expect(place).toBe('this_computer');
    expect(models.map((one) => [one.name, one.place, one.contextLength, one.capabilities])).toEqual([
      ['qwen3:0.6b', 'this_computer', 40_960, ['completion', 'tools', 'thinking']],
      ['nomic-embed-text:latest', 'this_computer', 32_768, ['embedding']],
      ['gpt-oss:120b-cloud', 'cloud', 32_768, ['completion']],
    ]);
  });

  it('says what deleting one frees: nothing where another is made of the same files', async () => {
    const fake = await openFake({
      models: [
        { name: 'gemma3:4b', sizeBytes: 3e9 },
        { name: 'other', sizeBytes: 2e9 },
      ],
    });
    const bench = openModels(fake.url);
    expect((await look(bench)).models.map(({ freesBytes }) => freesBytes)).toEqual([3e9, 2e9]);
    expect(await bench.models.manager.copy({ from: 'gemma3:4b', to: 'mine' }, signal)).toEqual({
      kind: 'copied',
      name: 'mine:latest',
    });
    expect((await look(bench)).models.map(({ name, freesBytes }) => [name, freesBytes])).toEqual([
      ['mine:latest', 0],
      ['gemma3:4b', 0],
      ['other:latest', 2e9],
    ]);
  });

  it('does without what cannot be had', async () => {
    const fake = await openFake({ models: [{ name: 'gemma3:4b' }] });
    fake.setAnswerAt('/api/show', errorAnswer(500, 'no'));
    fake.setAnswerAt('/api/ps', errorAnswer(404, 'no'));
    expect(await look(openModels(fake.url))).toMatchObject({
      models: [{ name: 'gemma3:4b', capabilities: null, contextLength: null }],
      running: [],
    });
  });
});

describe('copying', () => {
  it.each([
    ['takes no name that is in use', 'QWEN3:0.6b', { kind: 'taken', name: 'QWEN3:0.6b' }],
    ['takes no name that is none', 'a b', { kind: 'malformed', trouble: { code: 'spaces' } }],
  ])('%s', async (_, to, answer) => {
    const fake = await openFake();
    const { models } = openModels(fake.url);
    expect(await models.manager.copy({ from: 'gemma3:270m', to }, signal)).toEqual(answer);
    expect(fake.requests.some(({ path }) => path === '/api/copy')).toBe(false);
  });

  it('says so where the model is gone', async () => {
    const fake = await openFake();
    const { models } = openModels(fake.url);
    expect(await models.manager.copy({ from: 'gone', to: 'mine' }, signal)).toMatchObject({
      kind: 'failed',
      failure: { code: 'ollama_model_missing' },
    });
  });
});

describe('the memory', () => {
  it('holds a model for as long as was asked, and lets go of it', async () => {
    const fake = await openFake({ models: [{ name: 'gemma3:4b', sizeBytes: 1e9, gpuShare: 0.75 }] });
    const bench = openModels(fake.url);
    expect(await bench.models.manager.keep('gemma3:4b', 600, signal)).toEqual({ kind: 'ok' });
    const [one] = (await look(bench)).running;
    expect(one).toMatchObject({ name: 'gemma3:4b', sizeBytes: 2e9, gpuBytes: 1.5e9, contextLength: 4096 });
    expect(Math.round(((one?.unloadsAt ?? 0) - Date.now()) / 60_000)).toBe(10);

    await bench.models.manager.keep('gemma3:4b', -1, signal);
    expect((await look(bench)).running).toMatchObject([{ unloadsAt: null }]);
    await bench.models.manager.keep('gemma3:4b', 0, signal);
    expect((await look(bench)).running).toEqual([]);
  });

  it('holds a model after an answer for as long as the settings say', async () => {
    const fake = await openFake();
    const bench = openModels(fake.url);
    const asked = (): unknown => fake.requests.findLast(({ path }) => path === '/api/chat')?.body;
    await generate(bench.models.generator);
    expect(asked()).not.toHaveProperty('keep_alive');
    await bench.settings.set({ keepLoadedS: -1 });
    await generate(bench.models.generator);
    expect(asked()).toMatchObject({ keep_alive: -1 });
  });
});

describe('recommended models', () => {
  const machine = { memoryBytes: 16e9, freeBytes: 100e9 };
  const names = (list: ReturnType<typeof recommend>): readonly string[] => list.models.map(({ name }) => name);

  it('are those that Ollama names and that fit, then those of the list; none that leaves this computer', async () => {
    const fake = await openFake();
    const { models } = openModels(fake.url);
    const found = await models.manager.recommended(signal);
    expect(found).toMatchObject({ memoryBytes: 16e9, freeBytes: 100e9 });
    expect(found.models[0]).toMatchObject({ name: 'gemma4', from: 'ollama', memoryBytes: 12e9 });
    expect(found.models.every(({ name, memoryBytes }) => !name.includes('cloud') && memoryBytes <= 16e9)).toBe(true);
    expect(found.models.some(({ from }) => from === 'list')).toBe(true);
  });

  it('come from the list alone where Ollama names none', async () => {
    const fake = await openFake();
    fake.setAnswerAt('/api/experimental/model-recommendations', errorAnswer(404, 'no'));
    const { models } = openModels(fake.url);
    const found = await models.manager.recommended(signal);
    expect(found.models.length).toBeGreaterThan(3);
    expect(found.models.every(({ from }) => from === 'list')).toBe(true);
  });

  it('fit the memory that there is: of 8 GB the system tells 7.6', () => {
    expect(names(recommend([], { ...machine, memoryBytes: 7.6e9 }))[0]).toBe('gemma3:4b');
    expect(names(recommend([], { ...machine, memoryBytes: 2.1e9 }))).toEqual(['qwen3:0.6b', 'gemma3:270m']);
    expect(names(recommend([], { ...machine, memoryBytes: 1e9 }))).toEqual([]);
  });

  it('fit on the disk', () => {
    expect(names(recommend([], { ...machine, freeBytes: 0.6e9 }))).toEqual(['qwen3:0.6b', 'gemma3:270m']);
  });

  it('name a model once, whatever its tag', () => {
    const advised = [{ model: 'gemma3', vram_bytes: 6e9, required_plan: null }];
    expect(names(recommend(advised, machine)).filter((name) => name.startsWith('gemma3'))).not.toContain('gemma3:4b');
  });

  it('of another computer say nothing of its memory', async () => {
    const found = recommend([], { memoryBytes: null, freeBytes: null });
    expect(found.memoryBytes).toBeNull();
    expect(found.models.length).toBeGreaterThan(3);
  });
});

describe('the account at Ollama’s cloud', () => {
  const account = (behaviour: Behaviour | null) => async () => {
    const fake = await openFake();
    fake.setAnswerAt('/api/me', behaviour);
    return openModels(fake.url).models.manager.cloudAccount(signal);
  };
  const json = (status: number, body: object): Behaviour => ({
    kind: 'plain',
    status,
    mediaType: 'application/json; charset=utf-8',
    body: JSON.stringify(body),
  });

  it.each<readonly [string, Behaviour | null, object]>([
    ['is asked for where nobody is signed in', null, { kind: 'signed_out' }],
    ['has the name of whoever is', json(200, { name: 'ada', plan: 'free' }), { kind: 'signed_in', name: 'ada' }],
    ['is not known to an older Ollama', errorAnswer(404, '404 page not found'), { kind: 'unknown' }],
    ['is not known while the cloud is away', json(503, { error: 'account unavailable' }), { kind: 'unknown' }],
    ['leads nowhere but to https', json(401, { error: 'no', signin_url: 'javascript:alert(1)' }), { kind: 'unknown' }],
  ])('%s', async (_, behaviour, told) => {
    expect(await account(behaviour)()).toMatchObject(told);
  });
});
