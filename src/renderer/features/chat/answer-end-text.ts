// How an answer ended, as a sentence, where no card says it. Pure.
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { textOf, thinkingOf } from '../../../preload/contract/parts.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { limitOf } from './answer-notes-text.ts';
import { words } from '../../words.ts';

type Ended = Pick<AnswerMessage, 'parts' | 'state' | 'notes' | 'unreadable'>;

/** `offersMore`: a button beside it has the answer go on. null: nothing worth saying, or a card says it. */
export function sayEnd(answer: Ended, offersMore = false): string | null {
  const { parts, state, unreadable } = answer;
  const limit = limitOf(answer);
  const isEmpty = !hasVisibleWord(textOf(parts));
  if (state.kind === 'stopped') return isEmpty ? words.chat.answer.stoppedBefore : words.chat.answer.stopped;
  if (state.kind !== 'done') return null;
  if (limit !== null)
    return state.reason === 'length' ? words.chat.answer.shortened(limit) : words.chat.answer.limited(limit);
  if (state.reason !== 'length') return isEmpty && !unreadable ? words.chat.answer.empty : null;
  const said = isEmpty ? limitBefore(parts) : words.chat.answer.limit;
  return offersMore ? said : `${said} ${words.chat.answer.askToContinue}`;
}

function limitBefore(parts: AnswerMessage['parts']): string {
  return thinkingOf(parts) === '' ? words.chat.answer.limitBefore : words.chat.answer.limitThinking;
}
