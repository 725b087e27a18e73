// Reads a JSON body strictly. What two parsers could read differently is refused, because prices depend on it.
import { isUtf8 } from 'node:buffer';

/** The body cannot be read in exactly one way; the message is a sentence for whoever sent it. */
export class BodyUnreadable extends Error {
  override readonly name = 'BodyUnreadable';
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
  if (!isUtf8(body)) throw new BodyUnreadable('The body is not valid UTF-8.');
  return body.toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BodyUnreadable('The body is not valid JSON.', { cause });
  }
}

/** Expects text that JSON.parse accepts, so that strings, braces and commas are all that it has to recognise. */
function refuseOddKeys(text: string): void {
  const open: (Set<string> | null)[] = [];
  const strings = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/g;
  for (let match = strings.exec(text); match !== null; match = strings.exec(text)) {
    const [token] = match;
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
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
    throw new BodyUnreadable('The body holds half a character (a lone surrogate such as \\ud800). Send whole ones.');
}

function keyOf(token: string): string {
  const literal = token.slice(0, token.lastIndexOf('"') + 1);
  refuseHalfCharacters(literal);
  return literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
}

function refuseRepeated(key: string, keys: Set<string> | null): void {
  if (keys?.has(key))
    throw new BodyUnreadable(`The body names ${JSON.stringify(key.slice(0, 40))} twice. Send each field once.`);
  if (key === '__proto__') throw new BodyUnreadable('The body holds a field named "__proto__", which is not accepted.');
  keys?.add(key);
}
