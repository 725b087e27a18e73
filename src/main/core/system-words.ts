// The words where no page says in which language: in the language that Node takes from the system.
import { wordsFor, type Words } from '../../words/words.ts';

export function systemWords(): Words {
  return wordsFor([new Intl.NumberFormat().resolvedOptions().locale]);
}
