// The desktop shell's words, in the languages that the person set in their system. May be called before the app is ready.
import { app } from 'electron';
import { wordsFor, type Words } from '../../words/words.ts';

export function shellWords(): Words {
  return wordsFor(app.getPreferredSystemLanguages());
}
