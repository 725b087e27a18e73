// What became of moving to another token, in words. Unless it was moved, nothing was changed. Pure.
import type { AccountState } from '../../../../preload/contract/account.ts';
import { formatCredits } from '../amounts.ts';

/** What the core answers to `useToken` and `restoreToken`; silence and a vanished entry stand beside it. */
export type MoveAnswer =
  | { readonly kind: 'moved'; readonly state: AccountState }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'keychain_missing'; readonly reason: string }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'unanswered' };

export type MoveNo = Exclude<MoveAnswer, { kind: 'moved' | 'keychain_missing' }>['kind'];

export function sayMoveNo(no: MoveNo): string {
  switch (no) {
    case 'malformed':
      return 'That is not a whole token. Copy all of it, from “tally_” on. Nothing was changed.';
    case 'unknown':
      return 'This server does not know the token. If it was bought from another server, set that server’s address in the settings first. Nothing was changed.';
    case 'offline':
      return 'The server cannot be reached, so the token could not be checked. Nothing was changed. Try again once the server answers.';
    case 'unreadable':
      return 'The place that keeps the tokens does not answer. Unlock it, then try again. Nothing was changed.';
    case 'not_found':
      return 'This token is no longer where it was kept. Paste it from your recovery kit instead. Nothing was changed.';
    case 'unanswered':
      return 'The app did not answer in time. Trying again is safe.';
  }
}

export function sayMoved({ credits }: AccountState, locale?: string): string {
  return credits.proMicrocredits > 0
    ? `You now have ${formatCredits(credits.proMicrocredits, locale)} here.`
    : 'The token is in use here now. It has no credits left; buying some fills it up.';
}

/** Before another token takes over: what becomes of the one in use. null when there is none. */
export function saySetAside({ tokenPlace, tokenTrouble, credits }: AccountState, locale?: string): string | null {
  if (tokenPlace === null || tokenTrouble?.kind === 'gone') return null;
  const has = credits.proMicrocredits > 0;
  const what = has
    ? `The ${formatCredits(credits.proMicrocredits, locale)} you have here are`
    : 'The token in use here is';
  return tokenPlace === 'memory'
    ? `${what} set aside, but only until you quit, since the token is kept in memory. Save your recovery kit first.`
    : `${what} set aside, not lost. Come back to this window and press “Use again”.`;
}
