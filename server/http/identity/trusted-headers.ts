// The user whom a trusted proxy names in headers, after it has checked who is asking.
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
  const person = readPerson({ user, org, plan });
  return person === null ? { kind: 'unreadable' } : { kind: 'person', person };
}
