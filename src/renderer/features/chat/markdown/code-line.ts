// A line of code, as far as its colours are known. Pure.

/** `color` is a CSS variable of the tokens, so one pass serves day and night. */
type CodeToken = { readonly text: string; readonly color: string | undefined };
/** The tokens joined are the text. */
export type CodeLine = { readonly text: string; readonly tokens: readonly CodeToken[] };

/** The lines of `code`, in the colours known so far. What was written since is plain; nothing already coloured loses its colour for it. */
export function layColours(code: string, painted: readonly CodeLine[]): readonly CodeLine[] {
  return code.split('\n').map((text, index) => {
    const known = painted[index];
    if (known === undefined || !text.startsWith(known.text)) return { text, tokens: [{ text, color: undefined }] };
    if (known.text === text) return known;
    return { text, tokens: [...known.tokens, { text: text.slice(known.text.length), color: undefined }] };
  });
}
