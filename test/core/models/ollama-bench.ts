// What the tests of this folder share: a fake Ollama and the feature over it, closed after each test.
import { onTestFinished } from 'vitest';
import type { GeneratePart, Generator, GenerateRequest } from '../../../src/main/core/ports.ts';
import { CodedFailure } from '../../../src/main/core/coded-failure.ts';
import type { Manager } from '../../../src/main/core/models/manager.ts';
import { createModels, type Models, type OneOllama } from '../../../src/main/core/models/models.ts';
import { createMemoryStore } from '../../../src/main/core/secrets/memory-store.ts';
import { createSettings } from '../../../src/main/core/settings/settings.ts';
import type { Secrets, SettingsPort, Watchable } from '../../../src/main/core/ports.ts';
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import type { ManagerState } from '../../../src/preload/contract/manager.ts';
import type { OllamaState, OwnPlace } from '../../../src/preload/contract/models.ts';
import type { Failure } from '../../../src/preload/contract/failure.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { startFakeOllama, type FakeOllama, type FakeOllamaOptions } from '../../support/fake-ollama/fake-ollama.ts';

/** The feature, and beside it what can be asked of the only Ollama, of which its calls need no name. */
export type OneModels = Omit<Models, 'refresh' | 'placeOf'> &
  Omit<OneOllama, 'manager'> & {
    readonly state: Watchable<OllamaState>;
    refresh(): Promise<OllamaState>;
    placeOf(this: void, name: string): OwnPlace;
    readonly manager: Manager & { current(): Promise<ManagerState> };
  };

export type Bench = {
  readonly models: OneModels;
  readonly all: Models;
  readonly secrets: Secrets;
  readonly settings: SettingsPort;
  readonly clock: FakeClock;
};

export async function openFake(options?: FakeOllamaOptions): Promise<FakeOllama> {
  const fake = await startFakeOllama(options);
  onTestFinished(() => fake.stop());
  return fake;
}

type BenchOptions = { readonly isInstalled?: boolean; readonly secrets?: Secrets };

export function openModels(
  address: string,
  { isInstalled = true, secrets = memorySecrets() }: BenchOptions = {},
): Bench {
  const clock = createFakeClock();
  const preferences = { stored: {}, damagedFile: null, keep: async () => undefined };
  const settings = createSettings({
    preferences,
    defaults: { ollamaAddress: address, serverAddress: 'http://127.0.0.1:8787' },
  });
  const models = createModels({
    settings,
    secrets,
    clock,
    isInstalled: () => Promise.resolve(isInstalled),
    memoryBytes: () => 16e9,
    freeBytes: () => Promise.resolve(100e9),
    platform: 'linux',
    proxy: null,
  });
  onTestFinished(() => models.close());
  return { models: oneOf(models), all: models, secrets, settings, clock };
}

export function memorySecrets(): Secrets {
  const stores = { keychain: createMemoryStore(), memory: createMemoryStore(), file: createMemoryStore() };
  return { at: (place) => stores[place], chosen: () => null, choose: () => undefined };
}

function oneOf(models: Models): OneModels {
  const one = models.at(firstOllama);
  return {
    ...models,
    ...one,
    state: {
      current: () => only(models.states.current()),
      async *watch(signal) {
        for await (const states of models.states.watch(signal)) yield only(states);
      },
    },
    refresh: async () => only(await models.refresh()),
    placeOf: (name) => models.placeOf(name, firstOllama),
    manager: {
      ...one.manager,
      async current() {
        const leave = new AbortController();
        for await (const state of one.watch(leave.signal)) return state;
        throw new Error('It was removed');
      },
    },
  };
}

function only(states: readonly OllamaState[]): OllamaState {
  const [state] = states;
  if (state === undefined) throw new Error('There is none');
  return state;
}

export type Generated = { readonly parts: readonly GeneratePart[]; readonly failure: Failure | null };

/** All parts of an answer, and the failure that ended it where one did. */
export async function generate(
  generator: Generator,
  asked: string | Omit<GenerateRequest, 'ollama'> = 'gemma3:270m',
  signal = new AbortController().signal,
): Promise<Generated> {
  const parts: GeneratePart[] = [];
  const request =
    typeof asked === 'string'
      ? { ollama: firstOllama, model: asked, turns: [{ role: 'user', text: 'Hello' }] as const }
      : { ollama: firstOllama, ...asked };
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
  const parts = generator.generate(
    { ollama: firstOllama, model: 'gemma3:270m', turns: [{ role: 'user', text: 'Hello' }] },
    signal,
  );
  return parts[Symbol.asyncIterator]();
}

export function textOf(parts: readonly GeneratePart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
