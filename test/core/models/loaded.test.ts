// Whether a model is in memory, for what nobody waits for: it must load none.
import { describe, expect, it } from 'vitest';
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { plainParameters } from '../../../src/preload/contract/parameters.ts';
import { generate, openFake, openModels } from './ollama-bench.ts';

const never = new AbortController().signal;
const model = 'gemma3:270m';

describe('a model', () => {
  it('is in memory after an answer, with the window that it was loaded with, and not before', async () => {
    const fake = await openFake();
    const { models } = openModels(fake.url);
    expect(await models.generator.loaded({ ollama: firstOllama, model }, never)).toBeNull();
    await generate(models.generator, model);
    expect(await models.generator.loaded({ ollama: firstOllama, model }, never)).toEqual({ window: 4096 });
    expect(await models.generator.loaded({ ollama: firstOllama, model: 'qwen3:0.6b' }, never)).toBeNull();
    expect(fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(1);
  });

  it('that is to leave memory after each answer counts as gone, by the settings or by its chat', async () => {
    const fake = await openFake();
    const { models, settings } = openModels(fake.url);
    await generate(models.generator, model);
    const parameters = { ...plainParameters, keepAliveS: 0 };
    expect(await models.generator.loaded({ ollama: firstOllama, model, parameters }, never)).toBeNull();
    await settings.set({ keepLoadedS: 0 });
    expect(
      await models.generator.loaded({ ollama: firstOllama, model, parameters: plainParameters }, never),
    ).toBeNull();
    expect(
      await models.generator.loaded(
        { ollama: firstOllama, model, parameters: { ...plainParameters, keepAliveS: 60 } },
        never,
      ),
    ).not.toBeNull();
  });

  it('of an Ollama that does not tell or is gone is not taken for loaded', async () => {
    const fake = await openFake();
    const { models } = openModels(fake.url);
    await generate(models.generator, model);
    fake.setAnswerAt('/api/ps', { kind: 'plain', status: 404, mediaType: 'text/plain', body: '404 page not found' });
    expect(await models.generator.loaded({ ollama: firstOllama, model }, never)).toBeNull();
    await fake.stop();
    expect(await models.generator.loaded({ ollama: firstOllama, model }, never)).toBeNull();
  });
});
