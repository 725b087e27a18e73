// What stands in a drawn table, as values: for a CSV file, and as Markdown where its source is not at hand. Pure.

/** As much of a syntax tree as is needed here. */
export type TreeNode = {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly children?: readonly TreeNode[];
  readonly position?: { readonly start?: Offset; readonly end?: Offset } | undefined;
};
type Offset = { readonly offset?: number | undefined };

/** Row by row, the head first, as it is shown; a formula as it is written. */
export function tableValues(table: TreeNode): readonly (readonly string[])[] {
  return elementsIn(table, 'tr').map((row) =>
    (row.children ?? [])
      .filter(({ tagName }) => tagName === 'th' || tagName === 'td')
      .map((cell) => withPlainSpace(wordsOf(cell))),
  );
}

/** A break of the answer may be followed by one of its source. */
function withPlainSpace(words: string): string {
  return words
    .trim()
    .replaceAll(/\s*\n\s*/g, '\n')
    .replaceAll(/[^\S\n]+/g, ' ');
}

/** The table as it was written; made anew where it was not written as one piece. */
export function tableMarkdown(table: TreeNode, source: string): string {
  const from = table.position?.start?.offset;
  const to = table.position?.end?.offset;
  const written = from === undefined || to === undefined ? '' : source.slice(from, to).trim();
  return /^\S.*\|.*\n.*-/.test(written) ? `${written}\n` : writeTable(tableValues(table));
}

function writeTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows.map((row) =>
    row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', '<br>')),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('');
}

function elementsIn(node: TreeNode, name: string): readonly TreeNode[] {
  if (node.tagName === name) return [node];
  return (node.children ?? []).flatMap((child) => elementsIn(child, name));
}

function wordsOf(node: TreeNode): string {
  if (node.type === 'text') return node.value ?? '';
  if (node.tagName === 'br') return '\n';
  const formula = isFormula(node) ? elementsIn(node, 'annotation')[0] : undefined;
  return (formula ?? node).children?.map(wordsOf).join('') ?? '';
}

/** What KaTeX draws holds the formula several times over. */
function isFormula({ properties }: TreeNode): boolean {
  const names = properties?.['className'];
  return Array.isArray(names) && names.includes('katex');
}
