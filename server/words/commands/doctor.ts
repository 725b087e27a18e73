// What the doctor says of the settings, the ledger and its letters. The commands speak English alone: docs/decisions/0019.

export type BookingCounts = { readonly wallets: number; readonly orders: number; readonly bookings: number };

const count = (number: number): string => number.toLocaleString('en');
const counted = (number: number, one: string): string => `${count(number)} ${one}${number === 1 ? '' : 's'}`;

export const doctorWords = {
  end: (wrong: number, all: number) =>
    wrong === 0 ? 'All is well.' : `${wrong} of ${all} checks found something wrong.`,
  node: (version: string) => `Node ${version} is new enough.`,
  settings: (mode: string) => `The settings can be read; the mode is ${mode}.`,

  sandboxOn: 'The sandbox is on: purchases move no money.',
  sandboxOff: 'The sandbox is off.',
  publicUrlMissing: 'PUBLIC_URL is not set, so checkout pages would point to an address inside this machine.',
  checkoutAt: (url: string | undefined) => `Checkout pages are at ${url ?? 'the address that the server listens on'}.`,
  operatorClosed: 'ADMIN_API_KEY is not set; the operator’s routes are closed.',
  operatorOpen: 'ADMIN_API_KEY is set.',
  proxyUntrusted:
    'TRUSTED_PROXIES is not set, though PUBLIC_URL is the address of a proxy. Everybody behind it shares the limits and free messages of one network; set TRUSTED_PROXIES to the address of the proxy.',

  tokens: 'Identity: tokens are recognised by their hash.',
  signedRefused: 'Identity: signed tokens are refused, since AUTH_JWKS_URL and OIDC_ISSUER are not set.',
  signedVerified: (issuer: string, keys: string, whom: string) =>
    `Identity: signed tokens of ${issuer} are verified with the keys at ${keys}; plans count ${whom}.`,
  keysByDiscovery: 'the address that its discovery names',
  headersAccepted: (whom: string) => `Identity: X-User-Id is accepted from TRUSTED_PROXIES; plans count ${whom}.`,
  headersIgnored: 'Identity: X-User-Id is ignored, since TRUST_IDENTITY_HEADERS is off.',
  strangers: (messages: number, seconds: number) =>
    `Identity: anybody else has ${messages} free messages in ${seconds} seconds.`,
  organisations: 'organisations',
  users: 'users',

  plan: (id: string, limits: readonly string[], zone: string) =>
    `Plan ${id}: ${limits.join(', ')}, by the clocks of ${zone}.`,
  countedInMemory: 'What plans count is kept in memory: it begins again from nothing whenever the server starts.',
  countedInTable: (table: string) => `What plans count is kept in the table ${table} of DynamoDB, which answers.`,
  tableBad: (table: string, reason: string) =>
    `What plans count is to be kept in the table ${table} of DynamoDB, which can’t be used: ${reason}.`,
  textUnpriced: (plan: string, pattern: string) =>
    `Plan ${plan} prices images or minutes of "${pattern}" and no text, so text costs its people nothing. Set a price by token or by request for the pattern, 0 if that is meant.`,
  noMonth: 'as many messages as one likes',
  month: (messages: number) => `${count(messages)} messages a month`,
  day: (daily: { readonly amount: number; readonly unit: string; readonly overflow: string; readonly from: string }) =>
    `${count(daily.amount)} ${daily.unit} a day (${daily.overflow}, from ${daily.from})`,
  minute: (messages: number) => `${count(messages)} a minute`,

  fileMade: (path: string) => `${path} did not exist and was made.`,
  fileGood: (path: string) => `${path} is up to date and can be written.`,
  fileBad: (path: string, why: string | null) => `${path} cannot be used: ${why ?? 'the reason is not known'}.`,
  settingsAlike: 'The settings are those that the nodes of this database have agreed on.',
  sumsRight: 'Every sum in the ledger is right.',
  ledgerEmpty: 'The ledger is empty: nothing was booked yet.',
  /** `lastAt`: epoch milliseconds. */
  ledgerHolds: ({ wallets, orders, bookings }: BookingCounts, lastAt: number) => {
    const last = new Date(lastAt).toISOString().replace('T', ' ').slice(0, 19);
    return `The ledger holds ${counted(wallets, 'wallet')}, ${counted(orders, 'order')} and ${counted(bookings, 'booking')}. The last booking was made on ${last} UTC.`;
  },
  logMissing: (path: string) =>
    `${path} was copied while a server used it, and without ${path}-wal, so its newest bookings are missing. Make copies with "tallystick-server backup".`,
  shortfall: (credits: number) =>
    `Refunds and disputes took back the money for ${credits.toLocaleString('en', { maximumFractionDigits: 6 })} credits that were already spent. You bear that loss.`,

  noDeadLetters: 'There are no dead letters.',
  deadLetters: ({ inbox, outbox }: { readonly inbox: number; readonly outbox: number }) => {
    const found = [
      ...(inbox === 0 ? [] : [inbox === 1 ? 'one webhook' : `${count(inbox)} webhooks`]),
      ...(outbox === 0 ? [] : [outbox === 1 ? 'one event' : `${count(outbox)} events`]),
    ].join(' and ');
    return `After many tries ${found} could not be processed. "tallystick-server dead-letters" shows why.`;
  },
  noReceiver: 'No receiver of events is set up: OUTBOX_URL and LAGO_URL are not set.',
  eventsTo: (origin: string) => `Events about orders and use are sent to ${origin}.`,
  useTo: (origin: string) => `Use and payments are sent to Lago at ${origin}.`,
} as const;
