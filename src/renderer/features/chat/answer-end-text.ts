// How an answer ended, as a sentence, where no card says it. Pure.
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';

/** null: nothing worth saying, or a card says it. */
export function sayEnd({ text, thinking, state }: Pick<AnswerMessage, 'text' | 'thinking' | 'state'>): string | null {
  const isEmpty = !hasVisibleWord(text);
  if (state.kind === 'stopped')
    return isEmpty ? 'You stopped this answer before it began.' : 'You stopped this answer.';
  if (state.kind !== 'done') return null;
  if (state.reason !== 'length') return isEmpty ? 'The model returned an empty answer.' : null;
  if (!isEmpty) return 'The answer reached the model’s length limit. Ask it to go on.';
  return thinking === ''
    ? 'The model reached its length limit before it answered. Ask it to go on.'
    : 'The model reached its length limit while it was thinking. Ask it to go on.';
}
