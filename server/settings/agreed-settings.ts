// Which settings the nodes of one ledger must have alike, and their hashes, by which each node is compared with what was agreed on.
import { createHash, createHmac } from 'node:crypto';
import type { ServerSettings } from './config.ts';

/**
 * alike: it changes what somebody is charged, what they are sold, whose they are, or who is told of it. own: each node's own affair, such
 * as where it listens, or a key that is changed on one node after the other.
 */
const scopes: Readonly<Record<keyof ServerSettings, 'alike' | 'own'>> = {
  NODE_ENV: 'own',
  PORT: 'own',
  HOST: 'own',
  DB_PATH: 'own',
  DATABASE_URL: 'own',
  DATABASE_POOL: 'own',
  DATABASE_READ_URL: 'own',
  DATABASE_CONNECT_SECONDS: 'own',
  DATABASE_STATEMENT_SECONDS: 'own',
  DATABASE_LOCK_SECONDS: 'own',
  SETTINGS_CHANGED: 'own',
  METRICS_HOST: 'own',
  METRICS_PORT: 'own',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'own',
  PUBLIC_URL: 'own',
  ANON_SALT: 'alike',
  ADMIN_API_KEY: 'own',
  FREE_LIMIT: 'alike',
  FREE_TTL_SECONDS: 'alike',
  RATE_LIMIT_ENABLED: 'own',
  RL_WINDOW_SECONDS: 'own',
  RATE_LIMIT_WINDOW_SEC: 'own',
  RL_MAX_REQUESTS_IP: 'own',
  RATE_LIMIT_MAX_REQUESTS: 'own',
  RL_MAX_REQUESTS_CID: 'own',
  RL_MAX_CALM_REQUESTS: 'own',
  RL_MAX_AT_ONCE: 'own',
  FREE_HOSTED_MODELS: 'alike',
  HOSTED_TOOL_MODELS: 'alike',
  HOSTED_BODY_BYTES_MAX: 'own',
  HOSTED_AT_ONCE: 'own',
  HOSTED_AT_ONCE_PER_PAYER: 'own',
  SHUTDOWN_GRACE_SECONDS: 'own',
  SHUTDOWN_NOTICE_SECONDS: 'own',
  TRUSTED_PROXIES: 'own',
  TRUSTED_PROXY_HOPS: 'own',
  TRUST_IDENTITY_HEADERS: 'own',
  AUTH_JWKS_URL: 'own',
  AUTH_ISSUER: 'alike',
  AUTH_AUDIENCE: 'alike',
  AUTH_PLAN_CLAIM: 'alike',
  OIDC_ISSUER: 'alike',
  OIDC_CLIENT_ID: 'alike',
  OIDC_SCOPES: 'own',
  OIDC_REDIRECTS: 'own',
  OIDC_PROMPT: 'own',
  WALLETS_PAY: 'alike',
  USAGE_SCOPE: 'alike',
  PLAN_FREE_PER_MINUTE: 'alike',
  PLAN_FREE_MONTHLY: 'alike',
  PLAN_PRO_PER_MINUTE: 'alike',
  PLAN_PRO_MONTHLY: 'alike',
  PLAN_TEAM_PER_MINUTE: 'alike',
  PLAN_TEAM_MONTHLY: 'alike',
  PLAN_ENTERPRISE_PER_MINUTE: 'alike',
  PLAN_ENTERPRISE_MONTHLY: 'alike',
  OVERDRAFT_GATING_ENABLED: 'alike',
  OVERDRAFT_GATING_MODE: 'alike',
  OVERDRAFT_FALLBACK_MODEL: 'alike',
  USAGE_STORE: 'alike',
  USAGE_TABLE: 'alike',
  AWS_REGION: 'alike',
  AWS_ENDPOINT_URL_DYNAMODB: 'own',
  VALKEY_URL: 'own',
  REDIS_URL: 'own',
  VALKEY_AWAY: 'own',
  VALKEY_WAIT_MS: 'own',
  CORS_ORIGINS: 'own',
  DEV_RESET_ENABLED: 'own',
  BTCPAY_URL: 'alike',
  BTCPAY_STORE_ID: 'alike',
  BTCPAY_API_KEY: 'own',
  BTCPAY_WEBHOOK_SECRET: 'own',
  STRIPE_SECRET_KEY: 'own',
  STRIPE_PUBLISHABLE_KEY: 'alike',
  STRIPE_WEBHOOK_SECRET: 'own',
  STRIPE_CHECKOUT: 'own',
  STRIPE_API_URL: 'own',
  STRIPE_JS_URL: 'own',
  SANDBOX_ENABLED: 'alike',
  SANDBOX_WEBHOOK_SECRET: 'own',
  SANDBOX_WEBHOOKS_ENABLED: 'own',
  PACKS: 'alike',
  FREE_AMOUNT: 'alike',
  PRICE_RULES: 'alike',
  INVOICE_LANGUAGE: 'alike',
  CREDIT_RATE: 'alike',
  UPSTREAMS: 'alike',
  LITELLM_BASE_URL: 'alike',
  LITELLM_API_KEY: 'own',
  OLLAMA_BASE_URL: 'own',
  OLLAMA_MODEL: 'alike',
  ORDER_TTL_SECONDS: 'alike',
  LOG_LEVEL: 'own',
  OUTBOX_URL: 'alike',
  OUTBOX_SECRET: 'own',
  LAGO_URL: 'alike',
  LAGO_API_KEY: 'own',
  LAGO_EVENT_CODE: 'own',
  LAGO_PAYMENT_EVENT_CODE: 'own',
  LAGO_REFUND_EVENT_CODE: 'own',
  LOW_BALANCE_CREDITS: 'alike',
  OUTBOX_MAX_ATTEMPTS: 'own',
};

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object literal has the keys of its type
const settingsInOrder = Object.keys(scopes).sort() as (keyof ServerSettings)[];

export type SettingsHashed = {
  readonly hashes: ReadonlyMap<string, string>;
  /** Short enough to be typed: it stands for all of them. */
  readonly code: string;
};

const codeLength = 12;

export function hashSettings(settings: ServerSettings): SettingsHashed {
  const names = settingsInOrder.filter((name) => scopes[name] === 'alike');
  const hashes = new Map(names.map((name) => [name, hashOf(name, settings)]));
  const all = [...hashes].map(([name, hash]) => `${name}=${hash}`).join('\n');
  return { hashes, code: sha256(all).slice(0, codeLength) };
}

function hashOf(name: keyof ServerSettings, settings: ServerSettings): string {
  const value = settings[name];
  // The salt is a secret of its own, and keys the hash instead of being hashed.
  if (name === 'ANON_SALT')
    return createHmac('sha256', settings.ANON_SALT ?? '')
      .update(name)
      .digest('hex');
  return sha256(written(name === 'UPSTREAMS' ? whatIsSold(settings.UPSTREAMS) : value));
}

/** Where an upstream is reached, by what key and how patiently, is each node's own affair. */
const ownOfUpstream = new Set([
  'base_url',
  'api_key',
  'connect_ms',
  'first_byte_ms',
  'silence_ms',
  'at_once',
  'traced',
]);

function whatIsSold(upstreams: ServerSettings['UPSTREAMS']): unknown {
  return upstreams?.map((upstream) =>
    Object.entries(upstream)
      .filter(([name]) => !ownOfUpstream.has(name))
      .sort(byName),
  );
}

/** As parsed, so that it makes no difference how the same was written; the names of an object in one order. */
function written(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(byName));
  });
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
