// Which answers can go on where they were cut. Pure.
import type { AnswerMessage } from './message.ts';
import { textOf, thinkingOf } from './parts.ts';
import { hasVisibleWord } from './visible-words.ts';

/**
 * Ollama goes on in place; the servers behind hosted models begin anew, so that theirs are asked again instead. An answer that called
 * tools is asked again, too: going on within its words would leave out what they gave.
 */
export function canContinue({ state, parts, place, unreadable }: Continued): boolean {
  if (unreadable || place === 'operator' || parts.some(({ kind }) => kind === 'tool_call')) return false;
  const isCut = state.kind === 'stopped' || state.kind === 'interrupted' || isAtLimit(state);
  return isCut && (hasVisibleWord(textOf(parts)) || hasVisibleWord(thinkingOf(parts)));
}

type Continued = Pick<AnswerMessage, 'state' | 'parts' | 'place' | 'unreadable'>;

function isAtLimit(state: AnswerMessage['state']): boolean {
  return state.kind === 'done' && state.reason === 'length';
}
