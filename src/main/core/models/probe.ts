// One look at Ollama: there or not, and with which models. Only the list of models decides; what else is asked is done without
// where it does not come, comes late or makes no sense.
import type { Failure } from '../../../preload/contract/failure.ts';
import { demoModelName } from '../../../preload/contract/demo-model.ts';
import type { Model, OllamaState } from '../../../preload/contract/models.ts';
import { CodedFailure, failureDetailMax } from '../coded-failure.ts';
import { canChatWith, type ModelFacts, type ModelFactsBook } from './model-facts.ts';
import type { Call } from './ask.ts';
import type { Ollama } from './ollama.ts';
import type { OllamaEntry, Target } from './ollamas/ollama-book.ts';
import { placeOf } from './place.ts';
import type { InstalledModel, LoadedModel } from './wire.ts';

/** An installed model with what has been learned of it so far. */
export type Stocked = { readonly model: InstalledModel; readonly facts: ModelFacts | null };

export type Probed =
  | { readonly kind: 'checking' }
  | {
      readonly kind: 'ready';
      readonly version: string | null;
      readonly models: readonly Model[];
      readonly otherCount: number;
      /** All that is installed, also what cannot chat, and all that is in memory. */
      readonly stock: readonly Stocked[];
      readonly loaded: readonly LoadedModel[];
    }
  | { readonly kind: 'unreachable'; readonly failure: Failure };

/** What was seen last, and of which Ollama. */
export type SeenOllama = { readonly entry: OllamaEntry; readonly probed: Probed };

/** Throws only the signal's reason, once it has aborted. */
export async function probe(ollama: Ollama, facts: ModelFactsBook, to: Call & Target): Promise<Probed> {
  try {
    const [installed, version, loaded] = await Promise.all([
      ollama.tags(to),
      orNull(ollama.version(to)),
      orNull(ollama.ps(to)),
    ]);
    const known = await facts.learn(to, installed);
    const learned = new Map(installed.map((model, at) => [model, known[at] ?? null]));
    const chatting = installed.filter((model) => canChat(model, learned.get(model) ?? null) !== false);
    return {
      kind: 'ready',
      version,
      models: chatting.map((model) =>
        toModel(model, { address: to.address, facts: learned.get(model) ?? null, loaded: loaded ?? [] }),
      ),
      otherCount: installed.length - chatting.length,
      stock: installed.map((model) => ({ model, facts: learned.get(model) ?? null })),
      loaded: loaded ?? [],
    };
  } catch (error) {
    to.signal.throwIfAborted();
    if (error instanceof CodedFailure) return { kind: 'unreachable', failure: error.failure };
    return {
      kind: 'unreachable',
      failure: { code: 'internal', detail: String(error).slice(0, failureDetailMax), canRetry: true },
    };
  }
}

/** What is not needed: null where it cannot be had. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CodedFailure) return null;
    throw error;
  }
}

/** What the page is shown; the demo model, where this one has it, comes last. */
export function toState({ entry, probed }: SeenOllama, hasDemoModel: boolean): OllamaState {
  const demo = hasDemoModel ? [demoModel] : [];
  const { id, name, address, place } = entry;
  const at = { id, name, address, place };
  switch (probed.kind) {
    case 'checking':
      return { kind: 'checking', ...at };
    case 'ready':
      return {
        kind: 'ready',
        ...at,
        version: probed.version,
        models: [...probed.models, ...demo],
        otherCount: probed.otherCount,
      };
    case 'unreachable':
      return { kind: 'unreachable', ...at, failure: probed.failure, models: demo };
  }
}

/** null: not known, and then offered. */
function canChat(model: InstalledModel, facts: ModelFacts | null): boolean | null {
  return model.capabilities === null ? (facts?.canChat ?? null) : canChatWith(model.capabilities);
}

type Seen = {
  readonly address: string;
  readonly facts: ModelFacts | null;
  readonly loaded: readonly LoadedModel[];
};

function toModel(model: InstalledModel, { address, facts, loaded }: Seen): Model {
  const inMemory = loaded.find((other) => other.name === model.name);
  const isRemote = model.remote_host !== null || model.remote_model !== null || facts?.isRemote === true;
  return {
    name: model.name,
    place: placeOf(address, { name: model.name, isRemote }),
    sizeBytes: model.size,
    family: model.details?.family ?? null,
    parameterSize: model.details?.parameter_size ?? null,
    quantization: model.details?.quantization_level ?? null,
    isLoaded: inMemory !== undefined,
    loadedContext: inMemory?.context_length ?? null,
    isDemo: false,
    canSee: model.capabilities?.includes('vision') ?? facts?.canSee ?? null,
  };
}

const demoModel: Model = {
  name: demoModelName,
  place: 'this_computer',
  sizeBytes: 0,
  family: null,
  parameterSize: null,
  quantization: null,
  isLoaded: true,
  loadedContext: null,
  isDemo: true,
  canSee: false,
};
