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
import { upstreamFaults, upstreamSecretNames, upstreamSettings } from './upstream-settings.ts';
import {
  baseAddress,
  cidrs,
  creditRate,
  flag,
  freeAmount,
  filePath,
  inHeader,
  isLoopback,
  origins,
  packs,
  priceRules,
  secret,
  webAddress,
  whole,
} from './setting-forms.ts';

export type ServerSettings = Readonly<z.infer<typeof Settings>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** A variable is missing or wrong; the message is a sentence for the operator and holds no value of a secret. */
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
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`).join(' '));
  const settings = parsed.data;
  const warnings = found.flatMap(({ warnings: some }) => some);
  if (hasNoMode(settings, env)) warnings.push(noMode);
  if (settings.AUTH_JWKS_URL !== undefined && settings.AUTH_AUDIENCE === undefined) warnings.push(noAudience);
  warnings.push(...rateLimitWarnings(settings));
  return { settings, warnings };
}

const noAudience =
  'AUTH_AUDIENCE is not set, so tokens that AUTH_ISSUER made for its other services are accepted here as well.';

const noMode =
  'NODE_ENV is not set and others can reach this server, so the sandbox is off. Set NODE_ENV=production to sell, or SANDBOX_ENABLED=1 to let anybody buy for no money.';

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
    ...(secretNames.has(name) && trimmed !== given
      ? [`${name} began or ended with white space, which was removed.`]
      : []),
    ...(value === trimmed ? [] : [`${name} stood in quotation marks, which were removed.`]),
  ];
  return [{ name, value, warnings }];
}

type Reach = { readonly PUBLIC_URL?: string | undefined; readonly HOST: string };

function isPublic(settings: Reach): boolean {
  const { PUBLIC_URL: url, HOST: host } = settings;
  return !isLoopback(host) || (url !== undefined && (url.startsWith('https:') || !isSafeFromOthers(url)));
}

const secretNames = new Set([
  'ANON_SALT',
  'ADMIN_API_KEY',
  'SANDBOX_WEBHOOK_SECRET',
  ...railSecretNames,
  ...outletSecretNames,
  ...upstreamSecretNames,
]);

const settingForms = {
  NODE_ENV: z.enum(['development', 'test', 'production'], 'must be development, test or production').optional(),
  PORT: whole(0, 65_535).prefault('8787'),
  HOST: z
    .string()
    .transform((host) => host.replace(/^\[(.*)\]$/, '$1'))
    .prefault('127.0.0.1'),
  DB_PATH: filePath.default('data/tallystick.db'),
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
  AUTH_PLAN_CLAIM: z.string().max(100, 'must have 100 characters or fewer').optional(),
  ...signInSettings,
  WALLETS_PAY: z.enum(['first', 'last'], 'must be first or last').default('first'),
  USAGE_SCOPE: z.enum(['user', 'org'], 'must be user or org').default('user'),
  ...planSettings,
  ...overdraftSettings,
  ...counterSettings,
  CORS_ORIGINS: origins.prefault('*'),
  DEV_RESET_ENABLED: flag.prefault('0'),
  ...railSettings,
  SANDBOX_ENABLED: flag.optional(),
  SANDBOX_WEBHOOK_SECRET: secret.prefault(() => randomBytes(32).toString('base64url')),
  SANDBOX_WEBHOOKS_ENABLED: flag.prefault('1'),
  PACKS: packs,
  FREE_AMOUNT: freeAmount.optional(),
  PRICE_RULES: priceRules.optional(),
  CREDIT_RATE: creditRate.prefault('500000'),
  ...upstreamSettings,
  ORDER_TTL_SECONDS: whole(10, 604_800).optional(),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be one of fatal, error, warn, info, debug, trace, silent',
    )
    .default('info'),
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
      wrong('AUTH_ISSUER', 'must be set beside AUTH_JWKS_URL, or tokens of other issuers would be accepted here');
    for (const name of ['AUTH_ISSUER', 'AUTH_AUDIENCE'] as const)
      if (keysUrl === undefined && settings.OIDC_ISSUER === undefined && settings[name] !== undefined)
        wrong('AUTH_JWKS_URL', `must be set beside ${name}, or no token can be verified`);
    if (isProduction && keysUrl !== undefined && !isSafeFromOthers(keysUrl))
      wrong('AUTH_JWKS_URL', 'must be an https address in production, or others could put their own keys in place');
    if (settings.TRUST_IDENTITY_HEADERS && settings.TRUSTED_PROXIES.rules.length === 0)
      wrong('TRUSTED_PROXIES', 'must name the proxies whose X-User-Id is believed, since TRUST_IDENTITY_HEADERS is on');
    if (isProduction && settings.ANON_SALT === undefined)
      wrong('ANON_SALT', 'must be set in production; "openssl rand -base64 32" makes one');
    const faults = [railFaults, priceFaults, outletFaults, upstreamFaults, signInFaults, counterFaults].flatMap(
      (faultsIn) => faultsIn(settings),
    );
    for (const { name, message } of faults) wrong(name, message);
    if (isProduction && settings.SANDBOX_ENABLED === true)
      wrong('SANDBOX_ENABLED', 'must be off in production, because the sandbox gives credits for no money');
    if (isProduction && settings.DEV_RESET_ENABLED)
      wrong(
        'DEV_RESET_ENABLED',
        'must be off in production, because it gives the free allowance back to anyone who asks',
      );
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
