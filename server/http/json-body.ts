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

/** The parsed value; undefined for an empty body. Throws BodyUnreadable. */
export function readJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = decode(body);
  const value = parse(text);
  refuseOddKeys(text);
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

/** Expects text that JSON.parse accepts, so that strings, braces and commas are all that it has to recognise. */
function refuseOddKeys(text: string): void {
  const open: (Set<string> | null)[] = [];
  const strings = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/g;
  for (let match = strings.exec(text); match !== null; match = strings.exec(text)) {
    const [token] = match;
    if (token === '{' || token === '[') {
      if (open.length === depthMax) throw new BodyUnreadable({ reason: 'too_deep', levels: depthMax });
      open.push(token === '{' ? new Set() : null);
    } else if (token === '}' || token === ']') open.pop();
    else if (match[1] !== undefined) refuseRepeated(keyOf(token), open.at(-1) ?? null);
    else refuseHalfCharacters(token);
  }
}

/**
 * Half of a surrogate pair is not a character. Stores and encoders replace each one by the same stand-in, so two different ids
 * would become one. Valid UTF-8 holds none; only an escape can make one.
 */
function refuseHalfCharacters(literal: string): void {
  if (/\\u[dD][89a-fA-F]/.test(literal) && !String(JSON.parse(literal)).isWellFormed())
    throw new BodyUnreadable({ reason: 'half_character' });
}

function keyOf(token: string): string {
  const literal = token.slice(0, token.lastIndexOf('"') + 1);
  refuseHalfCharacters(literal);
  return literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
}

function refuseRepeated(key: string, keys: Set<string> | null): void {
  if (keys?.has(key)) throw new BodyUnreadable({ reason: 'field_repeated', field: key.slice(0, 40) });
  if (key === '__proto__') throw new BodyUnreadable({ reason: 'field_forbidden', field: key });
  keys?.add(key);
}
