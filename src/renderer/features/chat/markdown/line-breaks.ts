// A break that the answer asks for by the HTML element for it, as models do in the cells of tables. All other HTML stays words.

/** As much of a syntax tree as is needed here. */
type Node = { type: string; children?: Node[]; value?: string };

const breakElement = /^<br\s*\/?>$/i;

/** A step of the Markdown reader; it changes the tree in place, as those do. */
export function breakElements() {
  return (tree: Node): void => replaceIn(tree);
}

function replaceIn(node: Node): void {
  if (node.children === undefined) return;
  node.children = node.children.map((child) => {
    if (child.type === 'html' && breakElement.test(child.value?.trim() ?? '')) return { type: 'break' };
    if (child.children !== undefined) replaceIn(child);
    return child;
  });
}
