// Only the list of models says whether an address is an Ollama. Whatever else is old, odd, slow or missing costs only itself.
import { describe, expect, it } from 'vitest';
import { factsMs } from '../../../src/main/core/models/model-facts.ts';
import type { Model, OllamaState } from '../../../src/preload/contract/models.ts';
import { answer, htmlPage, type Behaviour } from '../../support/fake-ollama/behaviour.ts';
import { generate, openFake, openModels, textOf } from './ollama-bench.ts';

const never = new AbortController().signal;
const plain = (status: number, body: string): Behaviour => ({ kind: 'plain', status, mediaType: 'text/plain', body });
const json = (body: unknown): Behaviour => ({
  kind: 'plain',
  status: 200,
  mediaType: 'application/json',
  body: JSON.stringify(body),
});

const odd: readonly (readonly [string, Behaviour])[] = [
  ['not there', plain(404, '404 page not found')],
  ['not allowed', plain(405, '405 method not allowed')],
  ['broken', plain(500, 'panic')],
  ['a page', htmlPage],
  ['no object', json(['x'])],
  ['of other types', json({ version: 3, models: 'none', capabilities: 'completion', model_info: 'x', details: 7 })],
  ['cut', { kind: 'cut' }],
];
const paths = ['/api/version', '/api/ps', '/api/show'];

function modelsOf(state: OllamaState): readonly Model[] {
  return state.kind === 'ready' ? state.models : [];
}

describe.each(paths)('when %s is', (path) => {
  it.each(odd)('%s, Ollama is ready with its models, and answers', async (_name, behaviour) => {
    const fake = await openFake({ behaviour: answer(['Yes.']) });
    fake.setAnswerAt(path, behaviour);
    const { models } = openModels(fake.url);
    const state = await models.refresh();
    expect(state).toMatchObject({ kind: 'ready', version: path === '/api/version' ? null : '0.24.0', otherCount: 0 });
    expect(modelsOf(state).map((model) => model.name)).toEqual(['gemma3:270m', 'qwen3:0.6b']);
    expect(await models.check(fake.url, never)).toMatchObject({ kind: 'ok', modelCount: 2 });
    const { parts, failure } = await generate(models.generator);
    expect(failure).toBeNull();
    expect(textOf(parts)).toBe('Yes.');
  });

  it('silent, it is not waited for long', async () => {
    const fake = await openFake({ behaviour: answer(['Yes.']) });
    fake.setAnswerAt(path, { kind: 'silent' });
    const { models, clock } = openModels(fake.url);
    const asked = fake.next(path);
    const state = models.refresh();
    await asked;
    await clock.advance(factsMs);
    expect(await state).toMatchObject({ kind: 'ready' });
    const generating = generate(models.generator);
    if (path === '/api/show') {
      await clock.untilWaiting(2);
      await clock.advance(factsMs);
    }
    expect((await generating).failure).toBeNull();
  });
});

describe('the list of models', () => {
  it.each([
    ['without a name', { size: 1 }],
    ['with an empty name', { name: '', size: 1 }],
    ['with a name that is a number', { name: 7 }],
    ['that is null', null],
    ['that is a text', 'gemma'],
    ['with a name longer than any', { name: 'x'.repeat(201) }],
  ])('is read but for an entry %s', async (_name, entry) => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', json({ models: [entry, { name: 'gemma3:270m', size: -1, details: { family: 3 } }] }));
    const state = await openModels(fake.url).models.refresh();
    expect(modelsOf(state)).toMatchObject([{ name: 'gemma3:270m', sizeBytes: 0, family: null }]);
  });

  it('takes the name from “model” where a server says it there alone', async () => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', json({ models: [{ model: 'gemma3:270m' }] }));
    expect(modelsOf(await openModels(fake.url).models.refresh())).toMatchObject([{ name: 'gemma3:270m' }]);
  });

  it.each([
    ['a page', htmlPage],
    ['an empty object', json({})],
    ['a list of another kind', json({ models: {} })],
    ['not found', plain(404, '404 page not found')],
  ])('that is %s means that something else answers', async (_name, behaviour) => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', behaviour);
    expect(await openModels(fake.url).models.refresh()).toMatchObject({
      kind: 'unreachable',
      failure: { code: 'ollama_wrong_address' },
    });
  });
});

describe('models that cannot chat', () => {
  const embedding = { name: 'embeddinggemma:300m', isEmbedding: true };

  it('are counted and not offered, asked once for each', async () => {
    const fake = await openFake({ models: [embedding, { name: 'gemma3:270m' }] });
    const { models } = openModels(fake.url);
    for (let look = 0; look < 3; look += 1) {
      const state = await models.refresh();
      expect(modelsOf(state).map((model) => model.name)).toEqual(['gemma3:270m']);
      expect(state).toMatchObject({ otherCount: 1 });
    }
    expect(fake.requests.filter((asked) => asked.path === '/api/show')).toHaveLength(2);
  });

  it.each([
    ['told in the list', { capabilities: ['embedding'] }, {}, false],
    ['told in the list, with chat', { capabilities: ['embedding', 'completion'] }, {}, true],
    ['told as one word', {}, { capabilities: 'embedding' }, false],
    ['told of images', {}, { capabilities: ['image'] }, false],
    ['told of something new', {}, { capabilities: ['telepathy'] }, true],
    ['told by an old server through the family', {}, { details: { family: 'nomic-bert' } }, false],
    ['told by an old server through one of the families', {}, { details: { families: ['xlm-roberta'] } }, false],
    ['told by an old server through its pooling', {}, { model_info: { 'qwen3.pooling_type': 3 } }, false],
    ['told by nobody', {}, {}, true],
    ['empty', {}, { capabilities: [] }, true],
  ])('%s', async (_name, inList, shown, isOffered) => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', json({ models: [{ name: 'a:latest', digest: 'x', ...inList }] }));
    fake.setAnswerAt('/api/show', json(shown));
    expect(modelsOf(await openModels(fake.url).models.refresh())).toHaveLength(isOffered ? 1 : 0);
  });

  it('replaced by one that can are offered', async () => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', json({ models: [{ name: 'a:latest', digest: 'one' }] }));
    fake.setAnswerAt('/api/show', json({ capabilities: ['embedding'] }));
    const { models } = openModels(fake.url);
    expect(modelsOf(await models.refresh())).toEqual([]);
    fake.setAnswerAt('/api/tags', json({ models: [{ name: 'a:latest', digest: 'two' }] }));
    fake.setAnswerAt('/api/show', json({ capabilities: ['completion'] }));
    expect(modelsOf(await models.refresh())).toHaveLength(1);
  });
});

describe('where answers are made', () => {
  it.each([
    ['by the list', { remote_host: 'https://ollama.com:443', remote_model: 'gpt-oss:120b' }, {}],
    ['by its host alone', { remote_host: 'https://ollama.com:443' }, {}],
    ['by `show`', {}, { remote_host: 'https://ollama.com:443' }],
    ['by the tag', { name: 'kimi-k2:cloud' }, {}],
    ['by the end of the tag', { name: 'gpt-oss:120b-cloud' }, {}],
  ])('is told of a cloud model %s', async (_name, inList, shown) => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', json({ models: [{ name: 'a:latest', size: 384, ...inList }] }));
    fake.setAnswerAt('/api/show', json(shown));
    expect(modelsOf(await openModels(fake.url).models.refresh())).toMatchObject([{ place: 'cloud', sizeBytes: 384 }]);
  });

  it.each([
    ['http://127.0.0.1:11434', 'this_computer'],
    ['http://127.9.9.9', 'this_computer'],
    ['http://localhost:11434', 'this_computer'],
    ['http://LOCALHOST.', 'this_computer'],
    ['http://ollama.localhost', 'this_computer'],
    ['http://[::1]:11434', 'this_computer'],
    ['http://[::ffff:127.0.0.1]', 'this_computer'],
    ['http://0.0.0.0:11434', 'this_computer'],
    ['http://2130706433', 'this_computer'],
    ['http://127.example.org', 'other_computer'],
    ['http://localhost.example.org', 'other_computer'],
    ['http://192.168.1.5:11434', 'other_computer'],
    ['https://box.local/ollama', 'other_computer'],
    ['https://ollama.com:443', 'cloud'],
    ['https://notollama.com', 'other_computer'],
  ])('is told of the address %s', (address, place) => {
    expect(openModels(address).models.state.current()).toMatchObject({ kind: 'checking', address, place });
  });

  it('is told of a single model, before Ollama was asked and after', async () => {
    const fake = await openFake({
      models: [
        { name: 'gemma3:270m' },
        { name: 'renamed', remote: { model: 'gpt-oss:120b', host: 'https://ollama.com:443' } },
      ],
    });
    const { models, settings } = openModels(fake.url);
    const places = (): readonly string[] => ['gemma3:270m', 'renamed:latest', 'x:cloud'].map(models.placeOf);
    expect(places()).toEqual(['this_computer', 'this_computer', 'cloud']);
    await models.refresh();
    expect(places()).toEqual(['this_computer', 'cloud', 'cloud']);
    await settings.set({ ollamaAddress: 'http://box.local:11434' });
    expect(places()).toEqual(['other_computer', 'other_computer', 'cloud']);
    expect(models.placeOf('tallystick-demo')).toBe('this_computer');
  });
});
