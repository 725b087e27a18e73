// The models feature: which models there are, whether Ollama answers, and the generator that the chat uses.
import {
  type AddressTrouble,
  demoModelName,
  type Model,
  type ModelDetails,
  type OllamaState,
  type OwnPlace,
} from '../../../preload/contract/models.ts';
import type { Diagnosis } from '../../../preload/contract/doctor.ts';
import type { Failure } from '../../../preload/contract/failure.ts';
import type { Clock, ModelStock, ReadyGenerator, SettingsPort, Watchable } from '../ports.ts';
import { findApiPath, readAddress } from './address.ts';
import { createDemoGenerator } from './demo-generator.ts';
import { examine } from './doctor/examine.ts';
import { createOllamaGenerator } from './ollama-generator.ts';
import { createOllama } from './ollama.ts';
import { createManager, type Manager } from './manager.ts';
import { readDefaults } from './model-defaults.ts';
import { contextLengthOf, createModelFacts, thinkLevelsOf, toFacts } from './model-facts.ts';
import { bytesPerToken } from './window-memory.ts';
import { placeOf } from './place.ts';
import { createPoller } from './poller.ts';
import { orNull } from './probe.ts';
import { createStock, type OllamaHere } from './stock.ts';
import { tellApart } from './tell-apart.ts';
import type { Shown } from './wire.ts';

type Checked =
  | { readonly kind: 'ok'; readonly version: string | null; readonly modelCount: number }
  | { readonly kind: 'malformed'; readonly trouble: AddressTrouble }
  | { readonly kind: 'failed'; readonly failure: Failure };

type ShownModel =
  | { readonly kind: 'ok'; readonly details: ModelDetails }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type Models = {
  /** For the chat: Ollama's models, and the demo model by its name. Aborted, it throws the signal's reason. */
  readonly generator: ReadyGenerator;
  /** Where a model runs, as far as is known now. */
  placeOf(this: void, name: string): OwnPlace;
  /** The window that a model is loaded with, as far as is known now; null: not known. */
  windowOf(this: void, name: string): number | null;
  /** The model that a person would use now, of those whose answers stay with their own Ollama; null: there is none. */
  ownModel(this: void, signal: AbortSignal): Promise<Model | null>;
  /** Polls only while somebody watches. */
  readonly state: Watchable<OllamaState>;
  refresh(): Promise<OllamaState>;
  check(address: string, signal: AbortSignal): Promise<Checked>;
  show(name: string, signal: AbortSignal): Promise<ShownModel>;
  readonly manager: Manager;
  /** A look at the way to Ollama. */
  examine(signal: AbortSignal): Promise<Diagnosis>;
  /** For downloads and removals. */
  readonly stock: ModelStock;
  /** May be called twice. */
  close(): Promise<void>;
};

export type ModelsParts = {
  readonly settings: SettingsPort;
  readonly clock: Clock;
  /** Whether Ollama is on this computer: createInstallCheck in find-ollama.ts. */
  readonly isInstalled: () => Promise<boolean>;
  /** Of this computer. */
  readonly memoryBytes: () => number;
  /** On the disk on which an Ollama of this computer keeps its models; null: not known. */
  readonly freeBytes: () => Promise<number | null>;
  readonly platform: Diagnosis['platform'];
  /** As the environment names it for everything on this computer; null: none. */
  readonly proxy: string | null;
};

/** Where Ollama listens unless it is told otherwise. */
const usualPort = 11_434;

export function createModels(parts: ModelsParts): Models {
  const { settings, clock, isInstalled, memoryBytes, freeBytes } = parts;
  const ollama = createOllama({ clock, isInstalled });
  const windowOf = (name: string): number | null => find(name)?.loadedContext ?? null;
  const facts = createModelFacts(ollama, clock);
  const poller = createPoller({ ollama, facts, settings, clock });
  const real = createOllamaGenerator({
    ollama,
    facts,
    address: () => settings.current().ollamaAddress,
    keepLoadedS: () => settings.current().keepLoadedS,
    windowOf,
  });
  const closed = new AbortController();
  const here: OllamaHere = {
    ollama,
    address: () => settings.current().ollamaAddress,
    memoryBytes,
    freeBytes,
    look: () => void poller.refresh().catch(() => undefined),
    closing: closed.signal,
  };
  const demo = createDemoGenerator(clock);

  /** Of the Ollama that is asked now. */
  function find(name: string): Model | undefined {
    const state = poller.current();
    if (state.kind === 'checking' || state.address !== settings.current().ollamaAddress) return undefined;
    return state.models.find((model) => model.name === name);
  }

  return {
    windowOf,
    generator: {
      generate: (request, signal) => (request.model === demoModelName ? demo : real).generate(request, signal),
      async loaded({ model, parameters }, signal) {
        const { ollamaAddress: address, keepLoadedS } = settings.current();
        if ((parameters?.keepAliveS ?? keepLoadedS) === 0) return null;
        const inMemory = await orNull(ollama.ps({ address, signal }));
        const found = inMemory?.find(({ name }) => name === model);
        return found === undefined ? null : { window: found.context_length ?? null };
      },
    },
    placeOf(name) {
      if (name === demoModelName) return 'this_computer';
      const known = find(name);
      return known?.place ?? placeOf(settings.current().ollamaAddress, { name, isRemote: false });
    },
    async ownModel(signal) {
      const state = await poller.refresh();
      signal.throwIfAborted();
      const models =
        state.kind === 'ready' ? state.models.filter(({ place, isDemo }) => place !== 'cloud' && !isDemo) : [];
      const { defaultModel } = settings.current();
      return (
        models.find(({ name }) => name === defaultModel) ?? models.find(({ isLoaded }) => isLoaded) ?? models[0] ?? null
      );
    },
    state: poller,
    refresh: () => poller.refresh(),
    async check(address, signal) {
      const read = readAddress(address);
      if (read.kind === 'malformed') return read;
      const checked = await tellApart<Checked>(async () => {
        const to = { address, signal };
        const [version, installed] = await Promise.all([orNull(ollama.version(to)), ollama.tags(to)]);
        return { kind: 'ok', version, modelCount: installed.length };
      });
      const isElsewhere = checked.kind === 'failed' && checked.failure.code === 'ollama_wrong_address';
      const trouble = isElsewhere ? findApiPath(address) : null;
      return trouble === null ? checked : { kind: 'malformed', trouble };
    },
    async show(name, signal) {
      if (name === demoModelName) return { kind: 'ok', details: demoDetails };
      return tellApart(async () => {
        const shown = await ollama.show({ address: settings.current().ollamaAddress, signal }, name);
        return { kind: 'ok', details: toDetails(name, shown) };
      });
    },
    manager: createManager(here, poller.manager),
    examine: (signal) => examine({ ...parts, ...here, usualPort }, AbortSignal.any([signal, closed.signal])),
    stock: createStock(here),
    async close() {
      closed.abort();
      poller.close();
      await ollama.close();
    },
  };
}

/** Some licences are longer than anybody reads. */
const textMax = 200_000;

function toDetails(name: string, shown: Shown): ModelDetails {
  const bounded = (text: string | null): string | null => text?.slice(0, textMax) ?? null;
  return {
    name,
    contextLength: contextLengthOf(shown),
    capabilities: shown.capabilities ?? [],
    license: bounded(shown.license),
    template: bounded(shown.template),
    parameters: bounded(shown.parameters),
    system: bounded(shown.system),
    defaults: readDefaults(shown),
    bytesPerToken: bytesPerToken(shown),
    thinkLevels: [...thinkLevelsOf(toFacts(shown))],
  };
}

const demoDetails: ModelDetails = {
  name: demoModelName,
  contextLength: null,
  capabilities: ['completion'],
  license: null,
  defaults: readDefaults({ parameters: null, system: null }),
  bytesPerToken: null,
  thinkLevels: [],
  template: null,
  parameters: null,
  system: null,
};
