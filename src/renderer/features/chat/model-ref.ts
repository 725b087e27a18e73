// Models of both venues side by side: how they are told apart, and which of them can be chosen. Pure.
import type { HostedModel, HostedState } from '../../../preload/contract/hosted.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import type { ModelRef, OllamaState } from '../../../preload/contract/models.ts';
import { sayPlace } from '../../shared/place-words.ts';
import { words } from '../../words.ts';

/** What there is to choose from. null: not known yet. */
export type Offer = { readonly ollama: OllamaState | null; readonly hosted: HostedState | null };

/** Ollama's names hold no space, so no two models have one key. */
export function keyOf({ name, venue }: ModelRef): string {
  return venue === 'hosted' ? `hosted ${name}` : name;
}

export function isSameModel(one: ModelRef | null, other: ModelRef | null): boolean {
  return one?.name === other?.name && one?.venue === other?.venue;
}

/** The model that made an answer. */
export function madeBy({ model, place }: Pick<AnswerMessage, 'model' | 'place'>): ModelRef {
  return { name: model, venue: place === 'operator' ? 'hosted' : 'local' };
}

export function ownModels(ollama: OllamaState | null) {
  return ollama === null || ollama.kind === 'checking' ? [] : ollama.models;
}

export function findHosted(hosted: HostedState | null, ref: ModelRef | null): HostedModel | null {
  return (ref?.venue === 'hosted' && hosted?.models.find(({ name }) => name === ref.name)) || null;
}

/** Every model that there is, a person's own first. */
export function allModels({ ollama, hosted }: Offer): readonly ModelRef[] {
  return [
    ...ownModels(ollama).map(({ name }): ModelRef => ({ name, venue: 'local' })),
    ...(hosted?.models ?? []).map(({ name }): ModelRef => ({ name, venue: 'hosted' })),
  ];
}

/** "gpt-4o", or "gpt-4o (Acme)" where that is needed to tell it from one of their own. */
export function sayName({ name, venue }: ModelRef, { ollama, hosted }: Offer): string {
  const isDouble = venue === 'hosted' && ownModels(ollama).some((own) => own.name === name);
  return isDouble ? words.chat.models.hostedBy(name, hosted?.operator ?? '') : name;
}

/** "qwen3:8b", or with who or what else makes the answer: for where a name is all that is read before something leaves. */
export function sayNameAndPlace({ name, venue }: ModelRef, { ollama, hosted }: Offer): string {
  if (venue === 'hosted') return words.chat.models.hostedBy(name, hosted?.operator ?? '');
  const own = ownModels(ollama).find((one) => one.name === name);
  if (own === undefined || own.place === 'this_computer') return name;
  return words.chat.models.runsAt(name, sayPlace({ place: own.place, address: ollama?.address ?? '' }));
}
