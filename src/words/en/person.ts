// Signing in: the account panel's part, the browser's last page, and what can be in the way.
import type { PersonSession, SessionEnd, SignInTrouble } from '../../preload/contract/person.ts';
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

const ends: Readonly<Record<SessionEnd, string>> = {
  revoked: 'You were signed out by the site you signed in at.',
  ran_out: 'Your sign-in has expired.',
  restarted: 'You were signed out when the app closed, because there’s no keychain to stay signed in with.',
  lost: 'You were signed out, because your sign-in is no longer in the keychain.',
  withdrawn: 'You were signed out, because the server now uses another site to sign in.',
};

export const person = ({ count }: Formats) => ({
  signIn: 'Sign in',
  signOut: 'Sign out',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  /** `host`: "login.example.org". */
  signInAt: (host: string) => `Sign in at ${host} to use your account’s plan and credits.`,
  account: 'Account',
  signedIn: (who: string) => `Signed in as ${who}`,
  unnamed: 'Signed in',
  signedOut: 'Signed out',
  done: 'Done',
  reading: 'Reading your account…',
  offline: 'Offline. You stay signed in.',
  inMemory: 'There’s no keychain here, so you’ll be signed out when the app closes.',
  ended: (reason: SessionEnd) => ends[reason],
  endedHint: 'Sign in again, or use this computer’s credits instead.',

  waiting: {
    title: 'Sign in with your browser',
    opening: 'Opening your browser…',
    isOpen: (host: string) => `Your browser is open at ${host}. Come back here when you’re done.`,
    toOpen: (host: string) => `Sign in at ${host} in a new tab, then come back here.`,
    open: 'Open the sign-in page',
    ends: (when: string) => `The app waits until ${when}.`,
  },

  payer: {
    title: 'Pay with',
    computer: 'This computer’s credits',
    computerFree: 'Free messages',
    /** `who`: a name or an address. */
    account: (who: string) => `${who}’s account`,
    ownAccount: 'Your account',
    computerPays: 'This computer’s credits pay for your messages.',
    freePays: 'Your messages use the free messages of this computer.',
    accountPays: (who: string) => `${who}’s account pays for your messages.`,
    ownAccountPays: 'Your account pays for your messages.',
    stays: 'This computer’s credits stay here.',
  },

  standing: {
    plan: 'Plan',
    planLeft: (plan: string, left: number) =>
      `${plan}, ${many(left, { one: '1 message left', other: `${count(left)} messages left` })}`,
    me: 'Your credits',
    team: 'Team credits',
  },

  trouble: (trouble: SignInTrouble): string => {
    switch (trouble.code) {
      case 'denied':
        return 'You didn’t allow the app to sign you in. Nothing was changed.';
      case 'expired':
        return 'Nobody came back from the browser within five minutes. Try again.';
      case 'issuer_unreachable':
        return 'The sign-in site can’t be reached. Check your connection, then try again.';
      case 'issuer_unfit':
        return 'The server’s sign-in site can’t be used with this app. Tell whoever runs the server.';
      case 'clock_wrong':
        return 'This computer’s clock seems to be wrong. Set the right date and time, then try again.';
      case 'not_believed':
        return 'What came back from the browser couldn’t be verified, so nobody was signed in. Try again.';
      case 'server_refuses':
        return 'You signed in, but the server doesn’t accept this account. Tell whoever runs the server.';
      case 'server_unreachable':
        return 'The server can’t be reached right now. Try again when it’s back.';
      case 'browser_missing':
        return 'Your browser couldn’t be opened. Choose a default browser, then try again.';
      case 'entry_stays':
        return 'You’re signed out, but the keychain kept an entry. It’s no longer used; you can delete it there.';
      case 'port_taken':
        return `Another program is using port ${trouble.port}, which signing in needs. Close it, then try again.`;
      case 'issuer_refused':
        return `The sign-in site refused (${trouble.told}). If this keeps happening, tell whoever runs the server.`;
    }
  },

  /** Names somebody who is signed in; null: nobody is, or they have no name. */
  nameOf: (session: PersonSession): string | null => (session.kind === 'in' ? (session.name ?? session.email) : null),

  /** In the browser. */
  browser: {
    done: { title: 'Thank you', text: 'You can go back to Tallystick and close this tab.' },
    wrong: {
      title: 'Nothing here',
      text: 'This page belongs to a sign-in that is over. You can go back to Tallystick.',
    },
  },
});
