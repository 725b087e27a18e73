// An answer's text as the Markdown reader should get it: blocks of code that hold others made whole, and formulas written one way. Pure.
import { takeFenced } from './fences.ts';
import { writeMath, type MathText } from './math-text.ts';

const isTouched = /^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(?:```|~~~)|\\[([b]|\$|<br/im;
const listItem = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]/;
const breaksAlone = /^[ \t]*(?:<br[ \t]*\/?>[ \t]*)+$/i;

/** `isLive`: more of the text may come. */
export function plainMarkdown(text: string, isLive: boolean): MathText {
  if (!isTouched.test(text)) return { text, pending: null };
  const lines = text.split('\n');
  const parts: string[] = [];
  let prose: string[] = [];
  let pending: string | null = null;
  const endProse = (isLast: boolean): void => {
    if (prose.length === 0) return;
    const written = writeMath(prose.join('\n'), isLast && isLive);
    parts.push(written.text);
    pending = written.pending;
    prose = [];
  };
  let isInList = false;
  for (let index = 0; index < lines.length;) {
    const line = lines[index] ?? '';
    const block = takeFenced(lines, index) ?? takeIndented(lines, index, isInList);
    if (block === null) {
      if (/^\S/.test(line)) isInList = listItem.test(line);
      else if (listItem.test(line)) isInList = true;
      prose.push(breaksAlone.test(line) ? '' : line);
      index += 1;
    } else {
      endProse(false);
      parts.push(block.lines.join('\n'));
      index = block.next;
    }
  }
  endProse(true);
  return { text: parts.join('\n'), pending };
}

/** Code by its indent: after a gap, and not as a part of a list. */
function takeIndented(
  lines: readonly string[],
  start: number,
  isInList: boolean,
): { readonly lines: readonly string[]; readonly next: number } | null {
  const isCode = (index: number): boolean => /^(?: {4}|\t)[ \t]*\S/.test(lines[index] ?? '');
  if (isInList || !isCode(start) || (start > 0 && lines[start - 1]?.trim() !== '')) return null;
  let next = start + 1;
  while (next < lines.length && isCode(next)) next += 1;
  return { lines: lines.slice(start, next), next };
}
