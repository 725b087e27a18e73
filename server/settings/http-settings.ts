// The operator's settings as the HTTP side wants them.
import type { ServerSettings } from './config.ts';
import { Microcredits } from '../contract/money.ts';
import type { Provider } from '../contract/orders/orders.ts';
import type { HttpSettings } from '../http/http-settings.ts';
import { type PriceRule, boundOf } from '../domain/holds/price.ts';
import { hostedHttpOf } from './hosted-settings.ts';
import { plansOf } from './plan-settings.ts';
import { rulesOf } from './rules.ts';
import { issuerOf, signInOf } from './sign-in-settings.ts';
import packageFile from '../package.json' with { type: 'json' };

export function httpSettingsOf(settings: ServerSettings, salt: string, providers: readonly Provider[]): HttpSettings {
  return {
    providers,
    packs: settings.PACKS,
    freeAmount: settings.FREE_AMOUNT ?? null,
    localMessage: localMessageOf(rulesOf(settings).priceRules),
    free: { limit: settings.FREE_LIMIT, windowSeconds: settings.FREE_TTL_SECONDS },
    limits: {
      isOn: settings.RATE_LIMIT_ENABLED,
      windowSeconds: settings.RL_WINDOW_SECONDS,
      perAddress: settings.RL_MAX_REQUESTS_IP,
      perClient: settings.RL_MAX_REQUESTS_CID,
      calm: settings.RL_MAX_CALM_REQUESTS,
      proven: provenLimit(settings),
      atOnce: settings.RL_MAX_AT_ONCE,
    },
    hosted: hostedHttpOf(settings),
    proxies: { networks: settings.TRUSTED_PROXIES, hops: settings.TRUSTED_PROXY_HOPS },
    identity: {
      issuer: issuerOf(settings),
      areHeadersTrusted: settings.TRUST_IDENTITY_HEADERS,
      scope: settings.USAGE_SCOPE,
    },
    signIn: signInOf(settings),
    stripePublishableKey: settings.STRIPE_PUBLISHABLE_KEY ?? null,
    operatorKey: settings.ADMIN_API_KEY ?? null,
    corsOrigins: settings.CORS_ORIGINS,
    isDevResetEnabled: settings.DEV_RESET_ENABLED,
    publicUrl: settings.PUBLIC_URL ?? null,
    salt,
    version: packageFile.version,
  };
}

/** Allows more than a plan's minute does: a window of n minutes overlaps n + 1 minutes of the clock. */
function provenLimit(settings: ServerSettings): number {
  const minutes = Math.ceil(settings.RL_WINDOW_SECONDS / 60) + 1;
  const caps = plansOf(settings).map((plan) => (plan.per_minute ?? 0) * minutes);
  return Math.max(settings.RL_MAX_CALM_REQUESTS, ...caps);
}

/** The flat price that any local model has where no closer rule names it. */
function localMessageOf(rules: readonly PriceRule[]): Microcredits {
  const rule = rules.find(({ venue, models, price }) => venue === 'local' && models === '*' && price.kind === 'flat');
  return (rule && boundOf(rule.price, null)) ?? Microcredits.parse(0);
}
