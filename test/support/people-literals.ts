// Finds the text in a source file that looks as if people were to read it: words between tags, labels, and sentences.
import { parseSync } from '@swc/core';

export type Literal = { readonly line: number; readonly text: string };

/** Attributes and properties whose value is shown or read out. */
const shownNames =
  /^(?:aria-?(?:label|description|valuetext|roledescription|placeholder)|alt|title|placeholder|label|heading|hint|text|remedy|detail|description|message|sentence|words|summary|disabledReason|emptyText|action|buttons|name)$/i;

/** Whoever calls these writes for a log or a programmer. */
const unreadCalls = /^(?:super|invariant|warn|info|error|debug|trace|report|querySelector(?:All)?|matches|closest)$/;

/** Two words, of which the first has a capital: a sentence, or a label of several words. */
const sentence = /^[\s“"(]*\p{Lu}[\p{L}’']*[,:]?\s+(?:\p{L}|\$|“)/u;
const lateSentence = /\p{L}{2}[.!?…]$|\p{L}{2}\. \p{Lu}/u;
const word = /\p{L}{2}/u;
const label = /^\p{Lu}[\p{L}’'-]+[…!.?]?$/u;
const sql =
  /^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|WITH|BEGIN|ATTACH|VACUUM|WHERE|JOIN|ON|SET|ORDER|AND)\b/;

/** Four words in a row, small ones too: a part of a sentence that is put together elsewhere. */
const fragment = /(?:\p{L}[\p{L}’']*,?\s+){3}\p{L}/u;

/** `withFragments`: parts of sentences too. Where styles stand beside words, as in a page, they cannot be told apart. */
export function peopleLiterals(
  script: string,
  isTsx: boolean,
  { withFragments = false }: { readonly withFragments?: boolean } = {},
): readonly Literal[] {
  const source = script.replace(/^#!/, '//');
  const tree: unknown = parseSync(`;${source}`, { syntax: 'typescript', tsx: isTsx, target: 'es2024' });
  const start = startOf(tree);
  const bytes = Buffer.from(`;${source}`);
  const found: Literal[] = [];
  const add = (node: Node, text: string): void => {
    const at = Math.max(0, (node.span?.start ?? start) - start);
    const line = bytes.subarray(0, at).toString().split('\n').length;
    found.push({ line, text: text.replaceAll(/\s+/g, ' ').trim() });
  };
  walk(tree, { isShown: false, isRead: true, withFragments }, add);
  return found;
}

type Node = { readonly type: string; readonly span?: { readonly start: number } } & Readonly<Record<string, unknown>>;
type Around = { readonly isShown: boolean; readonly isRead: boolean; readonly withFragments: boolean };
type Add = (node: Node, text: string) => void;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function startOf(tree: unknown): number {
  return isNode(tree) ? (tree.span?.start ?? 0) : 0;
}

/** Some of what swc gives has no type of its own, such as the arguments of a call and the function of a method. */
function walk(value: unknown, around: Around, add: Add): void {
  if (typeof value !== 'object' || value === null) return;
  const node = isNode(value) ? value : null;
  if (node !== null) judge(node, around, add);
  for (const [key, child] of Object.entries(value)) {
    if (key !== 'span') walk(child, node === null ? around : aroundOf(node, key, around), add);
  }
}

function judge(node: Node, { isShown, isRead, withFragments }: Around, add: Add): void {
  if (!isRead) return;
  if (node.type === 'JSXText') {
    const text = String(node['value']);
    if (word.test(text)) add(node, text);
    return;
  }
  const text = textOf(node);
  if (text === null || sql.test(text)) return;
  const looksRead =
    sentence.test(text) || (lateSentence.test(text) && /\s/.test(text)) || (withFragments && fragment.test(text));
  if (looksRead || (isShown && (label.test(text) || (word.test(text) && /\s/.test(text.trim()))))) add(node, text);
}

/** Of a template: its text with $ for each hole. */
function textOf(node: Node): string | null {
  if (node.type === 'StringLiteral') return String(node['value']);
  if (node.type !== 'TemplateLiteral') return null;
  const quasis = node['quasis'];
  if (!Array.isArray(quasis)) return null;
  return quasis.map((quasi: unknown) => (isNode(quasi) ? String(quasi['raw']) : '')).join('$');
}

function aroundOf(node: Node, key: string, around: Around): Around {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'TsLiteralType':
    case 'TsTypeAnnotation':
    case 'TsTypeAliasDeclaration':
    case 'ThrowStatement':
      return { ...around, isShown: false, isRead: false };
    case 'NewExpression':
      return /Error$|Answer$|Failure$/.test(nameOf(node['callee']))
        ? { ...around, isShown: false, isRead: false }
        : { ...around, isShown: false };
    case 'CallExpression':
      return unreadCalls.test(nameOf(node['callee']))
        ? { ...around, isShown: false, isRead: false }
        : { ...around, isShown: false };
    case 'JSXAttribute':
      return { ...around, isShown: shownNames.test(nameOf(node['name'])) };
    case 'JSXElement':
      return { ...around, isShown: key === 'children' };
    case 'KeyValueProperty':
      return { ...around, isShown: key === 'value' && shownNames.test(nameOf(node['key'])) };
    default:
      return around;
  }
}

/** The name of an identifier, or of a member's last part. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Super') return 'super';
  if (node.type === 'MemberExpression') return nameOf(node['property']);
  return typeof node['value'] === 'string' ? node['value'] : '';
}
