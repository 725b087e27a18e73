// A model, and one in memory, in a line of words. Pure.
import type { ManagedModel, RunningModel } from '../../../preload/contract/manager.ts';
import { sayPlace } from '../../shared/place-words.ts';
import { sayWait } from '../../shared/wait-text.ts';
import type { Words } from '../../../words/words.ts';
import { words } from '../../words.ts';

/** "3.3 GB · gemma3 · 4.3B · Q4_K_M · 131,072 tokens of context"; first of all where it runs, unless that is here. */
export function sayLine(model: ManagedModel, address: string, say: Words = words): string {
  return joined([
    model.place === 'this_computer' ? null : capital(sayPlace({ place: model.place, ollama: { name: '', address } })),
    // Only the description of a model in the cloud is on the disk.
    model.sizeBytes < 1e6 ? null : say.formats.size(model.sizeBytes),
    model.family,
    model.parameterSize,
    model.quantization,
    model.contextLength === null ? null : say.manager.tokens(model.contextLength),
  ]);
}

export function sayRunning(model: RunningModel, now: number, say: Words = words): string {
  return joined([
    say.manager.memory(model.sizeBytes),
    say.manager.onGpu(model.sizeBytes === 0 ? 0 : model.gpuBytes / model.sizeBytes),
    model.contextLength === null ? null : say.manager.tokens(model.contextLength),
    sayUnload(model.unloadsAt, now, say),
  ]);
}

function sayUnload(at: number | null, now: number, say: Words): string {
  if (at === null) return say.manager.stays;
  const wait = sayWait(at - now);
  return wait === null ? say.manager.unloadsSoon : say.manager.unloadsIn(wait);
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ');
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
