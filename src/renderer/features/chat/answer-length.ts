// How long an answer is once it is drawn, about; and whether it is so long that one wants to read past it. Pure.

/** In pixels: of a line, and what a folded answer shows of itself. */
export const linePx = 26;
export const foldedPx = 896;

/** About what a line of the column holds. */
const charsPerLine = 84;
/** Drawn lines, far more than a folded answer shows: a fold that hides a little is only in the way. */
const wholeLines = 90;
/** An address takes no room. */
const address = /\]\([^)\s]*\)/g;

export function linesOf(text: string, perLine = charsPerLine): number {
  let lines = 0;
  for (const line of text.replaceAll(address, ']').split('\n'))
    lines += Math.max(0.6, Math.ceil(line.length / perLine));
  return lines;
}

export function isLongAnswer(text: string): boolean {
  return linesOf(text) > wholeLines;
}
