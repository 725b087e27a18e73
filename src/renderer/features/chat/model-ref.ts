// Models of the venues and of several Ollamas side by side: how they are told apart, and which of them can be chosen. Pure.
import type { HostedModel, HostedState } from '../../../preload/contract/hosted.ts';
import { firstOllama, type OllamaId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { demoModelName } from '../../../preload/contract/demo-model.ts';
import type { Model, ModelRef, OllamaState } from '../../../preload/contract/models.ts';
import { nameOllama, sayPlace } from '../../shared/place-words.ts';
import { words } from '../../words.ts';

/** What there is to choose from. */
export type Offer = {
  /** null: not known yet. */
  readonly ollamas: readonly OllamaState[] | null;
  /** The one for new chats. */
  readonly usual: OllamaId;
  readonly hosted: HostedState | null;
};

/** Neither Ollama's names nor ids hold a space, so no two models have one key. The demo belongs to no Ollama. */
export function keyOf(model: ModelRef): string {
  if (model.venue === 'hosted') return `hosted ${model.name}`;
  return model.name === demoModelName ? model.name : `${model.ollama} ${model.name}`;
}

/** As calls name a model. */
export function fieldsOf(model: ModelRef) {
  const { name, venue } = model;
  return venue === 'hosted' ? { model: name, venue } : { model: name, venue, ollama: model.ollama };
}

export function isSameModel(one: ModelRef | null, other: ModelRef | null): boolean {
  return (one === null ? null : keyOf(one)) === (other === null ? null : keyOf(other));
}

/** The model that made an answer. Those from before there could be several Ollamas were made by the first. */
export function madeBy({ model, place, ollama }: Pick<AnswerMessage, 'model' | 'place' | 'ollama'>): ModelRef {
  if (place === 'operator') return { name: model, venue: 'hosted' };
  return { name: model, venue: 'local', ollama: ollama?.id ?? firstOllama };
}

export function ownModels(ollama: OllamaState | null): readonly Model[] {
  return ollama === null || ollama.kind === 'checking' ? [] : ollama.models;
}

/** The Ollama that has a local model, or would have it; null: it is not known, or was removed. */
export function ollamaOf({ ollamas }: Offer, model: ModelRef | null): OllamaState | null {
  if (model?.venue !== 'local') return null;
  return ollamas?.find(({ id }) => id === model.ollama) ?? null;
}

export function usualOf({ ollamas, usual }: Offer): OllamaState | null {
  return ollamas?.find(({ id }) => id === usual) ?? null;
}

/** null: hosted, or not in the list of its Ollama. */
export function findOwn(offer: Offer, model: ModelRef | null): Model | null {
  if (model === null || model.venue === 'hosted') return null;
  // The demo stands with whichever is the usual one.
  const ollama = model.name === demoModelName ? usualOf(offer) : ollamaOf(offer, model);
  return ownModels(ollama).find(({ name }) => name === model.name) ?? null;
}

/** Whether the Ollama of a chat's model has been taken out of the list. */
export function isOllamaGone(offer: Offer, model: ModelRef | null): boolean {
  return (
    model?.venue === 'local' &&
    model.name !== demoModelName &&
    offer.ollamas !== null &&
    offer.ollamas.length > 0 &&
    ollamaOf(offer, model) === null
  );
}

export function findHosted(hosted: HostedState | null, ref: ModelRef | null): HostedModel | null {
  return (ref?.venue === 'hosted' && hosted?.models.find(({ name }) => name === ref.name)) || null;
}

/** Every model that there is, a person's own first. */
export function allModels({ ollamas, hosted }: Offer): readonly ModelRef[] {
  return [
    ...(ollamas ?? []).flatMap((ollama) =>
      ownModels(ollama).map(({ name }): ModelRef => ({ name, venue: 'local', ollama: ollama.id })),
    ),
    ...(hosted?.models ?? []).map(({ name }): ModelRef => ({ name, venue: 'hosted' })),
  ];
}

/** "gpt-4o", or "gpt-4o (Acme)" where that is needed to tell it from another of the name. */
export function sayName(model: ModelRef, offer: Offer): string {
  const namesakes = allModels(offer).filter(({ name }) => name === model.name);
  if (model.venue === 'hosted')
    return namesakes.some(({ venue }) => venue === 'local')
      ? words.chat.models.hostedBy(model.name, offer.hosted?.operator ?? '')
      : model.name;
  const ollama = ollamaOf(offer, model);
  const isDouble = namesakes.some((other) => other.venue === 'local' && other.ollama !== model.ollama);
  return isDouble && ollama !== null ? words.chat.models.runsAt(model.name, nameOllama(ollama)) : model.name;
}

/** "qwen3:8b", or with who or what else makes the answer: for where a name is all that is read before something leaves. */
export function sayNameAndPlace(model: ModelRef, offer: Offer): string {
  const { name } = model;
  if (model.venue === 'hosted') return words.chat.models.hostedBy(name, offer.hosted?.operator ?? '');
  const own = findOwn(offer, model);
  const isOnlyOne = (offer.ollamas ?? []).length < 2;
  if (own === null || own.isDemo || (own.place === 'this_computer' && isOnlyOne)) return name;
  return words.chat.models.runsAt(name, sayPlace({ place: own.place, ollama: ollamaOf(offer, model) }));
}
