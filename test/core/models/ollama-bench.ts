// What the tests of this folder share: a fake Ollama and the feature over it, closed after each test.
import { onTestFinished } from 'vitest';
import type { GeneratePart, Generator, GenerateRequest } from '../../../src/main/core/ports.ts';
import { CodedFailure } from '../../../src/main/core/coded-failure.ts';
import { createModels, type Models } from '../../../src/main/core/models/models.ts';
import { createSettings } from '../../../src/main/core/settings/settings.ts';
import type { SettingsPort } from '../../../src/main/core/ports.ts';
import type { Failure } from '../../../src/preload/contract/failure.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { startFakeOllama, type FakeOllama, type FakeOllamaOptions } from '../../support/fake-ollama/fake-ollama.ts';

export type Bench = { readonly models: Models; readonly settings: SettingsPort; readonly clock: FakeClock };

export async function openFake(options?: FakeOllamaOptions): Promise<FakeOllama> {
  const fake = await startFakeOllama(options);
  onTestFinished(() => fake.stop());
  return fake;
}

export function openModels(address: string, { isInstalled = true }: { readonly isInstalled?: boolean } = {}): Bench {
  const clock = createFakeClock();
  const preferences = { stored: {}, damagedFile: null, keep: async () => undefined };
  const settings = createSettings({
    preferences,
    defaults: { ollamaAddress: address, serverAddress: 'http://127.0.0.1:8787' },
  });
  const models = createModels({
    settings,
    clock,
    isInstalled: () => Promise.resolve(isInstalled),
    memoryBytes: () => 16e9,
    freeBytes: () => Promise.resolve(100e9),
    platform: 'linux',
    proxy: null,
  });
  onTestFinished(() => models.close());
  return { models, settings, clock };
}

export type Generated = { readonly parts: readonly GeneratePart[]; readonly failure: Failure | null };

/** All parts of an answer, and the failure that ended it where one did. */
export async function generate(
  generator: Generator,
  asked: string | GenerateRequest = 'gemma3:270m',
  signal = new AbortController().signal,
): Promise<Generated> {
  const parts: GeneratePart[] = [];
  const request =
    typeof asked === 'string' ? { model: asked, turns: [{ role: 'user', text: 'Hello' }] as const } : asked;
  try {
    for await (const part of generator.generate(request, signal)) parts.push(part);
    return { parts, failure: null };
  } catch (error) {
    if (error instanceof CodedFailure) return { parts, failure: error.failure };
    throw error;
  }
}

/** An answer to be read part by part. */
export function iterate(generator: Generator, signal: AbortSignal): AsyncIterator<GeneratePart> {
  const parts = generator.generate({ model: 'gemma3:270m', turns: [{ role: 'user', text: 'Hello' }] }, signal);
  return parts[Symbol.asyncIterator]();
}

export function textOf(parts: readonly GeneratePart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
