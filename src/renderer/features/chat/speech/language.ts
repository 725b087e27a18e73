// In which language a text is, as far as a voice has to know: by its script, else by its commonest words. Pure.

const scripts: readonly (readonly [RegExp, string])[] = [
  [/[\p{sc=Hiragana}\p{sc=Katakana}]/gu, 'ja'],
  [/\p{sc=Hangul}/gu, 'ko'],
  [/\p{sc=Han}/gu, 'zh'],
  [/\p{sc=Hebrew}/gu, 'he'],
  [/\p{sc=Arabic}/gu, 'ar'],
  [/\p{sc=Cyrillic}/gu, 'ru'],
  [/\p{sc=Greek}/gu, 'el'],
  [/\p{sc=Thai}/gu, 'th'],
  [/\p{sc=Devanagari}/gu, 'hi'],
];

const common: Readonly<Record<string, readonly string[]>> = {
  en: ['the', 'and', 'of', 'to', 'is', 'that', 'it', 'for', 'with', 'are', 'this', 'you'],
  de: ['der', 'die', 'das', 'und', 'ist', 'nicht', 'ein', 'eine', 'mit', 'zu', 'den', 'auch', 'ich'],
  fr: ['le', 'la', 'les', 'et', 'est', 'des', 'une', 'dans', 'que', 'pour', 'pas', 'vous', 'du'],
  it: ['il', 'che', 'di', 'è', 'per', 'una', 'sono', 'con', 'non', 'della', 'gli', 'anche'],
  es: ['el', 'los', 'las', 'y', 'es', 'que', 'una', 'por', 'con', 'para', 'del', 'como'],
  pt: ['o', 'os', 'as', 'e', 'é', 'que', 'uma', 'para', 'com', 'não', 'dos', 'em'],
  nl: ['de', 'het', 'een', 'en', 'is', 'van', 'niet', 'dat', 'met', 'voor', 'zijn', 'ook'],
};

const readMax = 4_000;

/** A BCP 47 tag without a region. null: it cannot be told. */
export function languageOf(text: string): string | null {
  const read = text.slice(0, readMax);
  const letters = count(read, /\p{L}/gu);
  if (letters === 0) return null;
  // Japanese is written with Han characters as well, so that a few signs of its own decide.
  if (count(read, /[\p{sc=Hiragana}\p{sc=Katakana}]/gu) > letters / 10) return 'ja';
  const script = scripts.find(([signs]) => count(read, signs) > letters / 2);
  return script === undefined ? byWords(read) : script[1];
}

function byWords(text: string): string | null {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const scores = Object.entries(common).map(
    ([language, known]) => [language, words.filter((word) => known.includes(word)).length] as const,
  );
  const [best, second] = scores.toSorted((a, b) => b[1] - a[1]);
  if (best === undefined || best[1] === 0 || best[1] === second?.[1]) return null;
  return best[0];
}

function count(text: string, signs: RegExp): number {
  return text.match(signs)?.length ?? 0;
}
