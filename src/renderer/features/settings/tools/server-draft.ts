// What is typed into the form of a server: where it begins, what is wrong with it, and what is saved. Pure.
import {
  serverNameMax,
  toolArgMax,
  toolArgsMax,
  toolValueMax,
  toolValuesMax,
} from '../../../../preload/contract/tool-limits.ts';
import { EnvName, HeaderName, NewToolServerWay, type ToolServer } from '../../../../preload/contract/tools.ts';
import { words } from '../../../words.ts';

/** `key`: its place among all that were ever there, so that a line keeps its fields when another goes. */
export type ValueLine = { readonly key: number; readonly name: string; readonly value: string };

export type ServerDraft = {
  readonly name: string;
  readonly kind: 'stdio' | 'http';
  readonly command: string;
  /** One a line. */
  readonly args: string;
  readonly cwd: string;
  readonly url: string;
  readonly env: readonly ValueLine[];
  readonly headers: readonly ValueLine[];
};

/** By field; of values by `key`. */
export type DraftFaults = {
  readonly name: string | null;
  readonly command: string | null;
  readonly args: string | null;
  readonly url: string | null;
  readonly values: ReadonlyMap<number, string>;
};

export type Known = Pick<ToolServer, 'name' | 'way'>;

const empty: ServerDraft = {
  name: '',
  kind: 'stdio',
  command: '',
  args: '',
  cwd: '',
  url: '',
  env: [],
  headers: [],
};

export const exampleDraft = (): ServerDraft => {
  const { name, command, args } = words.tools.example;
  return { ...empty, name, command, args: args.join('\n') };
};

/** null: a new one. */
export function startDraft(known: Known | null): ServerDraft {
  if (known === null) return empty;
  const { name, way } = known;
  const lines = (names: readonly string[]): readonly ValueLine[] =>
    names.map((one, key) => ({ key, name: one, value: '' }));
  if (way.kind === 'http') return { ...empty, name, kind: 'http', url: way.url, headers: lines(way.headers) };
  const { command, args, cwd, env } = way;
  return { ...empty, name, command, args: args.join('\n'), cwd: cwd ?? '', env: lines(env) };
}

/** An argument that no line can hold, since it is empty or has lines of its own, stays as long as no argument is changed. */
export function argsOf({ args }: ServerDraft, known: Known | null): readonly string[] {
  if (known?.way.kind === 'stdio' && known.way.args.join('\n') === args) return known.way.args;
  return args.split(/\r?\n/).filter((line) => line !== '');
}

export const valuesOf = (draft: ServerDraft): readonly ValueLine[] =>
  (draft.kind === 'stdio' ? draft.env : draft.headers).filter(({ name, value }) => name !== '' || value !== '');

/** Whether a value of this name is there already, and stays where none is typed. */
export function isKept(name: string, kind: ServerDraft['kind'], known: Known | null): boolean {
  if (known === null || known.way.kind !== kind) return false;
  return (known.way.kind === 'stdio' ? known.way.env : known.way.headers).includes(name.trim());
}

export function wayOf(draft: ServerDraft, known: Known | null): NewToolServerWay {
  const values = Object.fromEntries(
    valuesOf(draft).map(({ name, value }) => [
      name.trim(),
      value === '' && isKept(name, draft.kind, known) ? null : value,
    ]),
  );
  if (draft.kind === 'http') return { kind: 'http', url: draft.url.trim(), headers: values };
  const cwd = draft.cwd.trim();
  return {
    kind: 'stdio',
    command: draft.command.trim(),
    args: [...argsOf(draft, known)],
    cwd: cwd === '' ? null : cwd,
    env: values,
  };
}

/** null: it can be saved. */
export function faultsOf(draft: ServerDraft, known: Known | null): DraftFaults | null {
  const say = words.tools.wrong;
  const name = draft.name.trim();
  const args = argsOf(draft, known);
  const isProgram = draft.kind === 'stdio';
  const faults: DraftFaults = {
    name: name === '' ? say.name : name.length > serverNameMax ? say.nameTooLong(serverNameMax) : null,
    command: isProgram ? wrongText(draft.command, say.command) : null,
    args: !isProgram
      ? null
      : args.length > toolArgsMax
        ? say.tooManyArgs(toolArgsMax)
        : args.some((one) => one.length > toolArgMax)
          ? say.tooLong(toolArgMax)
          : null,
    url: isProgram || NewToolServerWay.safeParse({ ...wayOf(draft, known), headers: {} }).success ? null : say.url,
    values: wrongValues(draft, known),
  };
  const isSound =
    faults.values.size === 0 && [faults.name, faults.command, faults.args, faults.url].every((one) => one === null);
  return isSound ? null : faults;
}

function wrongText(text: string, missing: string): string | null {
  if (text.trim() === '') return missing;
  return text.length > toolArgMax ? words.tools.wrong.tooLong(toolArgMax) : null;
}

function wrongValues(draft: ServerDraft, known: Known | null): ReadonlyMap<number, string> {
  const say = words.tools.wrong;
  const found = new Map<number, string>();
  const names = new Set<string>();
  for (const { key, name, value } of valuesOf(draft)) {
    const plain = name.trim();
    // Headers of one name are one header, however they are written.
    const same = draft.kind === 'http' ? plain.toLowerCase() : plain;
    if (!(draft.kind === 'stdio' ? EnvName : HeaderName).safeParse(plain).success)
      found.set(key, draft.kind === 'stdio' ? say.variable : say.header);
    else if (names.has(same)) found.set(key, say.twice);
    else if (value === '' && !isKept(name, draft.kind, known)) found.set(key, say.valueMissing);
    else if (value.length > toolValueMax) found.set(key, say.tooLong(toolValueMax));
    else if (draft.kind === 'http' && !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) found.set(key, say.headerValue);
    names.add(same);
  }
  return found;
}

export const hasRoom = (lines: readonly ValueLine[]): boolean => lines.length < toolValuesMax;
