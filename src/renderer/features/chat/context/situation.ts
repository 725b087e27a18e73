// A chat as the choices about its context see it.
import type { ChatId } from '../../../../preload/contract/ids.ts';
import type { Message } from '../../../../preload/contract/message.ts';
import type { ModelRef } from '../../../../preload/contract/models.ts';
import { ollamaOf, ownModels, usualOf, type Offer } from '../model-ref.ts';
import type { Seen } from './use-context.ts';
import type { ModelWindow } from './use-window.ts';

export type Writer = Pick<Extract<ModelRef, { venue: 'local' }>, 'name' | 'ollama'>;

/** What the four choices work on. */
export type Situation = {
  readonly chatId: ChatId;
  readonly path: readonly Message[];
  readonly seen: Seen;
  readonly model: ModelRef | null;
  /** Who writes summaries: one of the person's own; null: there is none. */
  readonly writer: Writer | null;
  readonly window: ModelWindow;
  /** The chat is too long: what was not answered is asked again once it fits. */
  readonly onFits: () => void;
  readonly onWindow: (numCtx: number) => void;
  readonly onOpenChat: (id: ChatId) => void;
};

/** The chat's own model, else one of the same Ollama that stays there; null: there is none. A hosted chat has the usual one. */
export function writerOf(model: ModelRef | null, offer: Offer): Writer | null {
  const ollama = model?.venue === 'local' ? ollamaOf(offer, model) : usualOf(offer);
  const own = ownModels(ollama).filter(({ isDemo }) => !isDemo);
  const chosen = model?.venue === 'local' ? own.find(({ name }) => name === model.name) : undefined;
  const writer = chosen ?? own.find(({ place }) => place !== 'cloud');
  return ollama === null || writer === undefined ? null : { name: writer.name, ollama: ollama.id };
}
