// Gives every paragraph, list and table the direction of most of its words. An item of a list has that of the list, so that the
// marker stands where there is room for it; code and formulas have no say.
import { detectTextDirection } from 'streamdown';

/** As much of a syntax tree as is needed here. */
type Node = { type: string; children?: Node[]; value?: string; tagName?: string; properties?: Properties };
type Properties = { dir?: string; className?: unknown };
type Direction = 'ltr' | 'rtl';

const directed = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'blockquote', 'table', 'th', 'td']);
const silent = new Set(['code', 'pre']);

/** A step of the Markdown reader; it changes the tree in place, as those do. */
export function textDirections() {
  return (tree: Node): void => direct(tree, 'ltr');
}

function direct(node: Node, around: Direction): void {
  for (const child of node.children ?? []) {
    if (child.type !== 'element' || silent.has(child.tagName ?? '')) continue;
    const own = directed.has(child.tagName ?? '') ? directionOf(child, around) : around;
    if (own !== around) child.properties = { ...child.properties, dir: own };
    direct(child, own);
  }
}

/** A table runs the way its head does. */
function directionOf(node: Node, around: Direction): Direction {
  const head = node.tagName === 'table' ? node.children?.find(({ tagName }) => tagName === 'thead') : undefined;
  const words = wordsOf(head ?? node);
  return /\p{L}/u.test(words) ? detectTextDirection(words) : around;
}

function wordsOf(node: Node): string {
  if (node.type === 'text') return node.value ?? '';
  if (silent.has(node.tagName ?? '')) return ' ';
  return node.children?.map(wordsOf).join('') ?? '';
}
