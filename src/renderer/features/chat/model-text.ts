// A model in words, and which one a chat uses. Pure.
import type { Model, ModelRef } from '../../../preload/contract/models.ts';
import { sayLeaving, sayPlace } from '../../shared/place-words.ts';
import { words } from '../../words.ts';

/** "4.3B · Q4_K_M · 3.3 GB", or what a demo is; first of all, where it runs, unless that is here. `address`: Ollama's. */
export function sayModel(model: Model, address: string): string {
  if (model.isDemo) return words.chat.models.demoDetail;
  const place = { place: model.place, address };
  const leaving = sayLeaving(model.place);
  return [
    leaving === null ? null : words.chat.models.placeAndLeaving(sayPlace(place), leaving),
    model.parameterSize,
    model.quantization,
    saySize(model.sizeBytes),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** Who answers in an empty chat, and where. `model` null: one that is not among the installed. */
export function sayWhoAnswers(name: string, model: Model | null, address: string): string {
  if (model === null) return words.chat.empty.chosen(name);
  if (model.isDemo) return words.chat.empty.demo;
  const runs = words.chat.empty.runs(name, sayPlace({ place: model.place, address }));
  const leaving = sayLeaving(model.place);
  return leaving === null ? runs : `${runs} ${words.chat.empty.whatYouWrite(leaving)}`;
}

/** null: nothing of the model is on the disk, as with those in the cloud, whose description is a few hundred bytes. */
function saySize(bytes: number): string | null {
  return bytes < 1e6 ? null : words.formats.size(bytes);
}

/**
 * The model a chat uses: its own, else the one set for new chats, else one in memory, else the first. What would leave for the
 * cloud or for the operator is never chosen unasked, and the demo only where there is nothing else.
 */
export function chooseModel(own: ModelRef | null, preferred: string | null, models: readonly Model[]): ModelRef | null {
  if (own !== null) return own;
  if (preferred !== null && models.some((model) => model.name === preferred))
    return { name: preferred, venue: 'local' };
  const real = models.filter((model) => model.place !== 'cloud' && !model.isDemo);
  const chosen = real.find((model) => model.isLoaded) ?? real[0] ?? models.find((model) => model.isDemo);
  return chosen === undefined ? null : { name: chosen.name, venue: 'local' };
}
