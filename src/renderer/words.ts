// The page's words, in the language that the browser says the person reads.
import { wordsFor } from '../words/words.ts';

export const words = wordsFor(navigator.languages);
