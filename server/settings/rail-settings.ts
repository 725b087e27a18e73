// The variables of the real payment providers. A rail is set up completely or not at all.
import { z } from 'zod';
import { askedPriceSays } from '../words/commands/asked-prices.ts';
import { formSays } from '../words/commands/setting-forms.ts';
import { faultSays } from '../words/commands/settings.ts';
import { choice, inHeader, providerKey } from './setting-forms.ts';

/** `https` anywhere; `http` for a server on this machine or in the operator's own network. */
const address = z
  .url({ protocol: /^https?$/, error: formSays.webAddress('https://pay.example.org') })
  .refine((url) => URL.canParse(url) && new URL(url).username === '', formSays.namedAddress);

export const railSettings = {
  BTCPAY_URL: address.optional(),
  BTCPAY_STORE_ID: z
    .string()
    .regex(/^[A-Za-z0-9]{1,100}$/, formSays.storeId)
    .optional(),
  BTCPAY_API_KEY: inHeader(providerKey).optional(),
  BTCPAY_WEBHOOK_SECRET: providerKey.optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_\w{8,}$/, formSays.stripeSecretKey)
    .optional(),
  STRIPE_PUBLISHABLE_KEY: z
    .string()
    .regex(/^pk_(test|live)_\w{8,}$/, formSays.stripePublishableKey)
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\w{8,}$/, formSays.stripeWebhookSecret)
    .optional(),
  STRIPE_CHECKOUT: choice(['element', 'session']).optional(),
  /** These two point the server and its checkout page at the simulator of test/support/stripe-sim, and are refused outside of tests. */
  STRIPE_API_URL: address.optional(),
  STRIPE_JS_URL: address.optional(),
};

/** An empty value is an error rather than unset: everybody knows an empty secret. */
export const railSecretNames = [
  'BTCPAY_API_KEY',
  'BTCPAY_WEBHOOK_SECRET',
  'STRIPE_SECRET_KEY',
  'STRIPE_PUBLISHABLE_KEY',
  'STRIPE_WEBHOOK_SECRET',
] as const;

const rails = {
  btcpay: ['BTCPAY_URL', 'BTCPAY_STORE_ID', 'BTCPAY_API_KEY', 'BTCPAY_WEBHOOK_SECRET'],
  stripe: ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET'],
} as const;

export type RailSettings = { readonly [Name in keyof typeof railSettings]?: z.output<(typeof railSettings)[Name]> };

/** What is wrong with the variables as a whole, by the name of the variable. */
export function railFaults(
  settings: RailSettings & { readonly NODE_ENV?: string | undefined; readonly SANDBOX_ENABLED?: boolean | undefined },
): readonly { readonly name: string; readonly message: string }[] {
  const faults: { readonly name: string; readonly message: string }[] = [];
  for (const provider of ['btcpay', 'stripe'] as const) {
    const names: readonly (keyof RailSettings)[] = rails[provider];
    const missing = names.filter((name) => settings[name] === undefined);
    if (missing.length === 0 || missing.length === names.length) continue;
    for (const name of missing) faults.push({ name, message: faultSays.railInPart(askedPriceSays.rail(provider)) });
  }
  if (settings.SANDBOX_ENABLED === true && hasRealRail(settings))
    faults.push({ name: 'SANDBOX_ENABLED', message: faultSays.sandboxBesideMoney });
  const { STRIPE_SECRET_KEY: own, STRIPE_PUBLISHABLE_KEY: shown } = settings;
  if (own !== undefined && shown !== undefined && own.split('_')[1] !== shown.split('_')[1])
    faults.push({ name: 'STRIPE_PUBLISHABLE_KEY', message: faultSays.sameMode('STRIPE_SECRET_KEY') });
  for (const name of ['STRIPE_API_URL', 'STRIPE_JS_URL'] as const)
    if (settings[name] !== undefined && settings.NODE_ENV !== 'test')
      faults.push({ name, message: faultSays.testsOnly });
  return faults;
}

export function hasRealRail(settings: RailSettings): boolean {
  return settings.BTCPAY_URL !== undefined || settings.STRIPE_SECRET_KEY !== undefined;
}

export type BtcpaySettings = {
  readonly url: string;
  readonly storeId: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
};

/** null: not set up. */
export function btcpaySettings(settings: RailSettings): BtcpaySettings | null {
  const { BTCPAY_URL: url, BTCPAY_STORE_ID: storeId, BTCPAY_API_KEY: apiKey } = settings;
  const { BTCPAY_WEBHOOK_SECRET: webhookSecret } = settings;
  if (url === undefined || storeId === undefined || apiKey === undefined || webhookSecret === undefined) return null;
  return { url, storeId, apiKey, webhookSecret };
}

export type StripeSettings = {
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
  /** element: the card is typed on our own page. session: the buyer goes on to Stripe's. */
  readonly checkout: 'element' | 'session';
  /** Addresses other than Stripe's own, in tests; null otherwise. */
  readonly apiUrl: string | null;
  readonly scriptUrl: string | null;
};

/** null: not set up. */
export function stripeSettings(settings: RailSettings): StripeSettings | null {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_PUBLISHABLE_KEY: publishableKey } = settings;
  const { STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_URL: apiUrl, STRIPE_JS_URL: scriptUrl } = settings;
  if (secretKey === undefined || publishableKey === undefined || webhookSecret === undefined) return null;
  const checkout = settings.STRIPE_CHECKOUT ?? 'element';
  return { secretKey, publishableKey, webhookSecret, checkout, apiUrl: apiUrl ?? null, scriptUrl: scriptUrl ?? null };
}

/** Values that must never appear in a log line. */
export function railSecretsIn(settings: RailSettings): readonly string[] {
  return railSecretNames.flatMap((name) => settings[name] ?? []);
}
