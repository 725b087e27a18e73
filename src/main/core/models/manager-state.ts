// Everything an Ollama has, for those who look after it. Pure.
import type { ManagedModel, ManagerState, RunningModel } from '../../../preload/contract/manager.ts';
import { placeOf } from './place.ts';
import type { SeenOllama, Stocked } from './probe.ts';
import type { LoadedModel } from './wire.ts';

export function toManagerState({ entry, probed }: SeenOllama): ManagerState {
  const { id, address, place } = entry;
  const at = { id, address, place };
  switch (probed.kind) {
    case 'checking':
      return { kind: 'checking', ...at };
    case 'unreachable':
      return { kind: 'unreachable', ...at, failure: probed.failure };
    case 'ready':
      return {
        kind: 'ready',
        ...at,
        models: probed.stock.map((one) => toManaged(one, { address, stock: probed.stock })),
        running: probed.loaded.map(toRunning),
      };
  }
}

function toManaged(
  one: Stocked,
  { address, stock }: { readonly address: string; readonly stock: readonly Stocked[] },
): ManagedModel {
  const { model, facts } = one;
  const isRemote = model.remote_host !== null || model.remote_model !== null || facts?.isRemote === true;
  return {
    name: model.name,
    place: placeOf(address, { name: model.name, isRemote }),
    sizeBytes: model.size,
    freesBytes: stock.some((other) => other !== one && sharesFiles(one, other)) ? 0 : model.size,
    family: model.details?.family ?? null,
    parameterSize: model.details?.parameter_size ?? null,
    quantization: model.details?.quantization_level ?? null,
    contextLength: facts?.contextLength ?? null,
    capabilities: copied(model.capabilities ?? facts?.capabilities ?? null),
  };
}

/** Ollama keeps a file for as long as one model is made of it. The few other kilobytes of a model are not counted. */
function sharesFiles(one: Stocked, other: Stocked): boolean {
  if (one.model.digest !== '' && one.model.digest === other.model.digest) return true;
  return one.facts?.files.some((file) => other.facts?.files.includes(file) === true) ?? false;
}

function copied(words: readonly string[] | null): string[] | null {
  return words === null ? null : [...words];
}

function toRunning(model: LoadedModel): RunningModel {
  return {
    name: model.name,
    sizeBytes: model.size,
    gpuBytes: Math.min(model.size, model.size_vram),
    contextLength: model.context_length ?? null,
    unloadsAt: model.expires_at,
  };
}
