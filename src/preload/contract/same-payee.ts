// Whether two payees are one and the same. It takes types alone, so that the page needs none of their schemas.
import type { Payee } from './payee.ts';

/** Named alike, though a team may be called something else by now. */
export function isSamePayee(one: Payee, other: Payee): boolean {
  if (one.kind === 'computer' || other.kind === 'computer') return one.kind === other.kind;
  if (one.personId !== other.personId) return false;
  if (one.kind === 'me' || other.kind === 'me') return one.kind === other.kind;
  return one.teamId === other.teamId;
}
