// Credits that were bought and cannot be spent just now: what happened, and what can be done. Pure.
import type { TokenPlace, TokenTrouble } from '../../../preload/contract/account.ts';

export type TroubleText = {
  readonly title: string;
  readonly what: string;
  /** Whether going on without the credits is offered. */
  readonly canForget: boolean;
};

export function sayTokenTrouble(trouble: TokenTrouble): TroubleText {
  switch (trouble.kind) {
    case 'gone':
      return { title: sayGone[trouble.place].title, what: sayGone[trouble.place].what, canForget: true };
    case 'unreadable':
      return {
        title: 'The key to your credits cannot be read',
        what: `${trouble.reason} Unlock the place that keeps it, then look again. Until then no message is sent, so that nothing else pays for it.`,
        canForget: false,
      };
    case 'rejected':
      return {
        title: 'The server does not know your credits',
        what: 'It answers, but not for the key they were bought with. They are at the server you bought them from: check its address in the settings, then look again.',
        canForget: true,
      };
  }
}

const sayGone: Readonly<Record<TokenPlace, { readonly title: string; readonly what: string }>> = {
  keychain: {
    title: 'The key to your credits is not in the keychain any more',
    what: 'The credits themselves wait at the server. Bring the keychain’s entry back, for example from a backup, then look again. Until then you use free messages.',
  },
  file: {
    title: 'The file with the key to your credits is gone',
    what: 'The credits themselves wait at the server. Bring the file back, for example from a backup, then look again. Until then you use free messages.',
  },
  memory: {
    title: 'The key to your credits ended with the last run',
    what: 'You chose to keep it only until the app quits. If credits were left, ask whoever runs the server, with the order number below.',
  },
};

/** What is lost by going on without the key, and what is not. */
export function sayForgetting(trouble: TokenTrouble): string {
  if (trouble.kind === 'gone')
    return 'The app stops looking for the key. Credits that are left at the server cannot be spent from here then, also not later. Your chats stay as they are.';
  return 'Credits bought with this key cannot be spent from here until it is used again. The key is not destroyed: it is kept under another name where it is now. Your chats stay as they are.';
}
