// Takes the values of headers out of what an Ollama, or whoever stands before it, says: some repeat what they were sent. Pure.
import { CodedFailure } from '../../coded-failure.ts';

export type Headers = Readonly<Record<string, string>>;

/** Shorter pieces would be found in ordinary words. */
const pieceMin = 6;

export function withhold(failure: CodedFailure, headers: Headers): CodedFailure {
  const { code, detail, ...rest } = failure.failure;
  if (detail === null) return failure;
  const told = secretsOf(headers).reduce(without, detail);
  return told === detail ? failure : new CodedFailure(code, { ...rest, detail: told, cause: failure.cause });
}

/** The whole values, and what follows a scheme such as "Bearer", the longest first. */
function secretsOf(headers: Headers): readonly string[] {
  const pieces = Object.values(headers).flatMap((value) => [value, ...value.split(/[\s,;=]+/)]);
  return [...new Set(pieces)].filter((piece) => piece.length >= pieceMin).toSorted((a, b) => b.length - a.length);
}

/** Also its beginning at the end of a text that was cut. */
function without(text: string, secret: string): string {
  const rest = text.replaceAll(secret, '…');
  for (let length = secret.length - 1; length >= pieceMin; length -= 1)
    if (rest.endsWith(secret.slice(0, length))) return `${rest.slice(0, -length)}…`;
  return rest;
}
