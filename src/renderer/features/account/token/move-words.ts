// What became of moving to another token, in words. Unless it was moved, nothing was changed. Pure.
import type { AccountState } from '../../../../preload/contract/account.ts';
import { formatCredits } from '../../../shared/amounts.ts';

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
      return 'This token is incomplete. Copy all of it, starting with “tally_”. Nothing was changed.';
    case 'unknown':
      return 'This server doesn’t know the token. If you bought the credits from another server, enter its address in Settings first. Nothing was changed.';
    case 'offline':
      return 'Can’t reach the server to check the token. Nothing was changed. Try again later.';
    case 'unreadable':
      return 'Can’t access the token storage. Unlock it and try again. Nothing was changed.';
    case 'not_found':
      return 'This token is no longer stored here. Paste it from your recovery kit instead. Nothing was changed.';
    case 'unanswered':
      return 'The app didn’t respond in time. It’s safe to try again.';
  }
}

export function sayMoved({ credits }: AccountState, locale?: string): string {
  return credits.proMicrocredits > 0
    ? `You now have ${formatCredits(credits.proMicrocredits, locale)} here.`
    : 'Token restored. It has no credits left; credits you buy are added to it.';
}

/** Before another token takes over: what becomes of the one in use. null when there is none. */
export function saySetAside({ tokenPlace, tokenTrouble, credits }: AccountState, locale?: string): string | null {
  if (tokenPlace === null || tokenTrouble?.kind === 'gone') return null;
  const has = credits.proMicrocredits > 0;
  const what = has
    ? `The ${formatCredits(credits.proMicrocredits, locale)} you have here will be`
    : 'Your current token will be';
  return tokenPlace === 'memory'
    ? `${what} set aside, but only until you quit. Save your recovery kit first.`
    : `${what} set aside, not lost. To switch back, come here and choose “Use again”.`;
}
