// Credits that were bought and cannot be spent just now, or shall not be: what happened, what is lost, and what can be done. Pure.
import type { Credits, TokenPlace, TokenTrouble } from '../../../../preload/contract/account.ts';
import { formatCredits } from '../../../shared/amounts.ts';

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
        title: 'Can’t read your token',
        what: `${trouble.reason} Unlock it, then look again. Until then, no messages are sent, so nothing else is charged.`,
        canForget: false,
      };
    case 'rejected':
      return {
        title: 'The server doesn’t know your token',
        what: 'Your credits are at the server you bought them from. Check its address in Settings, then look again.',
        canForget: true,
      };
  }
}

const sayGone: Readonly<Record<TokenPlace, { readonly title: string; readonly what: string }>> = {
  keychain: {
    title: 'Your token is no longer in the keychain',
    what: 'Your credits are safe at the server. Restore the keychain entry, or paste the token from your recovery kit. Until then, free messages are used.',
  },
  file: {
    title: 'The file with your token is missing',
    what: 'Your credits are safe at the server. Restore the file, or paste the token from your recovery kit. Until then, free messages are used.',
  },
  memory: {
    title: 'Your token was removed when you quit',
    what: 'You chose to keep it only until you quit. Paste it again from your recovery kit. Without a kit, send the order number under All purchases to whoever runs the server.',
  },
};

export type Forgetting = {
  readonly title: string;
  /** What is lost by it. */
  readonly loss: string;
  /** What is not. */
  readonly rest: string;
  /** A kit can be saved first: the token is there to be read. */
  readonly offersKit: boolean;
  readonly keep: string;
  readonly forget: string;
};

export type Holding = {
  readonly place: TokenPlace;
  readonly trouble: TokenTrouble | null;
  readonly credits: Pick<Credits, 'proMicrocredits'>;
};

export function sayForgetting({ place, trouble, credits }: Holding, locale?: string): Forgetting {
  const has = credits.proMicrocredits > 0;
  const yours = has ? `your ${formatCredits(credits.proMicrocredits, locale)}` : 'your remaining credits';
  const buttons = { keep: 'Keep', forget: 'Remove' };
  if (trouble?.kind === 'gone')
    return {
      title: 'Continue without these credits?',
      loss: 'The app stops looking for the token. You can then use the remaining credits only with your recovery kit.',
      rest: 'Your chats aren’t affected.',
      offersKit: false,
      keep: 'Keep looking',
      forget: 'Use free messages',
    };
  if (place === 'memory')
    return {
      title: has ? `Remove ${yours} from this device?` : 'Remove credits from this device?',
      loss: `The token is only in memory. When you quit, ${yours} are lost for good unless you’ve saved your recovery kit.`,
      rest: 'Until you quit, “Restore credits” brings it back. Your chats aren’t affected.',
      offersKit: trouble === null,
      ...buttons,
    };
  return {
    title: has ? `Remove ${yours} from this device?` : 'Remove credits from this device?',
    loss: `The app uses free messages and can no longer spend ${yours}.`,
    rest: 'The token stays stored on this computer, and “Restore credits” brings it back. Your chats aren’t affected.',
    offersKit: trouble === null || trouble.kind === 'rejected',
    ...buttons,
  };
}
