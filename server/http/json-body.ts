// Reads a JSON body strictly. What two parsers could read differently is refused, because prices depend on it.
import { isUtf8 } from 'node:buffer';
import type { ProblemParams } from '../contract/problem.ts';

/** The body cannot be read in exactly one way. */
export class BodyUnreadable extends Error {
  override readonly name = 'BodyUnreadable';
  readonly no: ProblemParams<'invalid_request'>;

  constructor(no: ProblemParams<'invalid_request'>, options?: ErrorOptions) {
    super(no.reason, options);
    this.no = no;
  }
}

/** The parsed value; undefined for an empty body. `isKept`: something of it may be stored. Throws BodyUnreadable. */
export function readJsonBody(body: Buffer, { isKept }: { readonly isKept: boolean }): unknown {
  if (body.length === 0) return undefined;
  const text = decode(body);
  const value = parse(text);
  refuseOddKeys(text);
  if (isKept) refuseNul(text);
  return value;
}

function decode(body: Buffer): string {
  if (!isUtf8(body)) throw new BodyUnreadable({ reason: 'not_utf8' });
  return body.toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BodyUnreadable({ reason: 'not_json' }, { cause });
  }
}

/** Nobody nests by hand as deep, and what reads a value later may go into it level by level, each on the stack. */
const depthMax = 200;

/**
 * Expects text that JSON.parse accepts, so that strings, braces and brackets are all that it has to recognise. It looks for them
 * itself: a regular expression takes longer than the parser.
 */
function refuseOddKeys(text: string): void {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = passString(text, at, open.at(-1) ?? null);
    else if (character === '{' || character === '[') {
      if (open.length === depthMax) throw new BodyUnreadable({ reason: 'too_deep', levels: depthMax });
      open.push(character === '{' ? new Set() : null);
    } else if (character === '}' || character === ']') open.pop();
  }
}

/** Looks at the string that begins at `from`, and returns where its last quote is. `keys`: of the object that it stands in. */
function passString(text: string, from: number, keys: Set<string> | null): number {
  const end = endOfString(text, from);
  const content = text.slice(from + 1, end);
  const isPlain = !content.includes('\\');
  if (!isPlain) refuseHalfCharacters(`"${content}"`);
  if (keys !== null && isKey(text, end)) refuseRepeated(isPlain ? content : String(JSON.parse(`"${content}"`)), keys);
  return end;
}

function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before -= 1;
  return (at - before) % 2 === 1;
}

/** Whether the string that ends here is followed by a colon. */
function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (isSpace(text[next])) next += 1;
  return text[next] === ':';
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}

/**
 * Half of a surrogate pair is not a character. Stores and encoders replace each one by the same stand-in, so two different ids
 * would become one. Valid UTF-8 holds none; only an escape can make one.
 */
function refuseHalfCharacters(literal: string): void {
  if (/\\u[dD][89a-fA-F]/.test(literal) && !String(JSON.parse(literal)).isWellFormed())
    throw new BodyUnreadable({ reason: 'half_character' });
}

/** PostgreSQL cannot keep it in a text, and a ledger that has one cannot be moved there. In JSON only an escape can make one. */
function refuseNul(text: string): void {
  if (text.includes('\\u0000') && /(?<!\\)(?:\\\\)*\\u0000/.test(text))
    throw new BodyUnreadable({ reason: 'nul_character' });
}

function refuseRepeated(key: string, keys: Set<string>): void {
  if (keys.has(key)) throw new BodyUnreadable({ reason: 'field_repeated', field: key.slice(0, 40) });
  if (key === '__proto__') throw new BodyUnreadable({ reason: 'field_forbidden', field: key });
  keys.add(key);
}
