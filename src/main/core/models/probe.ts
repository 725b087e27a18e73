// One look at Ollama: there or not, and with which models.
import type { Failure } from '../../../preload/contract/failure.ts';
import { demoModelName, type Model, type OllamaState } from '../../../preload/contract/models.ts';
import { CodedFailure, failureDetailMax } from '../coded-failure.ts';
import type { Call, Ollama } from './ollama.ts';
import type { InstalledModel, LoadedModel } from './wire.ts';

export type Probed =
  | { readonly kind: 'checking' }
  | { readonly kind: 'ready'; readonly version: string; readonly models: readonly Model[] }
  | { readonly kind: 'unreachable'; readonly failure: Failure };

/** Throws only the signal's reason, once it has aborted. */
export async function probe(ollama: Ollama, to: Call): Promise<Probed> {
  try {
    const [version, installed, loaded] = await Promise.all([ollama.version(to), ollama.tags(to), ollama.ps(to)]);
    return { kind: 'ready', version, models: installed.map((model) => toModel(model, loaded)) };
  } catch (error) {
    to.signal.throwIfAborted();
    if (error instanceof CodedFailure) return { kind: 'unreachable', failure: error.failure };
    return {
      kind: 'unreachable',
      failure: { code: 'internal', detail: String(error).slice(0, failureDetailMax), canRetry: true },
    };
  }
}

/** What the page is shown; the demo model comes last. */
export function toState(address: string, probed: Probed, isDemoModelOn: boolean): OllamaState {
  const demo = isDemoModelOn ? [demoModel] : [];
  switch (probed.kind) {
    case 'checking':
      return { kind: 'checking', address };
    case 'ready':
      return { kind: 'ready', address, version: probed.version, models: [...probed.models, ...demo] };
    case 'unreachable':
      return { kind: 'unreachable', address, failure: probed.failure, models: demo };
  }
}

function toModel(model: InstalledModel, loaded: readonly LoadedModel[]): Model {
  const inMemory = loaded.find((other) => other.name === model.name);
  return {
    name: model.name,
    sizeBytes: model.size,
    family: model.details?.family || null,
    parameterSize: model.details?.parameter_size || null,
    quantization: model.details?.quantization_level || null,
    isLoaded: inMemory !== undefined,
    loadedContext: inMemory?.context_length ?? null,
    isDemo: false,
  };
}

const demoModel: Model = {
  name: demoModelName,
  sizeBytes: 0,
  family: null,
  parameterSize: null,
  quantization: null,
  isLoaded: true,
  loadedContext: null,
  isDemo: true,
};
