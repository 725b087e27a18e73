// A long question, folded to its beginning, so that one can read on to its answer. Pure.

/** Drawn lines; a question is folded only where that hides a good part of it. */
const shownLines = 10;
const wholeLines = 14;
/** About what a line of the bubble holds. */
const charsPerLine = 64;

export type Folded = {
  /** Where the fold begins. */
  readonly start: string;
  /** How many drawn lines are hidden, about. */
  readonly hiddenLines: number;
};

/** null: short enough to stand there whole. */
export function foldQuestion(text: string): Folded | null {
  let lines = 0;
  let cut: number | null = null;
  let from = 0;
  while (from <= text.length) {
    const lineEnd = text.indexOf('\n', from);
    const end = lineEnd === -1 ? text.length : lineEnd;
    const rows = Math.max(1, Math.ceil((end - from) / charsPerLine));
    if (cut === null && lines + rows > shownLines) cut = Math.min(end, from + (shownLines - lines) * charsPerLine);
    lines += rows;
    from = end + 1;
  }
  if (cut === null || lines <= wholeLines) return null;
  return { start: whole(text.slice(0, cut)).trimEnd(), hiddenLines: lines - shownLines };
}

/** Without the half of a character that two units make up. */
function whole(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
