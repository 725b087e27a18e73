// How an answer ended, as a sentence, where no card says it. Pure.
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { words } from '../../words.ts';

/** null: nothing worth saying, or a card says it. */
export function sayEnd({ text, thinking, state }: Pick<AnswerMessage, 'text' | 'thinking' | 'state'>): string | null {
  const isEmpty = !hasVisibleWord(text);
  if (state.kind === 'stopped') return isEmpty ? words.chat.answer.stoppedBefore : words.chat.answer.stopped;
  if (state.kind !== 'done') return null;
  if (state.reason !== 'length') return isEmpty ? words.chat.answer.empty : null;
  if (!isEmpty) return words.chat.answer.limit;
  return thinking === '' ? words.chat.answer.limitBefore : words.chat.answer.limitThinking;
}
