// Whether the model that answers next can see the images of a chat, and which others could. Pure.
import type { Message } from '../../../../preload/contract/message.ts';
import type { ModelRef } from '../../../../preload/contract/models.ts';
import type { Attachment } from '../../../../preload/contract/parts.ts';
import { ollamaOf, ownModels, type Offer } from '../model-ref.ts';
import { words } from '../../../words.ts';

export type Sight = {
  /** A sentence; null: it can, or there is nothing to be seen, or nobody knows. */
  readonly barred: string | null;
  /** Models of the same Ollama that see, the one in memory first. */
  readonly instead: readonly ModelRef[];
};

const insteadMax = 3;

export function sightOf(
  { offer, model, path }: { readonly offer: Offer; readonly model: ModelRef | null; readonly path: readonly Message[] },
  draft: readonly Attachment[],
): Sight {
  const ollama = ollamaOf(offer, model);
  const own = ownModels(ollama);
  const known = model?.venue === 'local' ? own.find(({ name }) => name === model.name) : undefined;
  const isInDraft = draft.some(({ kind }) => kind === 'image');
  const isInChat = path.some(({ parts }) => parts.some(({ kind }) => kind === 'image'));
  if (ollama === null || known?.canSee !== false || !(isInDraft || isInChat)) return { barred: null, instead: [] };
  const seeing = own
    .filter(({ canSee }) => canSee === true)
    .toSorted((a, b) => Number(b.isLoaded) - Number(a.isLoaded));
  return {
    barred: isInChat ? words.files.cannotSeeChat(known.name) : words.files.cannotSee(known.name),
    instead: seeing.slice(0, insteadMax).map(({ name }) => ({ name, venue: 'local', ollama: ollama.id })),
  };
}
