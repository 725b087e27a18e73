// The variables of the receivers of events. A receiver is set up completely or not at all.
import { z } from 'zod';
import type { OutletName } from '../contract/letters/dead-letters.ts';
import { isSafeFromOthers } from '../lib/safe-address.ts';
import { formSays } from '../words/commands/setting-forms.ts';
import { faultSays } from '../words/commands/settings.ts';
import { inHeader, providerKey, secret } from './setting-forms.ts';

const address = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: formSays.webAddress(example) })
    .refine((url) => URL.canParse(url) && new URL(url).username === '', formSays.namedAddress);

const metricCode = z.string().regex(/^[\w-]{1,100}$/, formSays.metric);

export const outletSettings = {
  OUTBOX_URL: address('https://books.example.org/tallystick').optional(),
  OUTBOX_SECRET: secret.optional(),
  LAGO_URL: address('https://api.getlago.com').optional(),
  LAGO_API_KEY: inHeader(providerKey).optional(),
  LAGO_EVENT_CODE: metricCode.default('tallystick_usage'),
  LAGO_PAYMENT_EVENT_CODE: metricCode.default('payment'),
  LAGO_REFUND_EVENT_CODE: metricCode.default('refund'),
};

/** An empty value is an error rather than unset: anybody can forge what is signed with an empty secret. */
export const outletSecretNames = ['OUTBOX_SECRET', 'LAGO_API_KEY'] as const;

const pairs = [
  ['OUTBOX_URL', 'OUTBOX_SECRET'],
  ['LAGO_URL', 'LAGO_API_KEY'],
] as const;

type OutletSettings = {
  readonly [Name in Exclude<keyof typeof outletSettings, `LAGO_${string}_CODE`>]?: string | undefined;
};

/** What is wrong with the variables as a whole, by the name of the variable. */
export function outletFaults(
  settings: OutletSettings & { readonly NODE_ENV?: string | undefined },
): readonly { readonly name: string; readonly message: string }[] {
  return pairs.flatMap<{ readonly name: string; readonly message: string }>(([urlName, keyName]) => {
    const { [urlName]: url, [keyName]: key } = settings;
    if (url === undefined && key !== undefined) return [{ name: urlName, message: faultSays.beside(keyName) }];
    if (url !== undefined && key === undefined) return [{ name: keyName, message: faultSays.beside(urlName) }];
    if (url === undefined || settings.NODE_ENV !== 'production' || isSafeFromOthers(url)) return [];
    return [{ name: urlName, message: faultSays.httpsReceiver }];
  });
}

/** The receivers that events are filed for. */
export function outletsIn(settings: OutletSettings): readonly OutletName[] {
  return [
    ...(settings.OUTBOX_URL === undefined ? [] : (['http'] as const)),
    ...(settings.LAGO_URL === undefined ? [] : (['lago'] as const)),
  ];
}

/** Values that must never appear in a log line. */
export function outletSecretsIn(settings: OutletSettings): readonly string[] {
  return outletSecretNames.flatMap((name) => settings[name] ?? []);
}
