// A model in words, and which one a chat uses. Pure.
import type { OllamaId } from '../../../preload/contract/ids.ts';
import type { Model, ModelRef, OllamaState } from '../../../preload/contract/models.ts';
import { sayLeaving, sayPlace } from '../../shared/place-words.ts';
import { words } from '../../words.ts';

/** "4.3B · Q4_K_M · 3.3 GB", or what a demo is; first of all, where it runs, unless that is here, or is said above it already. */
export function sayModel(model: Model, ollama: OllamaState, isPlaceSaid = false): string {
  if (model.isDemo) return words.chat.models.demoDetail;
  return [
    isPlaceSaid ? null : sayWhereTo(model, ollama),
    model.parameterSize,
    model.quantization,
    saySize(model.sizeBytes),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** "On Workshop, another computer, leaves this computer"; null: it stays here. */
export function sayWhereTo({ place }: Pick<Model, 'place'>, ollama: OllamaState): string | null {
  const leaving = sayLeaving(place);
  return leaving === null ? null : words.chat.models.placeAndLeaving(sayPlace({ place, ollama }), leaving);
}

/** Who answers in an empty chat, and where. `model` null: one that is not among the installed. */
export function sayWhoAnswers(name: string, model: Model | null, ollama: OllamaState | null): string {
  if (model === null) return words.chat.empty.chosen(name);
  if (model.isDemo) return words.chat.empty.demo;
  const runs = words.chat.empty.runs(name, sayPlace({ place: model.place, ollama }));
  const leaving = sayLeaving(model.place);
  return leaving === null ? runs : `${runs} ${words.chat.empty.whatYouWrite(leaving)}`;
}

/** null: nothing of the model is on the disk, as with those in the cloud, whose description is a few hundred bytes. */
function saySize(bytes: number): string | null {
  return bytes < 1e6 ? null : words.formats.size(bytes);
}

type Usual = { readonly id: OllamaId; readonly models: readonly Model[]; readonly preferred: string | null };

/**
 * The model a chat uses: its own, else of the usual Ollama the one set for new chats, else one in memory, else the first. What would
 * leave for the cloud or for the operator is never chosen unasked, and the demo only where there is nothing else.
 */
export function chooseModel(own: ModelRef | null, { id, models, preferred }: Usual): ModelRef | null {
  if (own !== null) return own;
  const named = models.find(({ name }) => name === preferred);
  const real = models.filter((model) => model.place !== 'cloud' && !model.isDemo);
  const chosen = named ?? real.find((model) => model.isLoaded) ?? real[0] ?? models.find((model) => model.isDemo);
  return chosen === undefined ? null : { name: chosen.name, venue: 'local', ollama: id };
}
