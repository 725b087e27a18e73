// Texts whose words are as unevenly spread as those of a language: the nth word is about n times rarer than the first. The same texts
// each time.

const vocabularySize = 30_000;
const wordsInQuestion = 10;
const wordsInAnswer = 50;
const syllables = [
  'ta',
  'lli',
  'stick',
  'no',
  'tch',
  'wal',
  'let',
  're',
  'con',
  'mo',
  'ney',
  'ex',
  'che',
  'quer',
  'fo',
  'il',
];

/** The text of a message by its number; odd ones are answers. */
export function createProse(): (at: number) => string {
  const random = createRandom(7);
  const texts = Array.from({ length: 5_000 }, (_, at) =>
    Array.from({ length: at % 2 === 0 ? wordsInQuestion : wordsInAnswer }, () => wordAt(rankOf(random()))).join(' '),
  );
  return (at) => `${texts[at % texts.length] ?? ''} ${rareWord(at)}`;
}

/** Of the first ones hardly a message is without. */
export const commonWord = (rank: number): string => wordAt(rank);

/** Stands in few messages: one in a thousand numbers shares it. */
export const rareWord = (at: number): string => `rare${String((at * 7_919) % 100_003)}`;

/** Words are told apart by the number that they end with, spelt. */
function wordAt(rank: number): string {
  let word = '';
  for (let rest = rank + 16; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length] ?? '';
  return word;
}

function rankOf(share: number): number {
  return Math.floor(vocabularySize ** share) - 1;
}

/** Between 0 and 1, the same row of numbers for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
