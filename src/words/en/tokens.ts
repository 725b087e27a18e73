// The token that credits belong to: where it is kept, saving it, bringing it back, and going on without it.
import type { SecretTrouble } from '../../preload/contract/secret-trouble.ts';
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';
import { mendSecret, secretTrouble } from './secrets.ts';

const many = pluralsOf('en');

export const tokens = ({ count }: Formats) => ({
  actions: {
    saveKit: 'Save your recovery kit…',
    restore: 'Restore credits…',
    remove: 'Remove credits from this device…',
  },
  cancel: 'Cancel',
  nothingChanged: 'Nothing was changed',
  storageSilent: 'Can’t access the token’s storage. Unlock it and try again.',

  place: {
    title: 'Where should your credits be stored?',
    why: 'Your credits are tied to a secret token. The system keychain is the safest place for it, but it isn’t available here, so choose another place.',
    nothingChanged: 'Nothing was changed yet.',
    notCharged: 'You haven’t been charged.',
    legend: 'Place for the token',
    back: 'Back',
    continue: 'Continue',
    file: {
      title: 'Store in a private file on this computer',
      consequence:
        'Your credits are still there after a restart. Only your user account can read the file, but so can any program you run.',
    },
    memory: {
      title: 'Keep until you quit',
      consequence:
        'Nothing is written to disk. When you quit Tallystick, unused credits are lost for good unless you’ve saved your recovery kit.',
    },
  },

  restoring: {
    title: 'Restore credits',
    checking: 'Checking the token',
    backToChat: 'Back to chat',
    enter: 'Enter the token from your recovery kit to use the credits you bought on another computer.',
    restore: 'Restore',
    no: {
      malformed: 'This token is incomplete. Copy all of it, starting with “tally_”. Nothing was changed.',
      unknown:
        'This server doesn’t know the token. If you bought the credits from another server, enter its address in Settings first. Nothing was changed.',
      offline: 'Can’t reach the server to check the token. Nothing was changed. Try again later.',
      unreadable: 'Can’t access the token storage. Unlock it and try again. Nothing was changed.',
      not_found: 'This token is no longer stored here. Paste it from your recovery kit instead. Nothing was changed.',
      unanswered: 'The app didn’t respond in time. It’s safe to try again.',
    },
    youHave: (credits: string) => `You now have ${credits} here.`,
    empty: 'Token restored. It has no credits left; credits you buy are added to it.',
    /** `credits` null: none are left, or how many is not known. */
    setAside: (credits: string | null, isInMemory: boolean) => {
      const what = credits === null ? 'Your current token will be' : `The ${credits} you have here will be`;
      return isInMemory
        ? `${what} set aside, but only until you quit. Save your recovery kit first.`
        : `${what} set aside, not lost. To switch back, come here and choose “Use again”.`;
    },
  },

  field: {
    label: 'Token',
    hide: 'Hide the token',
    show: 'Show the token',
    hint: 'Starts with “tally_”. Spaces and line breaks are ignored.',
    complete: 'The token is complete.',
    prefix: (prefix: string) => `Tokens start with “${prefix}”. Copy the whole token.`,
    letters: 'Tokens contain only letters, digits, “-” and “_”. Copy it again.',
    tooMany: (more: number) =>
      `${many(more, { one: '1 character', other: `${count(more)} characters` })} too many. Copy it again.`,
    missing: (less: number) => `${many(less, { one: '1 character', other: `${count(less)} characters` })} missing.`,
    empty: 'Paste the token first.',
    endMissing: 'The end of the token is missing. Copy the whole token.',
  },

  kept: {
    title: 'Stored on this computer',
    unreadable: 'Couldn’t read the tokens stored on this computer.',
    tryAgain: 'Try again',
    unknownBalance: 'Balance unknown',
    whenLastUsed: (credits: string) => `${credits} when last used`,
    setAside: (place: string, day: string) => `${place}, set aside ${day}`,
    again: 'Use again',
    againWith: (balance: string, day: string) => `Use again: ${balance}, set aside ${day}`,
  },

  kit: {
    title: 'Save your recovery kit',
    done: 'Done',
    notNow: 'Not now',
    show: 'Show my recovery kit',
    showAgain: 'Show it again',
    what: 'The kit is a page with your token, as text and as a QR code. Use it to restore your credits on another computer, or if you lose this one. There’s no account, so nothing else can restore them.',
    warning: 'Anyone with this page can spend your credits',
    warningText:
      'Print it, or save it where you keep your passwords. Make sure nobody can see your screen, and never send it by email.',
    open: 'Your recovery kit is open',
    openIn: {
      window: 'It opened in a new window. Print or save it, then close the window.',
      tab: 'It opened in a new tab, which shows it only once. Print or save it, then close the tab. If no tab opened, allow pop-ups for this page and show the kit again.',
    },
    failed: 'Couldn’t show the kit',
    gone: 'There’s no token on this computer any more. Nothing was changed.',
    tryAgain: 'Nothing was changed. Try again.',
  },

  trouble: {
    lookAgain: 'Look again',
    looking: 'Looking for it.',
    continueWithout: 'Continue without them…',
    unreadable: 'Can’t read your token',
    unreadableWhat: (trouble: SecretTrouble) =>
      `${secretTrouble(trouble)} ${mendSecret(trouble, 'look again')} Until then, no messages are sent, so nothing else is charged.`,
    rejected: 'The server doesn’t know your token',
    rejectedWhat:
      'Your credits are at the server you bought them from. Check its address in Settings, then look again.',
    gone: {
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
    },
  },

  removing: {
    keep: 'Keep',
    remove: 'Remove',
    /** "remaining" where it is not known how many. */
    yours: (credits: string | null) => (credits === null ? 'your remaining credits' : `your ${credits}`),
    title: (credits: string | null) =>
      credits === null ? 'Remove credits from this device?' : `Remove your ${credits} from this device?`,
    lossInMemory: (yours: string) =>
      `The token is only in memory. When you quit, you lose ${yours} for good unless you’ve saved your recovery kit.`,
    loss: (yours: string) => `The app uses free messages and can no longer spend ${yours}.`,
    restInMemory: 'Until you quit, “Restore credits” brings it back. Your chats aren’t affected.',
    rest: 'The token stays stored on this computer, and “Restore credits” brings it back. Your chats aren’t affected.',
    gone: {
      title: 'Continue without these credits?',
      loss: 'The app stops looking for the token. You can then use the remaining credits only with your recovery kit.',
      rest: 'Your chats aren’t affected.',
      keep: 'Keep looking',
      remove: 'Use free messages',
    },
  },
});
