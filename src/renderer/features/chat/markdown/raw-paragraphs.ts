// Raw HTML between blocks becomes a paragraph of its own words, so that it stands apart from what is above it like any other.

/** As much of a syntax tree as is needed here. */
type Node = { type: string; children?: Node[]; value?: string; tagName?: string; properties?: Record<string, never> };

/** A step of the Markdown reader; it changes the tree in place, as those do. HTML comes to it as text already. */
export function rawParagraphs() {
  return (tree: Node): void => {
    if (tree.children !== undefined)
      tree.children = tree.children.map((node) => (isWords(node) ? paragraph(node) : node));
  };
}

/** Between blocks there is otherwise nothing but line breaks. */
function isWords({ type, value = '' }: Node): boolean {
  return type === 'text' && value.trim() !== '';
}

function paragraph(words: Node): Node {
  return { type: 'element', tagName: 'p', properties: {}, children: [{ ...words, value: words.value?.trim() ?? '' }] };
}
