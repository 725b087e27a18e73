// A token as it is typed or pasted: whether it can be one, and if not, what is wrong with it. Pure, and it keeps nothing.
import { words } from '../../../words.ts';

export type TokenEntry =
  | { readonly kind: 'empty' }
  /** So far it could become one. */
  | { readonly kind: 'unfinished'; readonly sentence: string }
  | { readonly kind: 'ok'; readonly token: string }
  | { readonly kind: 'wrong'; readonly sentence: string };

const prefix = 'tally_';
/** 32 bytes as base64url. */
const secretLength = 43;

/** Blanks and line breaks come from copying out of a document; no token has any. */
export function readToken(text: string): TokenEntry {
  const token = text.replaceAll(/\s/g, '');
  if (token === '') return { kind: 'empty' };
  if (!token.startsWith(prefix.slice(0, token.length)))
    return { kind: 'wrong', sentence: words.tokens.field.prefix(prefix) };
  const secret = token.slice(prefix.length);
  if (!/^[\w-]*$/.test(secret)) return { kind: 'wrong', sentence: words.tokens.field.letters };
  if (secret.length > secretLength)
    return {
      kind: 'wrong',
      sentence: words.tokens.field.tooMany(secret.length - secretLength),
    };
  if (secret.length < secretLength)
    return { kind: 'unfinished', sentence: words.tokens.field.missing(secretLength - secret.length) };
  return { kind: 'ok', token };
}

/** What to say of it when somebody tries to go on with it as it is. */
export function sayIncomplete(entry: TokenEntry): string | null {
  switch (entry.kind) {
    case 'ok':
      return null;
    case 'empty':
      return words.tokens.field.empty;
    case 'unfinished':
      return words.tokens.field.endMissing;
    case 'wrong':
      return entry.sentence;
  }
}
