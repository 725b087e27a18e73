// Where code begins and ends in Markdown as models write it: a fenced block that shows Markdown holds fenced blocks of its own. Pure.

/** `close` is the index of the closing line, or of the line after the last where the end has not come. */
type Fenced = { readonly close: number; readonly isNested: boolean };
type Fence = { readonly prefix: string; readonly mark: string; readonly info: string };

/** Spaces, quotes and list markers may stand before a fence. */
const fenceLine = /^((?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(`{3,}|~{3,})(.*)$/;
/** What such a block shows may hold blocks of code; for program code it would be a mistake to look for them. */
const markdownInfo = /^(?:markdown|md|mdx)\b/i;
const plainInfo = /^(?:|te?xt|plain|plaintext)$/i;

function readFence(line: string | undefined): Fence | null {
  const [, prefix, mark, rest] = fenceLine.exec(line ?? '') ?? [];
  if (prefix === undefined || mark === undefined || rest === undefined) return null;
  return mark.startsWith('`') && rest.includes('`') ? null : { prefix, mark, info: rest.trim() };
}

/**
 * The lines of code that begin at `start`, each block with fences longer than any it holds; null when no block begins there.
 * `next` is the index of the line after it.
 */
export function takeFenced(
  lines: readonly string[],
  start: number,
): { readonly lines: readonly string[]; readonly next: number } | null {
  const fence = readFence(lines[start]);
  if (fence === null) return null;
  const { close, isNested } = findClose(lines, start, fence);
  const next = Math.min(close + 1, lines.length);
  const taken = lines.slice(start, next);
  return { lines: isNested ? widen(taken, fence, close < lines.length) : taken, next };
}

function findClose(lines: readonly string[], start: number, outer: Fence): Fenced {
  const isMarkdown = markdownInfo.test(outer.info);
  const holdsCode = isMarkdown || plainInfo.test(outer.info);
  let inner: Fence | null = null;
  let isNested = false;
  for (let index = start + 1; index < lines.length; index += 1) {
    const fence = readFence(lines[index]);
    if (fence === null || !fence.mark.startsWith(outer.mark)) continue;
    if (inner !== null) {
      if (fence.info === '' && fence.mark.startsWith(inner.mark)) inner = null;
    } else if (fence.info !== '' ? holdsCode : isMarkdown && looksLikeOpening(lines, index)) {
      inner = fence;
      isNested = true;
    } else if (fence.info === '') return { close: index, isNested };
  }
  return { close: lines.length, isNested };
}

/** A fence without a language: after a gap or a colon, with code right below it, a block begins rather than ends. */
function looksLikeOpening(lines: readonly string[], index: number): boolean {
  const before = lines[index - 1]?.trim() ?? '';
  const after = lines[index + 1]?.trim() ?? '';
  return (before === '' || before.endsWith(':')) && after !== '';
}

function widen(lines: readonly string[], { prefix, mark, info }: Fence, isClosed: boolean): readonly string[] {
  const widest = Math.max(...lines.map((line) => readFence(line)?.mark.length ?? 0));
  const wide = mark.slice(0, 1).repeat(widest + 1);
  const inside = lines.slice(1, isClosed ? -1 : undefined);
  const closing = isClosed ? [`${readFence(lines.at(-1))?.prefix ?? ''}${wide}`] : [];
  return [`${prefix}${wide}${info}`, ...inside, ...closing];
}
