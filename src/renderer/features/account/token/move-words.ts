// What became of moving to another token, in words. Unless it was moved, nothing was changed. Pure.
import type { Words } from '../../../../words/words.ts';
import type { AccountState } from '../../../../preload/contract/account.ts';
import { formatCredits } from '../../../shared/amounts.ts';
import { words } from '../../../words.ts';
import type { SecretTrouble } from '../../../../preload/contract/secret-trouble.ts';

/** What the core answers to `useToken` and `restoreToken`; silence and a vanished entry stand beside it. */
export type MoveAnswer =
  | { readonly kind: 'moved'; readonly state: AccountState }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'keychain_missing'; readonly trouble: SecretTrouble }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'unanswered' };

export type MoveNo = Exclude<MoveAnswer, { kind: 'moved' | 'keychain_missing' }>['kind'];

export function sayMoveNo(no: MoveNo): string {
  return words.tokens.restoring.no[no];
}

export function sayMoved({ credits }: AccountState, say: Words = words): string {
  const { youHave, empty } = say.tokens.restoring;
  return credits.proMicrocredits > 0 ? youHave(formatCredits(credits.proMicrocredits, say)) : empty;
}

/** Before another token takes over: what becomes of the one in use. null when there is none. */
export function saySetAside({ tokenPlace, tokenTrouble, credits }: AccountState, say: Words = words): string | null {
  if (tokenPlace === null || tokenTrouble?.kind === 'gone') return null;
  const left = credits.proMicrocredits > 0 ? formatCredits(credits.proMicrocredits, say) : null;
  return say.tokens.restoring.setAside(left, tokenPlace === 'memory');
}
