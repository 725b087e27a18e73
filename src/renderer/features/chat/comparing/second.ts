// What keeps a question from being asked of two models. Pure.
import type { ModelRef } from '../../../../preload/contract/models.ts';
import type { Attachment } from '../../../../preload/contract/parts.ts';
import { sightOf, type Sight } from '../files/sight.ts';
import { allModels, isSameModel, type Offer } from '../model-ref.ts';
import { whyNotSend } from '../send-bar.ts';

/** The second model as it counts now; null: it is gone, or is the first by now. */
export function secondOf(chosen: ModelRef | null, model: ModelRef | null, offer: Offer): ModelRef | null {
  if (chosen === null || isSameModel(chosen, model)) return null;
  return allModels(offer).find((one) => isSameModel(one, chosen)) ?? null;
}

/** null: nothing bars it. */
export function whyNotAsk(offer: Offer, model: ModelRef | null, second: ModelRef | null): string | null {
  return whyNotSend(offer, model) ?? (second === null ? null : whyNotSend(offer, second));
}

export function sightOfBoth(
  first: Parameters<typeof sightOf>[0],
  second: ModelRef | null,
  draft: readonly Attachment[],
): Sight {
  const own = sightOf(first, draft);
  if (own.barred !== null || second === null) return own;
  // Another model is offered for the first alone; whoever chose the second can choose another.
  return { barred: sightOf({ ...first, model: second }, draft).barred, instead: [] };
}
