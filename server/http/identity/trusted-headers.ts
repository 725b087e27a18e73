// The user whom a trusted proxy names in headers, after it has checked who is asking.
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { type Person, readPerson } from './person.ts';

export type NamedByProxy =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'person'; readonly person: Person };

const nobody: NamedByProxy = { kind: 'nobody' };

/**
 * Only for requests whose direct peer is trusted. A comma means that a header came twice: perhaps the visitor sent one, and
 * the proxy added its own without removing it. Nobody can tell which is true, so both are refused.
 */
export function readTrustedHeaders(headers: IncomingHttpHeaders): NamedByProxy {
  const { 'x-user-id': user, 'x-org-id': org, 'x-plan': plan } = headers;
  if (user === undefined || user === '') return nobody;
  if ([user, org, plan].some((value) => Array.isArray(value) || value?.includes(',') === true))
    return { kind: 'unreadable' };
  const person = readPerson({ user: textOf(user), org: textOf(org), plan: textOf(plan) });
  return person === null ? { kind: 'unreadable' } : { kind: 'person', person };
}

/**
 * Node takes each byte of a header for a character of its own. A proxy writes ids in UTF-8, as the operator and signed tokens do; what
 * is none stays as it is.
 */
function textOf(header: string | string[] | undefined): unknown {
  if (typeof header !== 'string') return header;
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : header;
}
