// An answer without the marks of Markdown: as text for elsewhere, and as what a voice can read. Pure.
import { takeFenced } from './fences.ts';

/** `spoken`: code and tables are left out, and lists have no markers. */
type Use = 'written' | 'spoken';

export function plainText(markdown: string, use: Use = 'written'): string {
  const lines = markdown.split(/\r?\n/);
  const out: string[] = [];
  for (let index = 0; index < lines.length;) {
    const line = lines[index] ?? '';
    const block = takeFenced(lines, index);
    const tableEnd = block === null ? endOfTable(lines, index) : index;
    if (block !== null) {
      if (use === 'written') out.push(...insideFence(block.lines));
      index = block.next;
    } else if (tableEnd > index) {
      if (use === 'written')
        out.push(
          ...lines
            .slice(index, tableEnd)
            .filter((_, row) => row !== 1)
            .map(plainRow),
        );
      index = tableEnd;
    } else {
      out.push(plainLine(line, use));
      index += 1;
    }
  }
  return out
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

function insideFence(lines: readonly string[]): readonly string[] {
  const isClosed = /^[ \t>]*(?:`{3,}|~{3,})[ \t]*$/.test(lines.at(-1) ?? '') && lines.length > 1;
  return lines.slice(1, isClosed ? -1 : undefined);
}

const tableRule = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** The line after the table that begins here; the same line where none does. */
function endOfTable(lines: readonly string[], start: number): number {
  const rule = lines[start + 1] ?? '';
  if (!(lines[start] ?? '').includes('|') || !rule.includes('-') || !rule.includes('|') || !tableRule.test(rule))
    return start;
  let end = start + 2;
  while (end < lines.length && (lines[end] ?? '').includes('|')) end += 1;
  return end;
}

/** Cells with tabs between them, as spreadsheets take them. */
function plainRow(row: string): string {
  const cells = row
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/);
  return cells.map((cell) => inline(cell.trim().replaceAll(String.raw`\|`, '|'))).join('\t');
}

const rule = /^[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;

function plainLine(line: string, use: Use): string {
  if (rule.test(line)) return '';
  const bare = line
    .replace(/^[ \t]*(?:>[ \t]?)+/, '')
    .replace(/^[ \t]{0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/, '$1');
  const item = /^([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(.*)$/.exec(bare);
  if (item === null) return inline(bare);
  const [, indent = '', mark = '', words = ''] = item;
  return use === 'spoken' ? inline(words) : `${indent}${/\d/.test(mark) ? mark : '-'} ${inline(words)}`;
}

const marks: readonly (readonly [RegExp, string])[] = [
  [/!?\[([^\][]*)\]\([^()\s]*(?:\s+"[^"]*")?\)/g, '$1'],
  [/\[\^[^\]\s]+\]/g, ''],
  [/<(https?:\/\/[^>\s]+)>/g, '$1'],
  [/(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1/g, '$2'],
  [/(?<![\p{L}\p{N}*])\*(?=\S)([^*]+)(?<=\S)\*(?![\p{L}\p{N}*])/gu, '$1'],
  [/(?<![\p{L}\p{N}_])_(?=\S)([^_]+)(?<=\S)_(?![\p{L}\p{N}_])/gu, '$1'],
];

/** Stands for one that is put aside; such characters have no meaning of their own. */
const aside = '\ue000';

/** What stands between backticks is left as it is, and so is a mark with a backslash before it. */
function inline(text: string): string {
  const kept: string[] = [];
  const open = text.replaceAll(aside, '').replaceAll(/(`+)[^`]+\1|\\[!-/:-@[-`{-~]/g, (whole) => {
    kept.push(whole.startsWith('`') ? whole.replaceAll(/^`+ ?| ?`+$/g, '') : whole.slice(1));
    return `${aside}${String(kept.length - 1)}${aside}`;
  });
  const plain = marks.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), open);
  return plain.replaceAll(/\ue000(\d+)\ue000/g, (_, index) => kept[Number(index)] ?? '');
}
