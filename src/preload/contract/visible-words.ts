// Whether an answer shows anything to read. Core and page ask this one function: an answer without a visible word costs nothing.

/** What draws no word of its own, one after the other from the beginning of a text. */
const wordless: readonly RegExp[] = [
  // Spaces, controls, zero-width and other ignorable characters, the empty Braille cell.
  /[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]+/uy,
  // Markdown's comments, line breaks and space entities.
  /<!--[\s\S]*?(?:-->|(?![\s\S]))/y,
  /<br\s*\/?>/iy,
  /&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|shy|lrm|rlm|#0*(?:160|820[3-7]|8288|65279)|#x0*(?:a0|200[b-f]|2060|feff));/iy,
  // The fences of a code block, with the name of its language.
  /^[^\S\n]*(?:`{3,}[^`\n]*|~{3,}[^\n]*)$/my,
];

export function hasVisibleWord(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    const next = Math.max(...wordless.map((pattern) => endOfMatch(pattern, text, at)));
    if (next === at) return true;
    at = next;
  }
  return false;
}

/** `at` itself where the pattern does not match there. */
function endOfMatch(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
