// The words for the terminal in which the browser shell runs, in the language that Node takes from the system.
import { wordsFor, type Words } from '../../words/words.ts';

export function systemWords(): Words {
  return wordsFor([new Intl.NumberFormat().resolvedOptions().locale]);
}
