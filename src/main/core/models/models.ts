// The models feature: which models there are, whether Ollama answers, and the generator that the chat uses.
import { demoModelName } from '../../../preload/contract/demo-model.ts';
import type {
  AddressTrouble,
  Model,
  ModelDetails,
  ModelRef,
  OllamaState,
  OwnPlace,
} from '../../../preload/contract/models.ts';
import type { Diagnosis } from '../../../preload/contract/doctor.ts';
import type { Failure } from '../../../preload/contract/failure.ts';
import type { OllamaId } from '../../../preload/contract/ids.ts';
import type { ManagerState } from '../../../preload/contract/manager.ts';
import type { AnsweringOllama } from '../../../preload/contract/message.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { Clock, ModelStock, ReadyGenerator, Secrets, SettingsPort, Watchable } from '../ports.ts';
import { findApiPath, readAddress } from './address.ts';
import { createDemoGenerator } from './demo-generator.ts';
import { examine, type Examined } from './doctor/examine.ts';
import { createOllamaGenerator } from './ollama-generator.ts';
import { createOllama } from './ollama.ts';
import { createManager, type Manager } from './manager.ts';
import { readDefaults } from './model-defaults.ts';
import { contextLengthOf, createModelFacts, thinkLevelsOf, toFacts } from './model-facts.ts';
import { bytesPerToken } from './window-memory.ts';
import { placeOf } from './place.ts';
import { createOllamaBook, type OllamaBook } from './ollamas/ollama-book.ts';
import { createPollers } from './pollers.ts';
import { orNull } from './probe.ts';
import { canBeTogether, type Standing } from './side-by-side.ts';
import { callTo, createStock, type OllamaHere } from './stock.ts';
import { tellApart } from './tell-apart.ts';
import type { Shown } from './wire.ts';

type Checked =
  | { readonly kind: 'ok'; readonly version: string | null; readonly modelCount: number }
  | { readonly kind: 'malformed'; readonly trouble: AddressTrouble }
  | { readonly kind: 'failed'; readonly failure: Failure };

type ShownModel =
  | { readonly kind: 'ok'; readonly details: ModelDetails }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What can be asked of one of them. Once it is out of the list, everything fails with `ollama_removed`. */
export type OneOllama = {
  show(name: string, signal: AbortSignal): Promise<ShownModel>;
  /** All that it has; ends when it is taken out of the list. */
  watch(signal: AbortSignal): AsyncIterable<ManagerState>;
  readonly manager: Manager;
  /** For downloads and removals. */
  readonly stock: ModelStock;
};

export type Models = {
  /** For the chat: the models of every Ollama, and the demo model by its name. Aborted, it throws the signal's reason. */
  readonly generator: ReadyGenerator;
  /** Where a model runs, as far as is known now. */
  placeOf(this: void, name: string, ollama: OllamaId): OwnPlace;
  /** The window that a model is loaded with, as far as is known now; null: not known. */
  windowOf(this: void, name: string, ollama: OllamaId): number | null;
  /** Whether two models can answer at once, as far as is known now. `numCtx`: the window that they are asked for; null: none. */
  canBeTogether(this: void, one: ModelRef, other: ModelRef, numCtx: number | null): boolean;
  /** As an answer names it; null: it is not in the list. */
  ollamaOf(this: void, id: OllamaId): AnsweringOllama | null;
  /** The model that a person would use now, of those whose answers stay with their usual Ollama; null: there is none. */
  ownModel(this: void, signal: AbortSignal): Promise<(Model & { readonly ollama: AnsweringOllama }) | null>;
  /** Of each. Polls only while somebody watches. */
  readonly states: Watchable<readonly OllamaState[]>;
  refresh(): Promise<readonly OllamaState[]>;
  check(address: string, signal: AbortSignal): Promise<Checked>;
  at(this: void, id: OllamaId): OneOllama;
  readonly book: OllamaBook;
  /** A look at the way to an Ollama. */
  examine(id: OllamaId, signal: AbortSignal): Promise<Diagnosis>;
  /** May be called twice. */
  close(): Promise<void>;
};

export type ModelsParts = {
  readonly settings: SettingsPort;
  /** For the values of headers. */
  readonly secrets: Secrets;
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
  const { settings, secrets, clock, isInstalled, memoryBytes, freeBytes } = parts;
  const ollama = createOllama({ clock, isInstalled });
  const book = createOllamaBook({ settings, secrets });
  const facts = createModelFacts(ollama, clock);
  const pollers = createPollers({ ollama, facts, book, settings, clock });
  const windowOf: Models['windowOf'] = (name, id) => find(name, id)?.loadedContext ?? null;
  const ollamaOf: Models['ollamaOf'] = (id) => {
    const entry = book.find(id);
    return entry === null ? null : { id, name: entry.name };
  };
  const real = createOllamaGenerator({
    ollama,
    facts,
    target: book.target,
    keepLoadedS: () => settings.current().keepLoadedS,
    windowOf,
  });
  const closed = new AbortController();
  const demo = createDemoGenerator(clock);

  function find(name: string, id: OllamaId): Model | undefined {
    const probed = pollers.seen(id)?.probed;
    return probed?.kind === 'ready' ? probed.models.find((model) => model.name === name) : undefined;
  }

  /** null: it takes nothing of any Ollama. */
  function standingOf(model: ModelRef): Standing | null {
    if (model.venue === 'hosted' || model.name === demoModelName) return null;
    const { name, ollama: id } = model;
    const found = find(name, id);
    const loaded = found?.isLoaded === true ? { window: found.loadedContext } : null;
    return { name, address: book.find(id)?.address ?? '', place: placeAt(name, id), loaded };
  }

  function placeAt(name: string, id: OllamaId): OwnPlace {
    if (name === demoModelName) return 'this_computer';
    return find(name, id)?.place ?? placeOf(book.find(id)?.address ?? '', { name, isRemote: false });
  }

  function at(id: OllamaId): OneOllama {
    const here: OllamaHere = {
      ollama,
      target: () => book.target(id),
      isHere: () => book.find(id)?.place === 'this_computer',
      memoryBytes,
      freeBytes,
      look: () => void pollers.refreshOne(id).catch(() => undefined),
      closing: closed.signal,
    };
    return {
      async show(name, signal) {
        if (name === demoModelName) return { kind: 'ok', details: demoDetails };
        return tellApart(async () => {
          const shown = await ollama.show(await callTo(here, signal), name);
          return { kind: 'ok', details: toDetails(name, shown) };
        });
      },
      watch: (signal) => pollers.watchManager(id, signal),
      manager: createManager(here),
      stock: createStock(here),
    };
  }

  async function examinedAt(id: OllamaId): Promise<Examined> {
    try {
      return await book.target(id);
    } catch (error) {
      if (error instanceof CodedFailure) return { address: book.find(id)?.address ?? '', headers: null };
      throw error;
    }
  }

  return {
    windowOf,
    ollamaOf,
    book,
    at,
    generator: {
      generate: (request, signal) => (request.model === demoModelName ? demo : real).generate(request, signal),
      async loaded({ ollama: id, model, parameters }, signal) {
        const { keepLoadedS } = settings.current();
        if ((parameters?.keepAliveS ?? keepLoadedS) === 0) return null;
        const inMemory = await orNull(book.target(id).then((target) => ollama.ps({ ...target, signal })));
        const found = inMemory?.find(({ name }) => name === model);
        return found === undefined ? null : { window: found.context_length ?? null };
      },
    },
    placeOf: placeAt,
    canBeTogether(one, other, numCtx) {
      const [standing, otherStanding] = [standingOf(one), standingOf(other)];
      return standing === null || otherStanding === null || canBeTogether(standing, otherStanding, numCtx);
    },
    async ownModel(signal) {
      const { defaultModel, usualOllama } = settings.current();
      const state = await pollers.refreshOne(usualOllama);
      signal.throwIfAborted();
      const answering = ollamaOf(usualOllama);
      if (state?.kind !== 'ready' || answering === null) return null;
      const models = state.models.filter(({ place, isDemo }) => place !== 'cloud' && !isDemo);
      const model =
        models.find(({ name }) => name === defaultModel) ?? models.find(({ isLoaded }) => isLoaded) ?? models[0];
      return model === undefined ? null : { ...model, ollama: answering };
    },
    states: pollers.states,
    refresh: () => pollers.refresh(),
    async check(address, signal) {
      const read = readAddress(address);
      if (read.kind === 'malformed') return read;
      const checked = await tellApart<Checked>(async () => {
        const to = { address, headers: {}, signal };
        const [version, installed] = await Promise.all([orNull(ollama.version(to)), ollama.tags(to)]);
        return { kind: 'ok', version, modelCount: installed.length };
      });
      const isElsewhere = checked.kind === 'failed' && checked.failure.code === 'ollama_wrong_address';
      const trouble = isElsewhere ? findApiPath(address) : null;
      return trouble === null ? checked : { kind: 'malformed', trouble };
    },
    examine: async (id, signal) =>
      examine({ ...parts, ollama, usualPort }, await examinedAt(id), AbortSignal.any([signal, closed.signal])),
    async close() {
      closed.abort();
      pollers.close();
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
