// How texts and questions become words of the search index, and where in a text they were found. Pure.
// The tokenizer splits at anything but letters and digits; scripts without spaces are taken apart here, a letter a word.

const unspaced =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*)/gu;
const word = /[\p{L}\p{N}\p{Co}\p{M}]+/gu;
const letter = /[\p{L}\p{N}\p{Co}]/u;
/** Asks for the coloured drawing of a sign; the sign itself is often written without it. */
const drawing = /\ufe0f$/;

/** Bounds of what one search asks of the index. */
export const searchWordsMax = 16;
const indexedMax = 200_000;
const excerptedMax = 20_000;

export function toIndexed(text: string): string {
  return text.slice(0, indexedMax).replaceAll(unspaced, ' $1 ');
}

/** The words asked for. Letters of an unspaced script that stand together stay one word. */
export function wordsOf(query: string): readonly string[] {
  const found = query.normalize('NFC').match(word) ?? [];
  // Marks alone, such as the end of a red heart, are no word: the index has none of them.
  return found.filter((each) => letter.test(each)).slice(0, searchWordsMax);
}

/** Emoji, punctuation and the like, which the index does not have. Beside words they are not asked for. */
export function signsOf(query: string): readonly string[] {
  if (wordsOf(query).length > 0) return [];
  const groups = query.normalize('NFC').split(/\s+/);
  return groups
    .filter((each) => /[\p{S}\p{P}]/u.test(each))
    .map((each) => each.replace(drawing, ''))
    .slice(0, searchWordsMax);
}

/**
 * An expression for FTS5 in which all words must occur and the last may be unfinished; null when nothing is asked.
 * A single letter stands for itself: as the beginning of a word it would be most of the index.
 */
export function toMatch(query: string): string | null {
  const words = wordsOf(query);
  if (words.length === 0) return null;
  const lastIndex = words.length - 1;
  const isOpen = query
    .normalize('NFC')
    .trimEnd()
    .endsWith(words[lastIndex] ?? '');
  return words.map((each, index) => phrase(each, index === lastIndex && isOpen && isBeginning(each))).join(' AND ');
}

function isBeginning(text: string): boolean {
  return Array.from(text).length > 1 || text.search(unspaced) >= 0;
}

function phrase(text: string, isPrefix: boolean): string {
  const quoted = `"${toIndexed(text).trim().replaceAll(/\s+/g, ' ')}"`;
  return isPrefix ? `${quoted}*` : quoted;
}

export type Part = { readonly text: string; readonly isMatch: boolean };

const before = 40;
const after = 120;

/** The surroundings of the first match, with every match in them marked. */
export function excerpt(text: string, query: string): Part[] {
  const folded = fold(text.slice(0, excerptedMax));
  const needles = [...wordsOf(query), ...signsOf(query)].map((each) => fold(each).text).filter((each) => each !== '');
  const hits = needles.flatMap((needle) => placesOf(folded, needle)).sort((a, b) => a.start - b.start);
  const first = hits[0];
  const from = first === undefined ? 0 : snap(text, Math.max(0, first.start - before));
  const to = snap(text, Math.min(text.length, (first?.end ?? 0) + after));
  return clip({ text, from, to, hits });
}

/** The stretch of a long text that begins shortly before the first word searched for. */
export function nearFirst(text: string, query: string): string {
  const lower = text.toLowerCase();
  const found = wordsOf(query).map((each) => lower.indexOf(each.toLowerCase()));
  const first = Math.min(...found.filter((at) => at >= 0), Number.MAX_SAFE_INTEGER);
  return first < excerptedMax / 2 || first >= text.length ? text : text.slice(snap(text, first - before));
}

type Place = { readonly start: number; readonly end: number };
type Folded = { readonly text: string; readonly origin: readonly number[] };

/** Lower case without marks; `origin` says where each unit came from, and ends with the length of the original. */
function fold(text: string): Folded {
  let folded = '';
  const origin: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain =
      character < '\x80' ? character.toLowerCase() : character.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
    for (let unit = 0; unit < plain.length; unit += 1) origin.push(at);
    folded += plain;
    at += character.length;
  }
  origin.push(at);
  return { text: folded, origin };
}

const placesMax = 20;
const wordEdge = /[^\p{L}\p{N}\p{Co}]/u;

/** Where a word begins with the needle; in unspaced scripts, and for signs, anywhere. */
function placesOf(folded: Folded, needle: string): Place[] {
  const places: Place[] = [];
  const isAnywhere = needle.search(unspaced) >= 0 || !letter.test(needle);
  let at = folded.text.indexOf(needle);
  while (at >= 0 && places.length < placesMax) {
    const isStart = at === 0 || isAnywhere || wordEdge.test(folded.text.charAt(at - 1));
    const start = folded.origin[at];
    const end = folded.origin[at + needle.length];
    if (isStart && start !== undefined && end !== undefined) places.push({ start, end });
    at = folded.text.indexOf(needle, at + needle.length);
  }
  return places;
}

/** Never between the halves of a character. */
function snap(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

type Window = { readonly text: string; readonly from: number; readonly to: number; readonly hits: readonly Place[] };

function clip({ text, from, to, hits }: Window): Part[] {
  const parts: Part[] = [];
  let at = from;
  for (const hit of hits) {
    if (hit.start < at || hit.end > to) continue;
    if (hit.start > at) parts.push({ text: text.slice(at, hit.start), isMatch: false });
    parts.push({ text: text.slice(hit.start, hit.end), isMatch: true });
    at = hit.end;
  }
  if (at < to) parts.push({ text: text.slice(at, to), isMatch: false });
  return parts;
}
