// A model in words. Pure.
import type { Model } from '../../../preload/contract/models.ts';

/** "4.3B · Q4_K_M · 3.3 GB", or what a demo is. */
export function sayModel(model: Model): string {
  if (model.isDemo) return 'Built in. It only pretends to be a model.';
  return [model.parameterSize, model.quantization, saySize(model.sizeBytes)]
    .filter((part) => part !== null)
    .join(' · ');
}

function saySize(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}

/** The model a chat uses: its own, else the one set for new chats, else one in memory, else the first. */
export function chooseModel(own: string | null, preferred: string | null, models: readonly Model[]): string | null {
  if (own !== null) return own;
  if (preferred !== null && models.some((model) => model.name === preferred)) return preferred;
  return (models.find((model) => model.isLoaded) ?? models[0])?.name ?? null;
}
