// Writes every formula in prose the one way that the Markdown reader takes: between two dollar signs. Models write four others. Pure.
import { isDollarMath, isMarkedMath } from './math-signs.ts';

/** `pending`: the source of a formula that stands alone and whose end has not come; it is left out of `text`. */
export type MathText = { readonly text: string; readonly pending: string | null };

/** What is at one place: how it is written from here on, and where reading goes on. */
type Piece = { readonly text: string; readonly next: number; readonly pending?: string };
type Place = { readonly prose: string; readonly at: number; readonly isOpenEnded: boolean };

const marks = /[\\`$]/g;
const environment = /\\begin\{((?:equation|align|alignat|gather|multline|eqnarray|split|cases|[bpvVB]?matrix)\*?)\}/y;
/** A formula is short; a bracket left open must not make one of the rest of the answer. */
const inlineMax = 600;
const displayMax = 4_000;
const codeMax = 2_000;
/** Markers of lists and quotes before a formula. */
const leadMax = 200;
/** A blank line. */
const gap = /\n[ \t>]*\n/;

/** `isOpenEnded`: more of it may come. Must not hold blocks of code; spans of code in it are left alone. */
export function writeMath(prose: string, isOpenEnded: boolean): MathText {
  const written: string[] = [];
  let at = 0;
  for (;;) {
    marks.lastIndex = at;
    const mark = marks.exec(prose);
    if (mark === null) break;
    if (mark.index > at) written.push(prose.slice(at, mark.index));
    const piece = readPiece({ prose, at: mark.index, isOpenEnded });
    add(written, piece.text);
    if (piece.pending !== undefined) return { text: written.join(''), pending: piece.pending };
    at = piece.next;
  }
  written.push(prose.slice(at));
  return { text: written.join(''), pending: null };
}

const wordJoiner = '\u2060';

/** A dollar sign right beside a formula would be read as one of its marks, and so would the marks of the next formula. */
function add(written: string[], piece: string): void {
  const isTouching = piece.startsWith('$') && written.at(-1)?.endsWith('$') === true;
  if (isTouching && written.at(-1) === '$') written[written.length - 1] = '\\$';
  else if (isTouching && piece !== '$') written.push(wordJoiner);
  written.push(isTouching && piece === '$' ? '\\$' : piece);
}

function readPiece(place: Place): Piece {
  const { prose, at } = place;
  if (prose[at] === '`') return readCode(place);
  if (prose[at] === '$') return readDollars(place);
  if (prose[at + 1] === '(') return readParentheses(place);
  if (prose[at + 1] === '[') return readBrackets(place);
  return readEnvironment(place) ?? literal(place, 2);
}

function literal({ prose, at }: Place, length: number): Piece {
  return { text: prose.slice(at, at + length), next: at + length };
}

/** A span of code ends at the next run of as many marks, within its paragraph. */
function readCode(place: Place): Piece {
  const { prose, at } = place;
  let from = at;
  while (prose[from] === '`') from += 1;
  const length = from - at;
  const run = '`'.repeat(length);
  for (let end = prose.indexOf(run, from); end !== -1 && end - from < codeMax; end = prose.indexOf(run, end)) {
    let after = end;
    while (prose[after] === '`') after += 1;
    if (after - end === length)
      return gap.test(prose.slice(from, end)) ? literal(place, length) : literal(place, after - at);
    end = after;
  }
  return literal(place, length);
}

function readParentheses(place: Place): Piece {
  const { prose, at, isOpenEnded } = place;
  const ahead = inParagraph(prose, at + 2, inlineMax);
  const end = ahead.indexOf('\\)');
  // What has only begun is not shown as half a formula.
  if (end === -1) {
    const isBegun = isOpenEnded && at + 2 + ahead.length === prose.length && !ahead.includes('\n');
    return isBegun ? { text: '', next: prose.length } : literal(place, 2);
  }
  const content = ahead.slice(0, end);
  if (!isMarkedMath(content)) return literal(place, 2);
  return { text: inline(place, content), next: at + end + 4 };
}

function readBrackets(place: Place): Piece {
  const { prose, at } = place;
  const end = prose.slice(at + 2, at + displayMax).indexOf('\\]');
  if (end === -1) return pendingOr(place, at + 2) ?? literal(place, 2);
  const content = prose.slice(at + 2, at + 2 + end);
  const next = at + end + 4;
  const isAlone = standsAlone(place) && restOfLine(prose, next).trim() === '';
  const isBracketed = /^[([:]/.test(prose.slice(next)) || (!isAlone && /^[\s\p{L}\d]{0,3}$/u.test(content));
  return isBracketed || !isMarkedMath(content) ? literal(place, 2) : display(place, content, next);
}

function readDollars(place: Place): Piece {
  const { prose, at } = place;
  const run = /^\$+/.exec(prose.slice(at, at + 8))?.[0].length ?? 1;
  if (run === 1) return readDollar(place);
  if (run > 2) return { text: '\\$'.repeat(run), next: at + run };
  const end = prose.slice(at + 2, at + displayMax).search(/(?<![$\\])\$\$(?!\$)/);
  const isFirst = standsAlone(place);
  if (end !== -1) {
    const content = prose.slice(at + 2, at + 2 + end);
    const next = at + end + 4;
    const isBlock = isFirst && (content.includes('\n') || /^[\s.,;:]*$/.test(restOfLine(prose, next)));
    const isOwnLines = isFirst && /^[ \t]*\n[^]*\n[ \t>]*$/.test(content);
    if (isBlock && (isOwnLines || isMarkedMath(content))) return display(place, content, next);
    if (!gap.test(content) && isMarkedMath(content) && (content.trim() === content || isDollarMath(content.trim())))
      return { text: inline(place, content), next };
  } else if (isFirst) {
    const line = restOfLine(prose, at + 2);
    const pending = line.trim() === '' || isMarkedMath(line) ? pendingOr(place, at + 2) : null;
    if (pending !== null) return pending;
  }
  return { text: '\\$\\$', next: at + 2 };
}

function readDollar(place: Place): Piece {
  const { prose, at } = place;
  const [, content] = /^\$((?:[^$\\\n]|\\[^\n])+)\$(?![\p{L}\d$])/u.exec(prose.slice(at, at + inlineMax)) ?? [];
  const isPrice = /[\p{L}\d]$/u.test(prose.slice(Math.max(0, at - 1), at));
  if (content === undefined || isPrice || !isDollarMath(content)) return literal(place, 1);
  return { text: inline(place, content), next: at + content.length + 2 };
}

function readEnvironment(place: Place): Piece | null {
  const { prose, at } = place;
  environment.lastIndex = at;
  const name = environment.exec(prose)?.[1];
  if (name === undefined || !standsAlone(place)) return null;
  const closing = `\\end{${name}}`;
  const end = prose.slice(at, at + displayMax).indexOf(closing);
  if (end === -1) return pendingOr(place, at);
  return display(place, prose.slice(at, at + end + closing.length), at + end + closing.length);
}

function pendingOr({ prose, at, isOpenEnded }: Place, from: number): Piece | null {
  const rest = prose.slice(from);
  if (!isOpenEnded || rest.length > displayMax || gap.test(rest.trimEnd())) return null;
  return { text: '', next: prose.length, pending: prose.slice(at) };
}

/** Up to the next blank line, which no span can cross. */
function inParagraph(prose: string, from: number, max = displayMax): string {
  const ahead = prose.slice(from, from + max);
  const end = ahead.search(gap);
  return end === -1 ? ahead : ahead.slice(0, end);
}

/** What stands before it on its line, of a long line only the beginning. */
function lineStart({ prose, at }: Place): string {
  const near = prose.slice(Math.max(0, at - displayMax), at);
  return near.slice(near.lastIndexOf('\n') + 1).slice(0, leadMax);
}

function restOfLine(prose: string, from: number): string {
  const end = prose.indexOf('\n', from);
  return prose.slice(from, end === -1 ? undefined : end);
}

const lead = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*/;

/** Nothing before it on its line but what makes a list or a quote. */
function standsAlone(place: Place): boolean {
  const before = lineStart(place);
  return before.length < leadMax && lead.exec(before)?.[0].length === before.length;
}

function inline(place: Place, content: string): string {
  const line = content.trim().replaceAll(/\s*\n[ \t>]*/g, ' ');
  return `$$${isInTable(place) ? withoutBars(line) : line}$$`;
}

/** On lines of its own, which keep the indent of the list or the marks of the quote that it stands in. */
function display(place: Place, content: string, next: number): Piece {
  const { prose } = place;
  const before = lineStart(place);
  if (isInTable(place) || /^\s*#/.test(before)) return { text: inline(place, content), next };
  const indent = (lead.exec(before)?.[0] ?? '').replaceAll(/[^>\s]/g, ' ');
  const rest = restOfLine(prose, next);
  const isStop = /^\s*[.,;:]\s*$/.test(rest);
  const lines = `${content.trimEnd()}${isStop ? rest.trim() : ''}`
    .split('\n')
    .map((line) => line.replace(/^[ \t>]+/, '').trimEnd())
    .filter((line) => line !== '');
  const block = ['$$', ...lines, '$$'].join(`\n${indent}`);
  const isLast = isStop || rest.trim() === '';
  return {
    text: `${standsAlone(place) ? '' : `\n${indent}`}${block}${isLast ? '' : `\n${indent}`}`,
    next: next + (isLast ? rest.length : rest.length - rest.trimStart().length),
  };
}

const isInTable = (place: Place): boolean => /^[ \t>]*\|/.test(lineStart(place));
/** In a table they would end the cell. */
const withoutBars = (line: string): string => line.replaceAll('\\|', '\\Vert ').replaceAll('|', '\\vert ');
