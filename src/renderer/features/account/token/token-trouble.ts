// Credits that were bought and cannot be spent just now, or shall not be: what happened, what is lost, and what can be done. Pure.
import type { Credits, TokenPlace, TokenTrouble } from '../../../../preload/contract/account.ts';
import { formatCredits } from '../amounts.ts';

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
        title: 'The token of your credits cannot be read',
        what: `${trouble.reason} Unlock the place that keeps it, then look again. Until then no message is sent, so that nothing else pays for it.`,
        canForget: false,
      };
    case 'rejected':
      return {
        title: 'The server does not know your credits',
        what: 'It answers, but not for the token they were bought with. They are at the server you bought them from: check its address in the settings, then look again.',
        canForget: true,
      };
  }
}

const sayGone: Readonly<Record<TokenPlace, { readonly title: string; readonly what: string }>> = {
  keychain: {
    title: 'The token of your credits is not in the keychain any more',
    what: 'The credits themselves wait at the server. Bring the keychain’s entry back, or paste the token from your recovery kit. Until then you use free messages.',
  },
  file: {
    title: 'The file with the token of your credits is gone',
    what: 'The credits themselves wait at the server. Bring the file back, or paste the token from your recovery kit. Until then you use free messages.',
  },
  memory: {
    title: 'The token of your credits ended with the last run',
    what: 'You chose to keep it only until the app quits. With your recovery kit you can paste it again. Without one, ask whoever runs the server, with the order number under All purchases.',
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
  const yours = has ? `your ${formatCredits(credits.proMicrocredits, locale)}` : 'credits that are left';
  const buttons = { keep: 'Keep it', forget: 'Forget it' };
  if (trouble?.kind === 'gone')
    return {
      title: 'Go on without these credits?',
      loss: 'The app stops looking for the token. Credits that are left at the server can then be spent only with your recovery kit.',
      rest: 'Your chats stay as they are.',
      offersKit: false,
      keep: 'Keep looking',
      forget: 'Use free messages',
    };
  if (place === 'memory')
    return {
      title: has ? `Forget the token for ${yours}?` : 'Forget this token?',
      loss: `The token is kept in memory only. When you quit the app, ${yours} are lost for good, unless you have saved your recovery kit.`,
      rest: 'Until you quit, “I have a token” brings it back. Your chats stay as they are.',
      offersKit: trouble === null,
      ...buttons,
    };
  return {
    title: has ? `Forget the token for ${yours}?` : 'Forget this token?',
    loss: `The app goes on with free messages and can no longer spend ${yours}.`,
    rest: 'The token is not destroyed: it stays on this computer under another name, and “I have a token” brings it back. Your chats stay as they are.',
    offersKit: trouble === null || trouble.kind === 'rejected',
    ...buttons,
  };
}
