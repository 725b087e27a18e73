// Follows props down the page's components: which of them only pass one on, and how many in a row do.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parseSync } from '@swc/core';

type Pass = { readonly to: string; readonly as: string };
/** For each prop of a component where it is passed on; null: the component itself does something with it. */
type Component = ReadonlyMap<string, readonly Pass[] | null>;
type File = ReadonlyMap<string, Component>;

/** Chains of components that only pass a prop on, each as "App.onBuy → Chat.onBuy"; those longer than `most`. */
export function longPropChains(sources: readonly string[], most: number): string[] {
  const files = sources.map((source) => new Map(componentsOf(source)));
  const chains = files.flatMap((file) =>
    [...file].flatMap(([name, props]) => [...props.keys()].flatMap((prop) => follow(file, { to: name, as: prop }, []))),
  );
  return [...new Set(chains.filter((chain) => chain.length > most).map((chain) => chain.join(' → ')))].toSorted();

  function follow(from: File, { to, as }: Pass, before: readonly string[]): string[][] {
    const file = homeOf(from, to);
    // What is passed to a part that is not among the sources, such as a button, has arrived.
    const passes = (file?.get(to)?.get(as) ?? []).filter((pass) => file !== undefined && homeOf(file, pass.to));
    const step = `${to}.${as}`;
    if (file === undefined || passes.length === 0 || before.includes(step)) return [[...before]];
    return passes.flatMap((pass) => follow(file, pass, [...before, step]));
  }

  /** Two files may each have a component of one name: a file's own comes first. */
  function homeOf(from: File, name: string): File | undefined {
    return from.has(name) ? from : files.find((file) => file.has(name));
  }
}

/** All but ui/, whose parts are there to be handed what they do. */
export function componentSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tsx') && !path.startsWith(`ui${sep}`))
    .map((path) => readFileSync(join(folder, path), 'utf8'));
}

type Node = { readonly [key: string]: unknown };

function componentsOf(source: string): [string, Component][] {
  const found: [string, Component][] = [];
  const body: unknown = parseSync(source, { syntax: 'typescript', tsx: true }).body;
  visit(body, (node) => {
    const made = node['type'] === 'FunctionDeclaration' || node['type'] === 'FunctionExpression';
    const name = made && isNode(node['identifier']) ? String(node['identifier']['value']) : '';
    const [first]: unknown[] = Array.isArray(node['params']) ? node['params'] : [];
    const pattern = isNode(first) ? first['pat'] : null;
    if (!/^[A-Z]/.test(name) || !isNode(pattern) || pattern['type'] !== 'ObjectPattern') return true;
    found.push([name, usesOf(node['body'], namesIn(pattern['properties']))]);
    return true;
  });
  return found;
}

function namesIn(properties: unknown): string[] {
  const names: string[] = [];
  visit(properties, (node) => {
    if (node['type'] !== 'AssignmentPatternProperty' || !isNode(node['key'])) return true;
    names.push(String(node['key']['value']));
    return false;
  });
  return names;
}

function usesOf(body: unknown, names: readonly string[]): Component {
  const passes = new Map<string, Pass[] | null>(names.map((name) => [name, []]));
  visit(body, (node) => {
    if (node['type'] === 'JSXOpeningElement' && isNode(node['name']) && Array.isArray(node['attributes'])) {
      const to = String(node['name']['value']);
      for (const attribute of node['attributes']) {
        const passed = passedBy(attribute);
        const known = passed === null ? null : passes.get(passed.prop);
        if (passed !== null && known && /^[A-Z]/.test(to)) known.push({ to, as: passed.as });
        else useAll(attribute);
      }
      return false;
    }
    if (node['type'] === 'Identifier') useAll(node);
    return true;
  });
  return passes;

  function useAll(part: unknown): void {
    visit(part, (node) => {
      if (node['type'] === 'Identifier' && passes.has(String(node['value']))) passes.set(String(node['value']), null);
      return true;
    });
  }
}

/** `as={prop}`, or `as={() => prop(…)}`: whoever does more with a prop uses it. */
function passedBy(attribute: unknown): { readonly prop: string; readonly as: string } | null {
  if (!isNode(attribute) || !isNode(attribute['name']) || !isNode(attribute['value'])) return null;
  const value = attribute['value']['expression'];
  const called = isNode(value) && value['type'] === 'ArrowFunctionExpression' ? calleeOf(value['body']) : value;
  return isNode(called) && called['type'] === 'Identifier'
    ? { prop: String(called['value']), as: String(attribute['name']['value']) }
    : null;
}

function calleeOf(body: unknown): unknown {
  return isNode(body) && body['type'] === 'CallExpression' ? body['callee'] : null;
}

/** Calls `see` with each node from the top; false: not the nodes within. */
function visit(part: unknown, see: (node: Node) => boolean): void {
  if (Array.isArray(part)) for (const one of part) visit(one, see);
  else if (isNode(part) && see(part)) for (const value of Object.values(part)) visit(value, see);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
