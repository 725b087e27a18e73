// What a person has selected of an answer, as a quotation to write under. Pure.

/** A longer selection is quoted by its beginning: it stands in the answer anyway. In UTF-16 units. */
export const quotedMax = 4_000;

/** Empty where nothing that shows is selected. */
export function quoteOf(selected: string): string {
  const text = selected.replaceAll(/\r\n?/g, '\n').trim();
  if (text === '') return '';
  const part =
    text.length <= quotedMax
      ? text
      : `${text
          .slice(0, quotedMax - 1)
          .toWellFormed()
          .replace(/\ufffd$/, '')}…`;
  const lines = part.replaceAll(/\n{3,}/g, '\n\n').split('\n');
  return `${lines.map((line) => (line.trim() === '' ? '>' : `> ${line.trimEnd()}`)).join('\n')}\n\n`;
}

/** Under what is written already, with a line between. */
export function withQuote(draft: string, quote: string): string {
  return draft.trim() === '' ? quote : `${draft.trimEnd()}\n\n${quote}`;
}
