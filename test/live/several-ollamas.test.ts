// The real Ollama at two addresses, as two entries of one list: each answers, and one goes on without the other.
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { systemClock } from '../../src/main/core/clock.ts';
import { createModels, type Models } from '../../src/main/core/models/models.ts';
import { createSettings } from '../../src/main/core/settings/settings.ts';
import { firstOllama, OllamaId } from '../../src/preload/contract/ids.ts';
import { memorySecrets } from '../core/models/ollama-bench.ts';
import { liveModel, openLiveOllama, type LiveOllama } from './ollama.ts';

const byName = OllamaId.parse('by-name');
const never = new AbortController().signal;
const header = { name: 'X-Api-Key', value: 'k-of-nobody' };

let live: LiveOllama | { readonly kind: 'not_here'; readonly reason: string };
let models: Models;

beforeAll(async () => {
  live = await openLiveOllama();
  const ollamaAddress = live.kind === 'here' ? live.url : 'http://127.0.0.1:9';
  models = createModels({
    settings: createSettings({
      preferences: { stored: {}, damagedFile: null, keep: async () => undefined },
      defaults: { ollamaAddress, serverAddress: 'http://127.0.0.1:8787' },
    }),
    secrets: memorySecrets(),
    clock: systemClock,
    isInstalled: () => Promise.resolve(true),
    memoryBytes: () => 16e9,
    freeBytes: () => Promise.resolve(null),
    platform: 'linux',
    proxy: null,
  });
});

afterAll(async () => {
  await models.close();
  if (live.kind === 'here') await live.stop();
});

function here(context: TestContext): LiveOllama {
  if (live.kind === 'not_here') context.skip(`not here: ${live.reason}`);
  return live;
}

async function capital(ollama: OllamaId): Promise<string> {
  const turns = [{ role: 'user', text: 'What is the capital of France?' }] as const;
  let text = '';
  for await (const part of models.generator.generate({ ollama, model: liveModel, turns }, never))
    if (part.kind === 'text') text += part.text;
  return text;
}

describe('the real Ollama at 127.0.0.1 and at localhost', () => {
  it('are two entries, each ready on this computer, and each answers, also with a header that nobody asked for', async (context) => {
    const address = `http://localhost:${here(context).port}`;
    await models.book.put({ id: byName, name: 'By name', address, headers: [header] });
    const states = await models.refresh();
    expect(states).toMatchObject([
      { id: firstOllama, kind: 'ready', place: 'this_computer', version: '0.24.0' },
      { id: byName, kind: 'ready', place: 'this_computer', version: '0.24.0', name: 'By name', address },
    ]);
    expect(await capital(byName)).toMatch(/Paris/);
    expect(await capital(firstOllama)).toMatch(/Paris/);
  });

  it('one is removed, the other goes on', async (context) => {
    here(context);
    expect(await models.book.remove(byName)).toBe('removed');
    await expect(capital(byName)).rejects.toMatchObject({ failure: { code: 'ollama_removed' } });
    expect(await capital(firstOllama)).toMatch(/Paris/);
  });
});
