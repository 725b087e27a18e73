// What is left to spend: the figure in the top bar, the panel behind it, and the banner while the server is away.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const credits = ({ count }: Formats) => ({
  title: 'Credits',
  inDetail: 'Credits in detail',
  buy: 'Buy credits',
  loading: 'Loading…',
  unusable: '. Your credits can’t be used right now',
  /** Where there is room for little more than the figure. */
  noneLeftShort: '0 left',
  freeShort: ' free',

  label: {
    checking: 'Checking credits',
    unavailable: 'Credits unavailable',
    free: (left: number) => many(left, { one: '1 free message left', other: `${count(left)} free messages left` }),
    offline: (left: number) =>
      left === 0
        ? 'Offline · no messages left today'
        : `Offline · ${many(left, { one: '1 message', other: `${count(left)} messages` })} left today`,
    plan: 'Your plan',
    planLeft: (left: number) => many(left, { one: '1 message left', other: `${count(left)} messages left` }),
    noCredits: 'No credits left',
    noFree: 'No free messages left',
  },

  next: {
    checking: 'Checking your balance.',
    unknown: 'The server hasn’t reported your balance yet. You can still send messages.',
    free: 'Your next message is free.',
    plan: 'Your plan pays for your next message.',
    usesCredits: 'Your next message uses your credits.',
    costs: (price: string) => `Your next message costs ${price}.`,
    offlineUsed: 'You’ve used today’s offline messages. You can still read, search and edit your chats.',
    offline: 'Messages are counted on this computer and synced when the server is back.',
    buy: 'Buy credits to continue.',
    /** `when`: "at 09:00", "on 3 May". */
    buyOrWait: (when: string) => `Buy credits to continue, or wait: free messages renew ${when}.`,
  },

  panel: {
    checking: 'Checking your credits',
    unavailable: 'Credits unavailable',
    ofFree: (limit: number) =>
      `of ${many(limit, { one: '1 free message', other: `${count(limit)} free messages` })} left`,
    ofOffline: (limit: number) =>
      `of ${many(limit, { one: '1 offline message', other: `${count(limit)} offline messages` })} left today`,
    freeRenew: 'Free messages renew',
    reserved: 'Reserved',
    availableOnline: 'Available online',
    notSynced: 'Not synced yet',
    messages: (waiting: number) => many(waiting, { one: '1 message', other: `${count(waiting)} messages` }),
    token: 'Token',
    server: 'Server',
    /** `since`: a time of day, or a moment such as "on 3 May". */
    offlineSince: (host: string, since: string) => `${host}, offline since ${since}`,
  },

  tokenPlaces: {
    keychain: 'In the keychain',
    memory: 'In memory until you quit',
    file: 'In a private file',
  },

  offlineBanner: {
    used: 'You’re offline. You’ve used today’s offline messages; everything else still works.',
    some: 'You’re offline. You can keep chatting; usage syncs later.',
    tryAgain: 'Try again',
  },
});
