// The name of a chat that nobody has named: the first words of its first question, as a person reads them.
import { titleMax } from '../../../preload/contract/chat-limits.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';

/** In characters as a person counts them. */
export const autoTitleMax = 60;

/** How much of a long question is looked at, in UTF-16 units. */
const readMax = 20_000;

/** Cut at the end of a word where there is one, never inside a character. null: it shows no word. */
export function titleOf(question: string): string | null {
  const lines = question
    .slice(0, readMax)
    .toWellFormed()
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
  const line = lines.map(plainWords).find(hasVisibleWord);
  return line === undefined ? null : shortened(line);
}

/** Ways to write that leave no mark of their own: how a line begins, emphasis, links, code. */
const markdown: readonly (readonly [RegExp, string])[] = [
  [/^\s*(?:`{3,}|~{3,})[^`]*$/, ''],
  [/^\s*(?:>\s?)+/, ''],
  [/^\s*(?:#{1,6}|[-*+]|\d{1,9}[.)])\s+/, ''],
  [/^\s*\[[ xX]\]\s+/, ''],
  [/^\s*(?:[-*_=]\s*){3,}$/, ''],
  [/!?\[([^\][]*)\]\([^()\s]*(?:\s+"[^"]*")?\)/g, '$1'],
  [/(`+)(.+?)\1/g, '$2'],
  [/(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1/g, '$2'],
  [/(?<![\p{L}\p{N}*])\*(?=\S)([^*]+)(?<=\S)\*(?![\p{L}\p{N}*])/gu, '$1'],
];

/**
 * Characters that a title must not carry into a list: controls, those that turn the direction of all that follows, and those of no
 * width, but for the joiners that letters and emoji are made with.
 */
const unwanted = /[\p{Cc}\p{Co}\p{Cn}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

/** More marks on one letter than any script needs would be drawn over the titles above. */
const heaped = /(\p{M}{4})\p{M}+/gu;

function plainWords(line: string): string {
  const plain = markdown.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), line);
  const words = plain.replaceAll(/\s+/g, ' ').replaceAll(unwanted, '').replaceAll(heaped, '$1');
  return words.replaceAll(/\s+/g, ' ').trim();
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

function shortened(line: string): string | null {
  const all: string[] = [];
  let units = 0;
  for (const { segment } of characters.segment(line)) {
    units += segment.length;
    all.push(segment);
    if (all.length > autoTitleMax || units >= titleMax) break;
  }
  if (units === line.length && all.length <= autoTitleMax) return line;
  const room = all.slice(0, -1);
  const wordEnd = room.lastIndexOf(' ');
  // The last character that fits makes room for the ellipsis.
  const cut = wordEnd > autoTitleMax / 2 ? room.slice(0, wordEnd) : room.slice(0, autoTitleMax - 1);
  const words = cut.join('').replace(/[\s,;:.–-]+$/, '');
  return words === '' ? null : `${words}…`;
}
