// What is said of a single setting whose value is not of its form. Each begins where the name of the setting ends.
import { noun } from './nouns.ts';

/** JSON, so that a value which holds quotation marks or line breaks stays one line. */
const shown = (value: string): string => JSON.stringify(value);

export const formSays = {
  whole: (least: number, most: number) => `must be a whole number from ${least} to ${most}`,
  wholeOrUnlimited: (least: number, most: number) => `must be a whole number from ${least} to ${most}, or unlimited`,
  flag: 'must be 1 or 0',
  trueOrFalse: 'must be true or false',
  oneOf: (words: readonly string[]) => `must be ${listed(words)}`,
  text: 'must be text',
  empty: 'must not be empty',
  longest: (characters: number) => `must have ${characters} characters or fewer`,
  rate: 'must be the microcredits that a cent buys, a number above 0 such as 500000 or 502512.5',

  secret: (least: number) =>
    `must have ${least} characters or more; leave the line out to have one made where that is allowed`,
  providerKey: (least: number) => `must not be empty and has ${least} characters or more`,
  inHeader: 'must be made of ASCII letters, digits and signs alone, since it is sent in a header',

  valkey: 'must be an address such as redis://user:password@valkey.example.org:6379/0, or rediss:// for TLS',
  webAddress: (example: string) => `must be an http or https address such as ${example}`,
  issuer: (example: string) => `must be an https address such as ${example}`,
  namedAddress: 'must not hold a name or a password',
  addressWithQuery: 'must not hold a ? or a #, since paths are added to it',
  issuerWithQuery: 'must hold no ?, # or @, since the path of its discovery is added to it',
  origins: (odd: string) => `must list origins such as https://app.example.org, or * for any; ${shown(odd)} is neither`,
  networks: (odd: string) => `must list addresses or networks like 10.0.0.0/8; ${shown(odd)} is neither`,
  redirects:
    'must list http://127.0.0.1/callback, http://localhost/callback (each with a port, if need be) or tallystick://callback',
  scopes: 'must have openid among its scopes',
  database: {
    form: () =>
      'must be the address of a PostgreSQL database such as postgres://user:password@db.example.org:5432/tallystick, with @, # and % in a password written %40, %23 and %25',
    hosts: () =>
      'must name no more than 8 hosts, each with its own port and none empty, before the name of the database: postgres://user:password@a.example.org:5432,b.example.org:5432/tallystick',
    twice: () =>
      'must name several hosts and their ports in one place, before the name of the database, and have no host, hostaddr or port behind the question mark',
    session: (known: readonly string[]) => `must have ${known.join(' or ')} for target_session_attrs, or leave it out`,
  },
  filePath: 'must be the path of a file: a ledger in memory would be lost at the end of the process',

  packs: (wrong: { readonly entry: number; readonly field: string | null } | null) => {
    const form = 'must be a JSON list of packs, each {"id","credits_microcredits","amount_cents","currency"}';
    if (wrong === null) return form;
    const { entry, field } = wrong;
    return field === null
      ? `${form}; entry ${entry} is none`
      : `${form}; "${field}" of entry ${entry} is missing or wrong`;
  },
  packTwice: (id: string) => `must have packs with different ids, and two are called "${id}"`,
  packCurrency: (pack: string, code: string) =>
    `must have another currency for the pack "${pack}": ${noCurrency(code)}`,
  freeAmount:
    'must be a JSON object such as {"currency":"EUR","min_cents":100,"max_cents":10000,"rate":{"amount_cents":100,"credits_microcredits":50000000}}',
  freeCurrency: (code: string) => `must have another currency: ${noCurrency(code)}`,
  freeSteps: (step: number) => `must have a min_cents and a max_cents that are multiples of its step_cents, ${step}`,
  freeReversed: (least: number, most: number) =>
    `must have a min_cents of no more than its max_cents, and ${least} is more than ${most}`,
  freeBuysNothing: (least: number) => `must give credits for its min_cents, and ${least} would buy nothing`,
  freeBuysTooMuch: 'must have a lower max_cents, which would buy more credits than can be counted',
  noPriceRules: 'must be a JSON list of price rules, with one of them at least',
  /** `fault`: what the form of the rules says of it. */
  priceRules: (path: string, fault: string) => `must be a JSON list of price rules; ${path}: ${fault}`,

  models: (most: number) => `must name ${noun(most, 'model')} at most`,
  modelNames: (characters: number) => `must name models of ${characters} characters at most`,
  table: 'must be the name of a table of DynamoDB',
  region: 'must be a region such as eu-central-1',
  metric: 'must be the code of a billable metric: letters, digits, - and _',
  storeId: 'must be the store’s id as BTCPay Server shows it: letters and digits alone',
  stripeSecretKey: 'must be a secret or restricted key of Stripe, such as sk_live_…',
  stripePublishableKey: 'must be a publishable key of Stripe, such as pk_live_…',
  stripeWebhookSecret: 'must be the signing secret of the webhook endpoint, whsec_…',
} as const;

function noCurrency(code: string): string {
  return `${code} is no currency of ISO 4217 that prices can be in`;
}

function listed(words: readonly string[]): string {
  if (words.length > 4) return `one of ${words.join(', ')}`;
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
