// Which models suit this computer: those that Ollama itself names, then those of the app's own list. Pure.
import type { Recommended, RecommendedModel } from '../../../preload/contract/manager.ts';
import { findKnown, knownAsOf, knownModels } from '../known-models.ts';
import type { Advised } from './wire.ts';

export type Machine = {
  /** null: Ollama is on another computer. */
  readonly memoryBytes: number | null;
  readonly freeBytes: number | null;
};

const shownMax = 8;

/** Without a model that leaves this computer, that needs a paid plan, or that takes more memory or disk than there is. */
export function recommend(advised: readonly Advised[], machine: Machine): Recommended {
  const all = [...advised.filter(isOwn).map(fromOllama), ...knownModels.map(fromList)];
  const fitting = all.filter((model, at) => fits(model, machine) && all.findIndex(isNamed(model.name)) === at);
  return { models: fitting.slice(0, shownMax), asOf: knownAsOf, ...machine };
}

const isNamed = (name: string) => (one: RecommendedModel) => withTag(one.name) === withTag(name);

function withTag(name: string): string {
  const whole = name.includes(':') ? name : `${name}:latest`;
  return findKnown(whole)?.name ?? whole;
}

function isOwn({ model, vram_bytes: bytes, required_plan: plan }: Advised): boolean {
  return !/[:-]cloud$/i.test(model) && bytes > 0 && plan === null;
}

function fromOllama({ model, vram_bytes: memoryBytes }: Advised): RecommendedModel {
  const known = findKnown(withTag(model));
  return {
    name: model,
    sizeBytes: known?.sizeBytes ?? null,
    memoryBytes,
    capabilities: [...(known?.capabilities ?? [])],
    from: 'ollama',
  };
}

function fromList({ name, sizeBytes, memoryBytes, capabilities }: (typeof knownModels)[number]): RecommendedModel {
  return { name, sizeBytes, memoryBytes, capabilities: [...capabilities], from: 'list' };
}

/** What the system keeps for itself is missing from the memory that it tells of: of 8 GB, some 7.6. */
const toldShare = 0.93;

function fits(model: RecommendedModel, { memoryBytes, freeBytes }: Machine): boolean {
  const hasMemory = memoryBytes === null || model.memoryBytes * toldShare <= memoryBytes;
  return hasMemory && (freeBytes === null || model.sizeBytes === null || model.sizeBytes < freeBytes);
}
