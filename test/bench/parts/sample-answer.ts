// An answer of the kind that models give: paragraphs, a list, code, a table. In pieces of about a token each.

const text = `A tally stick was a **receipt** that nobody could forge. The sum was notched across the whole stick, which was then split along its length, so that each half told the same number and only the two true halves fitted together.

## How the notches were cut

The width of a cut said what it stood for:

- a thousand pounds, the breadth of a hand;
- a hundred, the breadth of a thumb;
- a score, that of the little finger;
- a single pound, a grain of barley.

The longer half, called the \`stock\`, went to whoever had paid. The shorter one, the *foil*, stayed with the Exchequer until both were laid together again.

\`\`\`ts
type Tally = { readonly stock: readonly number[]; readonly foil: readonly number[] };

function fits({ stock, foil }: Tally): boolean {
  return stock.length === foil.length && stock.every((notch, index) => notch === foil[index]);
}
\`\`\`

| kind | kept by | says |
| --- | --- | --- |
| stock | the payer | what was paid in |
| foil | the Exchequer | what was received |

They were used from the twelfth century on, and the last of them were burnt in 1834, together with the Houses of Parliament.

`;

const pieces = text.match(/\s*\S+/g) ?? [];

/** `count` pieces; the text begins again where it ends. */
export function sampleAnswer(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const at = index % pieces.length;
    return `${at === 0 && index > 0 ? '\n\n' : ''}${pieces[at] ?? ''}`;
  });
}
