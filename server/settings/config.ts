// Every variable the server reads, parsed once. Nothing else reads the environment.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isSafeFromOthers } from '../lib/safe-address.ts';
import { counterFaults, counterSettings } from './counter-settings.ts';
import { hostedSettings } from './hosted-settings.ts';
import { outletFaults, outletSecretNames, outletSettings } from './outlet-settings.ts';
import { overdraftSettings, planSettings } from './plan-settings.ts';
import { rateLimitSettings, rateLimitWarnings, usualLimits } from './rate-limit-settings.ts';
import { priceFaults, withStep } from './rail-prices.ts';
import { type RailSettings, hasRealRail, railFaults, railSecretNames, railSettings } from './rail-settings.ts';
import { signInFaults, signInSettings } from './sign-in-settings.ts';
import { storeFaults, storeSettings } from './store-settings.ts';
import { upstreamFaults, upstreamSecretNames, upstreamSettings } from './upstream-settings.ts';
import { valkeySettings } from './valkey-settings.ts';
import { watchSettings } from './watch-settings.ts';
import {
  atMost,
  baseAddress,
  choice,
  cidrs,
  creditRate,
  flag,
  freeAmount,
  inHeader,
  isLoopback,
  origins,
  packs,
  priceRules,
  secret,
  trustsEverybody,
  webAddress,
  whole,
} from './setting-forms.ts';
import { languages } from '../words/language.ts';
import { faultSays as fault, settingsSay as say } from '../words/commands/settings.ts';

export type ServerSettings = Readonly<z.infer<typeof Settings>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** A variable is missing or wrong. The message is for the operator, and holds no value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Throws ConfigError naming every wrong variable. Empty strings count as unset, except for secrets. */
export function loadSettings(env: Environment): ServerSettings {
  return readSettings(env).settings;
}

/** As loadSettings, with sentences about what was set right in reading, or may not be what was meant. */
export function readSettings(env: Environment): {
  readonly settings: ServerSettings;
  readonly warnings: readonly string[];
} {
  const found = settingNames.flatMap((name) => written(name, env[name]));
  const parsed = Settings.safeParse(Object.fromEntries(found.map(({ name, value }) => [name, value])));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({ name: path.join('.'), fault: message }));
    throw new ConfigError(say.faults(faults));
  }
  const settings = parsed.data;
  const warnings = found.flatMap(({ warnings: some }) => some);
  if (hasNoMode(settings, env)) warnings.push(say.noMode);
  if (settings.AUTH_JWKS_URL !== undefined && settings.AUTH_AUDIENCE === undefined) warnings.push(say.noAudience);
  if (trustsEverybody(settings.TRUSTED_PROXIES)) warnings.push(say.everybodyTrusted);
  warnings.push(...rateLimitWarnings(settings));
  return { settings, warnings };
}

/** The sandbox would be on if only this machine could reach the server. */
function hasNoMode(settings: ServerSettings, env: Environment): boolean {
  const isUnsaid = (name: string) => (env[name] ?? '').trim() === '';
  return isUnsaid('NODE_ENV') && isUnsaid('SANDBOX_ENABLED') && isPublic(settings) && !hasRealRail(settings);
}

type Written = { readonly name: string; readonly value: string; readonly warnings: readonly string[] };

/** Docker keeps the quotation marks of its env files as part of the value, and a secret read from a file ends with a line break. */
function written(name: string, given: string | undefined): readonly Written[] {
  if (given === undefined) return [];
  const trimmed = given.trim();
  const value = /^(["'])(.*)\1$/s.exec(trimmed)?.[2]?.trim() ?? trimmed;
  if (value === '' && !secretNames.has(name)) return [];
  const warnings = [
    ...(secretNames.has(name) && trimmed !== given ? [say.spaceRemoved(name)] : []),
    ...(value === trimmed ? [] : [say.quotesRemoved(name)]),
  ];
  return [{ name, value, warnings }];
}

type Reach = { readonly PUBLIC_URL?: string | undefined; readonly HOST: string };

function isPublic(settings: Reach): boolean {
  const { PUBLIC_URL: url, HOST: host } = settings;
  return !isLoopback(host) || (url !== undefined && (url.startsWith('https:') || !isSafeFromOthers(url)));
}

const secretNames = new Set([
  'DATABASE_URL',
  'DATABASE_READ_URL',
  'ANON_SALT',
  'ADMIN_API_KEY',
  'SANDBOX_WEBHOOK_SECRET',
  ...railSecretNames,
  ...outletSecretNames,
  ...upstreamSecretNames,
]);

const settingForms = {
  NODE_ENV: choice(['development', 'test', 'production']).optional(),
  PORT: whole(0, 65_535).prefault('8787'),
  HOST: z
    .string()
    .transform((host) => host.replace(/^\[(.*)\]$/, '$1'))
    .prefault('127.0.0.1'),
  ...storeSettings,
  ...watchSettings,
  PUBLIC_URL: baseAddress('https://credits.example.org').optional(),
  ANON_SALT: secret.optional(),
  ADMIN_API_KEY: inHeader(secret).optional(),
  FREE_LIMIT: whole(0, 1_000_000).prefault('20'),
  FREE_TTL_SECONDS: whole(1, 31_536_000).prefault('86400'),
  ...rateLimitSettings,
  ...hostedSettings,
  TRUSTED_PROXIES: cidrs.prefault(''),
  TRUSTED_PROXY_HOPS: whole(0, 10).prefault('0'),
  TRUST_IDENTITY_HEADERS: flag.prefault('0'),
  AUTH_JWKS_URL: webAddress('https://login.example.org/.well-known/jwks.json').optional(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_PLAN_CLAIM: atMost(100).optional(),
  ...signInSettings,
  WALLETS_PAY: choice(['first', 'last']).default('first'),
  USAGE_SCOPE: choice(['user', 'org']).default('user'),
  ...planSettings,
  ...overdraftSettings,
  ...counterSettings,
  ...valkeySettings,
  CORS_ORIGINS: origins.prefault('*'),
  DEV_RESET_ENABLED: flag.prefault('0'),
  ...railSettings,
  SANDBOX_ENABLED: flag.optional(),
  SANDBOX_WEBHOOK_SECRET: secret.prefault(() => randomBytes(32).toString('base64url')),
  SANDBOX_WEBHOOKS_ENABLED: flag.prefault('1'),
  PACKS: packs,
  FREE_AMOUNT: freeAmount.optional(),
  PRICE_RULES: priceRules.optional(),
  INVOICE_LANGUAGE: choice(languages).default('en'),
  CREDIT_RATE: creditRate.prefault('500000'),
  ...upstreamSettings,
  ORDER_TTL_SECONDS: whole(10, 604_800).optional(),
  LOG_LEVEL: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ...outletSettings,
  LOW_BALANCE_CREDITS: whole(0, 1_000_000_000).prefault('0'),
  OUTBOX_MAX_ATTEMPTS: whole(1, 1000).prefault('10'),
};

/** Every variable that the server reads. */
export const settingNames: readonly string[] = Object.keys(settingForms);

const Settings = z
  .object(settingForms)
  .superRefine((settings, context) => {
    const isProduction = settings.NODE_ENV === 'production';
    const wrong = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    const keysUrl = settings.AUTH_JWKS_URL;
    if (keysUrl !== undefined && settings.AUTH_ISSUER === undefined)
      wrong('AUTH_ISSUER', fault.besideJwks('AUTH_JWKS_URL'));
    for (const name of ['AUTH_ISSUER', 'AUTH_AUDIENCE'] as const)
      if (keysUrl === undefined && settings.OIDC_ISSUER === undefined && settings[name] !== undefined)
        wrong('AUTH_JWKS_URL', fault.jwksBeside(name));
    if (isProduction && keysUrl !== undefined && !isSafeFromOthers(keysUrl)) wrong('AUTH_JWKS_URL', fault.httpsKeys);
    if (settings.TRUST_IDENTITY_HEADERS && settings.TRUSTED_PROXIES.rules.length === 0)
      wrong('TRUSTED_PROXIES', fault.proxies('TRUST_IDENTITY_HEADERS'));
    if (isProduction && settings.TRUST_IDENTITY_HEADERS && trustsEverybody(settings.TRUSTED_PROXIES))
      wrong('TRUSTED_PROXIES', fault.everybodyTrusted('TRUST_IDENTITY_HEADERS'));
    if (isProduction && settings.ANON_SALT === undefined) wrong('ANON_SALT', fault.salt);
    const faults = [
      railFaults,
      priceFaults,
      outletFaults,
      upstreamFaults,
      signInFaults,
      counterFaults,
      storeFaults,
    ].flatMap((faultsIn) => faultsIn(settings));
    for (const { name, message } of faults) wrong(name, message);
    if (isProduction && settings.SANDBOX_ENABLED === true) wrong('SANDBOX_ENABLED', fault.sandboxInProduction);
    if (isProduction && settings.DEV_RESET_ENABLED) wrong('DEV_RESET_ENABLED', fault.resetInProduction);
  })
  .transform((settings) => ({
    ...settings,
    ...usualLimits(settings),
    FREE_AMOUNT: settings.FREE_AMOUNT && withStep(settings.FREE_AMOUNT, settings),
    NODE_ENV: settings.NODE_ENV ?? 'development',
    SANDBOX_ENABLED: settings.SANDBOX_ENABLED ?? isSandboxDefault(settings),
    // A price in bitcoin is promised for a quarter of an hour, one in money for longer.
    ORDER_TTL_SECONDS: settings.ORDER_TTL_SECONDS ?? (settings.BTCPAY_URL === undefined ? 3600 : 900),
  }));

/**
 * Without NODE_ENV the server may be meant for production. So where others can reach it, the sandbox is on only if it is asked for.
 */
function isSandboxDefault(settings: RailSettings & { readonly NODE_ENV?: string | undefined } & Reach): boolean {
  if (settings.NODE_ENV === 'production' || hasRealRail(settings)) return false;
  return settings.NODE_ENV !== undefined || !isPublic(settings);
}
