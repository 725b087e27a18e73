// Whom a purchase may be for as things are now: whoever was chosen on a page may have signed out since. Pure.
import type { Payee } from '../../../../preload/contract/payee.ts';
import type { PersonSlice } from '../state.ts';

/** null: it is not who is signed in, or not the team that their sign-in names. */
export function payeeNow(
  { personId, session, standing }: Pick<PersonSlice, 'personId' | 'session' | 'standing'>,
  asked: Payee,
): Payee | null {
  if (asked.kind === 'computer') return asked;
  if (session.kind === 'ended' || session.kind === 'none' || asked.personId !== personId) return null;
  if (asked.kind === 'me') return asked;
  const team = standing?.team ?? null;
  return team?.id === asked.teamId ? { ...asked, teamName: team.name } : null;
}
