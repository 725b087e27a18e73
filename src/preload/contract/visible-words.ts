// Whether an answer shows anything to read. Core and page ask this one function: an answer without a visible word costs nothing.

/** What draws no word of its own, one after the other from the beginning of a text. */
const wordless: readonly RegExp[] = [
  // Spaces, controls, zero-width and other ignorable characters, the empty Braille cell.
  /[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]+/uy,
  // Markdown's comments and line breaks.
  /<!--[\s\S]*?(?:-->|(?![\s\S]))/y,
  /<br\s*\/?>/iy,
  // Entities of HTML that are named after a space, or after nothing that is seen.
  /&(?:nbsp|(?:en|em|num|punc|hair|thin)sp|emsp1[34]|(?:(?:Negative)?(?:VeryThin|Thin|Medium|Thick)|ZeroWidth|NonBreaking)Space);/y,
  /&(?:NoBreak|zwn?j|shy|lrm|rlm|Tab|NewLine|ApplyFunction|af|InvisibleTimes|it|InvisibleComma|ic);/y,
  // The fences of a code block, with the name of its language.
  /^[^\S\n]*(?:`{3,}[^`\n]*|~{3,}[^\n]*)$/my,
];

export function hasVisibleWord(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    const next = Math.max(endOfNumber(text, at), ...wordless.map((pattern) => endOfMatch(pattern, text, at)));
    if (next === at) return true;
    at = next;
  }
  return false;
}

const number = /&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));/iy;

/** The end of an entity that names a character by its number, where that character draws nothing; else `at` itself. */
function endOfNumber(text: string, at: number): number {
  number.lastIndex = at;
  const [entity = '', hex, decimal] = number.exec(text) ?? [];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  // Any other number, 0 among them, is drawn as a question mark.
  if (!(code > 0 && code <= 0x10ffff) || hasVisibleWord(String.fromCodePoint(code))) return at;
  return at + entity.length;
}

/** `at` itself where the pattern does not match there. */
function endOfMatch(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
