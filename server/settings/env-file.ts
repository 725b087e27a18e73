// Reads a .env file as Node and dotenv do, and warns of lines that were probably meant otherwise. No warning holds a value.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { envFileSays as say } from '../words/commands/settings.ts';

export type EnvFile = {
  readonly values: Readonly<Record<string, string>>;
  /** Sentences for the operator. */
  readonly warnings: readonly string[];
};

/** There is something at the path that cannot be read; the message is a sentence for the operator. */
export class EnvFileUnreadable extends Error {
  override readonly name = 'EnvFileUnreadable';
}

/** Without such a file there are no values and no warnings. Throws EnvFileUnreadable. */
export function readEnvFile(path: string): EnvFile {
  return existsSync(path) ? parseEnvFile(bytesOf(path), path) : { values: {}, warnings: [] };
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    // Docker makes a folder of a file that is mounted and not there.
    throw new EnvFileUnreadable(statSync(path).isDirectory() ? say.isFolder(path) : say.notAllowed(path), { cause });
  }
}

/** `name`: what the file is called in the warnings. */
export function parseEnvFile(bytes: Buffer, name: string): EnvFile {
  const { text, isDamaged } = decode(bytes);
  const values = new Map<string, string>();
  const warnings = isDamaged ? [say.notUtf8(name)] : [];
  let line = 1;
  for (const entry of entriesOf(text)) {
    if (entry.kind === 'unreadable') {
      if (entry.text.trim() !== '' && !entry.text.trim().startsWith('#')) warnings.push(say.noAssignment(name, line));
    } else {
      if (values.has(entry.name)) warnings.push(say.twice(name, entry.name));
      warnings.push(...entry.faults.map((fault) => faultIn(name, entry.name, fault)));
      values.set(entry.name, entry.value);
    }
    line += entry.text.split('\n').length;
  }
  return { values: Object.fromEntries(values), warnings };
}

type Entry =
  | { readonly kind: 'unreadable'; readonly text: string }
  | {
      readonly kind: 'value';
      readonly text: string;
      readonly name: string;
      readonly value: string;
      readonly faults: readonly Fault[];
    };

/** Editors on Windows write a byte order mark first, and PowerShell writes UTF-16. */
function decode(bytes: Buffer): { readonly text: string; readonly isDamaged: boolean } {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff;
  const text = isBigEndian
    ? new TextDecoder('utf-16le').decode(Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16())
    : new TextDecoder(encoding).decode(bytes);
  return { text: text.replaceAll(/\r\n?/g, '\n'), isDamaged: text.includes('\uFFFD') };
}

const assignment = /[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*/y;
const quoted = /"([^"]*)"|'([^']*)'|`([^`]*)`/y;
const restOfLine = /[^\n]*/y;

function* entriesOf(text: string): Generator<Entry> {
  for (let at = 0; at < text.length;) {
    const named = matchAt(assignment, text, at);
    const inQuotes = named === null ? null : matchAt(quoted, text, at + named[0].length);
    const begun = at + (named?.[0].length ?? 0) + (inQuotes?.[0].length ?? 0);
    const rest = matchAt(restOfLine, text, begun)?.[0] ?? '';
    const whole = text.slice(at, begun + rest.length);
    if (named === null) yield { kind: 'unreadable', text: whole };
    else {
      const name = named[1] ?? '';
      yield { kind: 'value', text: whole, name, ...(inQuotes === null ? plain(rest) : within(inQuotes, rest)) };
    }
    at += whole.length + 1;
  }
}

/** goes_on: after a closing quotation mark. */
type Fault =
  | { readonly kind: 'goes_on'; readonly mark: string }
  | { readonly kind: 'cut_at_hash' }
  | { readonly kind: 'never_closed' };

type Value = { readonly value: string; readonly faults: readonly Fault[] };

function faultIn(file: string, name: string, fault: Fault): string {
  switch (fault.kind) {
    case 'goes_on':
      return say.goesOn(file, name, fault.mark);
    case 'cut_at_hash':
      return say.cutAtHash(file, name);
    case 'never_closed':
      return say.neverClosed(file, name);
  }
}

function within([all = '', double, single, back]: RegExpExecArray, rest: string): Value {
  const value = double === undefined ? (single ?? back ?? '') : double.replaceAll('\\n', '\n');
  const isCut = rest.trim() !== '' && !rest.trim().startsWith('#');
  return { value, faults: isCut ? [{ kind: 'goes_on', mark: all.slice(0, 1) }] : [] };
}

function plain(rest: string): Value {
  const comment = rest.indexOf('#');
  const value = (comment === -1 ? rest : rest.slice(0, comment)).trim();
  const isInside = comment > 0 && !/\s/.test(rest[comment - 1] ?? ' ');
  return {
    value,
    faults: [
      ...(isInside ? [{ kind: 'cut_at_hash' } as const] : []),
      ...(/^["'`]/.test(value) ? [{ kind: 'never_closed' } as const] : []),
    ],
  };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
