// Who answered in place of the model that was asked, as a sentence. Pure.
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { words } from '../../words.ts';

/** null: the model that was asked. */
export function sayInstead({ model, notes }: Pick<AnswerMessage, 'model' | 'notes'>): string | null {
  for (const note of notes) {
    switch (note.kind) {
      case 'own_model':
        return words.chat.answer.ownInstead(model, note.asked);
      case 'other_model':
        return model === note.asked
          ? words.chat.answer.anotherInstead(note.asked)
          : words.chat.answer.otherInstead(model, note.asked);
      case 'shortened':
      case 'structured':
      case 'tool_rounds':
        continue;
    }
  }
  return null;
}

/** The most tokens that the operator allowed the answer; null: there was no such limit. */
export function limitOf({ notes }: Pick<AnswerMessage, 'notes'>): number | null {
  for (const note of notes) if (note.kind === 'shortened') return note.tokens;
  return null;
}
