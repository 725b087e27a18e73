// A chat before its first word: the mark, whom one talks to, and three ways to begin.
import type { ModelRef } from '../../../preload/contract/models.ts';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { findOwn, ollamaOf, type Offer } from './model-ref.ts';
import { sayWhoAnswers } from './model-text.ts';
import { words } from '../../words.ts';

function sayWho(model: ModelRef | null, offer: Offer): string {
  const { hosted } = offer;
  if (model === null) return words.chat.empty.noModel;
  if (model.venue === 'hosted')
    return hosted === null ? words.chat.empty.chosen(model.name) : words.chat.empty.hosted(model.name, hosted.operator);
  return sayWhoAnswers(model.name, findOwn(offer, model), ollamaOf(offer, model));
}

export function EmptyChat({
  model,
  offer,
  onSuggest,
}: {
  readonly model: ModelRef | null;
  readonly offer: Offer;
  readonly onSuggest: (text: string) => void;
}) {
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center overflow-y-auto px-6 py-8 *:shrink-0 before:flex-1 after:flex-1">
      <TallyMark size={60} className="text-ink-2" />
      <h1 className="mt-6 text-center text-2xl font-semibold tracking-tight">{words.chat.empty.greeting}</h1>
      <p className="mt-1.5 max-w-full text-center text-balance wrap-anywhere text-ink-2">{sayWho(model, offer)}</p>
      <div className="@container mt-8 w-full max-w-[40rem]">
        <div className="grid gap-2.5 @md:grid-cols-3">
          {words.chat.empty.suggestions.map((suggestion) => (
            <button
              key={suggestion.title}
              type="button"
              onClick={() => onSuggest(suggestion.text)}
              className="flex flex-col rounded-lg border border-line bg-raised px-4 py-3 text-left shadow-rest transition-colors hover:border-line-strong hover:bg-hover"
            >
              <span className="block font-medium">{suggestion.title}</span>
              <span className="mt-0.5 line-clamp-2 block text-sm text-ink-3">{suggestion.text}</span>
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}
