// Whether a message can be sent now, and if not, why, as a sentence. Pure.
import { words } from '../../words.ts';
import { messageTextMax } from '../../../preload/contract/chat-limits.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import { findOwn, isOllamaGone, ollamaOf, usualOf, type Offer } from './model-ref.ts';

/** null: nothing bars it. A model that is not in the list may still be asked for: Ollama itself answers, or the server does. */
export function whyNotSend(offer: Offer, model: ModelRef | null): string | null {
  const { hosted } = offer;
  if (model?.venue === 'hosted') return null;
  // Whatever is wrong with Ollama, there is something to choose.
  if (model === null && hosted !== null && hosted.isReachable && hosted.models.length > 0)
    return words.chat.composer.chooseModel;
  if (isOllamaGone(offer, model)) return words.chat.composer.ollamaGone;
  const ollama = model === null ? usualOf(offer) : ollamaOf(offer, model);
  if (ollama === null || ollama.kind === 'checking')
    return model === null ? words.chat.composer.lookingForOllama : null;
  if (ollama.kind === 'unreachable' && findOwn(offer, model) === null) {
    return words.chat.composer.ollamaAway(words.failures[ollama.failure.code].title);
  }
  if (ollama.models.length === 0 && findOwn(offer, model) === null) return words.chat.models.none;
  return model === null ? words.chat.composer.chooseModel : null;
}

/** null: short enough. Lengths in UTF-16 units. */
export function whyTooLong(length: number): string | null {
  if (length <= messageTextMax) return null;
  return words.chat.composer.tooLong(length, messageTextMax);
}

/** The part of a pasted text that still fits. */
export function fittingPart(pasted: string, room: number): string {
  const part = pasted.slice(0, Math.max(0, room));
  // A pair of surrogates is one character: it is not cut in two.
  return /[\uD800-\uDBFF]$/.test(part) && part.length < pasted.length ? part.slice(0, -1) : part;
}
