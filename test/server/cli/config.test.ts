import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings, readSettings } from '../../../server/settings/config.ts';
import { rulesOf } from '../../../server/settings/rules.ts';
import { outletSettings } from '../../../server/settings/outlet-settings.ts';
import { railSettings } from '../../../server/settings/rail-settings.ts';
import { ledgerName, storeSecretsIn } from '../../../server/settings/store-settings.ts';
import { valkeyName, valkeySecretsIn, valkeyUrlOf } from '../../../server/settings/valkey-settings.ts';
import { upstreamSettings } from '../../../server/settings/upstream-settings.ts';

const salt = 'a salt of enough length';
const pack = '{"id":"a","credits_microcredits":1,"amount_cents":100,"currency":"EUR"}';

describe('the settings', () => {
  it('have a default for everything outside production', () => {
    const settings = loadSettings({});
    expect(settings).toMatchObject({
      PORT: 8787,
      HOST: '127.0.0.1',
      DB_PATH: 'data/tallystick.db',
      FREE_LIMIT: 20,
      FREE_TTL_SECONDS: 86_400,
      RL_WINDOW_SECONDS: 60,
      RL_MAX_REQUESTS_IP: 60,
      RL_MAX_REQUESTS_CID: 30,
      DEV_RESET_ENABLED: false,
      SANDBOX_ENABLED: true,
      LOG_LEVEL: 'info',
    });
    expect(settings.PACKS.map(({ name, amount_cents: cents }) => [name, cents])).toEqual([
      ['Starter', 199],
      ['Regular', 799],
      ['Large', 2499],
    ]);
    expect(loadSettings({}).SANDBOX_WEBHOOK_SECRET).not.toBe(settings.SANDBOX_WEBHOOK_SECRET);
  });

  it('read the other names of two rate limits where their own are not set', () => {
    const others = { RATE_LIMIT_WINDOW_SEC: '5', RATE_LIMIT_MAX_REQUESTS: '7' };
    expect(loadSettings(others)).toMatchObject({ RL_WINDOW_SECONDS: 5, RL_MAX_REQUESTS_IP: 7 });
    const both = { ...others, RL_WINDOW_SECONDS: '50', RL_MAX_REQUESTS_IP: '70' };
    expect(loadSettings(both)).toMatchObject({ RL_WINDOW_SECONDS: 50, RL_MAX_REQUESTS_IP: 70 });
    expect(() => loadSettings({ RATE_LIMIT_MAX_REQUESTS: 'many' })).toThrow(/^RATE_LIMIT_MAX_REQUESTS must be/);
  });

  it('warn of rate limits that are switched off', () => {
    expect(readSettings({ RATE_LIMIT_ENABLED: '0' }).warnings).toEqual([
      expect.stringMatching(/^RATE_LIMIT_ENABLED is 0/),
    ]);
    expect(readSettings({}).warnings).toEqual([]);
  });

  it.each(['0.0.0.0/0', '::/0', '0.0.0.0/1,128.0.0.0/1'])('warn of proxies that are everybody: %s', (proxies) => {
    expect(readSettings({ TRUSTED_PROXIES: proxies }).warnings).toEqual([
      expect.stringMatching(/^TRUSTED_PROXIES holds every address there is/),
    ]);
  });

  it('names a pack without a name by its size among the others, in every currency', () => {
    const pack = (id: string, credits: number, currency: string, name?: string) => ({
      id,
      credits_microcredits: credits * 1_000_000,
      amount_cents: 100,
      currency,
      ...(name === undefined ? {} : { name }),
    });
    const named = (...some: readonly ReturnType<typeof pack>[]) =>
      loadSettings({ PACKS: JSON.stringify(some) }).PACKS.map(({ name }) => name);
    const [small, large] = [pack('a', 50, 'EUR'), pack('b', 900, 'EUR')];
    expect(named(large, small, pack('c', 50, 'USD'))).toEqual(['Large', 'Starter', 'Starter']);
    expect(named(small, pack('n', 70, 'EUR', 'Treat'), large)).toEqual(['Starter', 'Treat', 'Large']);
    const four = [1_000, 2_000, 3_000, 4_000].map((credits) => pack(`p${credits}`, credits, 'EUR'));
    expect(named(...four)[0]).toBe('1,000 credits');
  });

  it.each([
    [{ PORT: 'http' }, /^PORT must be a whole number from 0 to 65535\.$/],
    [{ PORT: '8787.5' }, /^PORT must be/],
    [{ FREE_LIMIT: '-1' }, /^FREE_LIMIT must be/],
    [
      { PLAN_PRO_PER_MINUTE: 'many' },
      /^PLAN_PRO_PER_MINUTE must be a whole number from 0 to 1000000000, or unlimited\.$/,
    ],
    [{ PLAN_FREE_MONTHLY: '-1' }, /^PLAN_FREE_MONTHLY must be/],
    [{ FREE_TTL_SECONDS: '0' }, /^FREE_TTL_SECONDS must be/],
    [{ DEV_RESET_ENABLED: 'yes' }, /^DEV_RESET_ENABLED must be 1 or 0\.$/],
    [{ NODE_ENV: 'prod' }, /^NODE_ENV must be development, test or production\.$/],
    [{ PUBLIC_URL: 'credits.example.org' }, /^PUBLIC_URL must be an http or https address/],
    [{ TRUSTED_PROXIES: '10.0.0.0/33' }, /^TRUSTED_PROXIES must list .*"10\.0\.0\.0\/33" is neither/],
    [{ TRUSTED_PROXIES: 'proxy.local' }, /^TRUSTED_PROXIES must list/],
    [{ PACKS: '[]' }, /^PACKS must be a JSON list/],
    [{ PACKS: '{' }, /^PACKS must be a JSON list/],
    [
      { PACKS: '[{"id":"a","name":"a","credits_microcredits":1.5,"amount_cents":1,"currency":"USD"}]' },
      /; "credits_microcredits" of entry 1 is missing or wrong\.$/,
    ],
    [
      { PACKS: '[{"id":"a","credits_microcredits":0,"amount_cents":1,"currency":"USD"}]' },
      /; "credits_microcredits" of entry 1 is missing or wrong\.$/,
    ],
    [{ PACKS: `[${pack},{"id":"b"}]` }, /; "credits_microcredits" of entry 2 is missing or wrong\.$/],
    [{ PACKS: `[${pack},7]` }, /; entry 2 is none\.$/],
    [{ PACKS: `[${pack},${pack}]` }, /^PACKS must have packs with different ids, and two are called "a"\.$/],
    [{ PRICE_RULES: '[]' }, /^PRICE_RULES must be a JSON list of price rules, with one of them at least\.$/],
    [{ PRICE_RULES: '{' }, /^PRICE_RULES must be a JSON list of price rules, with one of them at least\.$/],
    [{ PRICE_RULES: '[{"id":"a","models":"*","venue":"moon"}]' }, /^PRICE_RULES must be .*0/],
    [{ CREDIT_RATE: '0' }, /^CREDIT_RATE must be the microcredits that a cent buys/],
    [{ CREDIT_RATE: '0.0000001' }, /^CREDIT_RATE must be/],
    [{ OVERDRAFT_GATING_MODE: 'shout' }, /^OVERDRAFT_GATING_MODE must be block or degrade/],
    [{ OVERDRAFT_FALLBACK_MODEL: 'x'.repeat(201) }, /^OVERDRAFT_FALLBACK_MODEL must have 200/],
    [{ TRUSTED_PROXY_HOPS: '11' }, /^TRUSTED_PROXY_HOPS must be/],
    [{ TRUST_IDENTITY_HEADERS: '1' }, /^TRUSTED_PROXIES must name the proxies/],
    [{ TRUST_IDENTITY_HEADERS: '1', TRUSTED_PROXY_HOPS: '1' }, /^TRUSTED_PROXIES must name the proxies/],
    [
      {
        NODE_ENV: 'production',
        ANON_SALT: salt,
        TRUST_IDENTITY_HEADERS: '1',
        TRUSTED_PROXIES: '10.0.0.1,0.0.0.0/0',
      },
      /^TRUSTED_PROXIES must not hold every address there is in production while TRUST_IDENTITY_HEADERS is on/,
    ],
    [{ USAGE_SCOPE: 'team' }, /^USAGE_SCOPE must be user or org/],
    [{ AUTH_JWKS_URL: 'ftp://a/b', AUTH_ISSUER: 'i', AUTH_AUDIENCE: 'a' }, /^AUTH_JWKS_URL must be an http/],
    [{ AUTH_JWKS_URL: 'https://a/b', AUTH_AUDIENCE: 'a' }, /^AUTH_ISSUER must be set beside AUTH_JWKS_URL/],
    [{ AUTH_ISSUER: 'i' }, /^AUTH_JWKS_URL must be set beside AUTH_ISSUER/],
    [
      {
        NODE_ENV: 'production',
        ANON_SALT: salt,
        AUTH_JWKS_URL: 'http://a.example/b',
        AUTH_ISSUER: 'i',
        AUTH_AUDIENCE: 'a',
      },
      /^AUTH_JWKS_URL must be an https address in production/,
    ],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of/],
    [{ SANDBOX_WEBHOOK_SECRET: '' }, /^SANDBOX_WEBHOOK_SECRET must have 16 characters/],
    [{ ANON_SALT: '' }, /^ANON_SALT must have 16 characters/],
    [{ NODE_ENV: 'production' }, /^ANON_SALT must be set in production/],
    [{ DB_PATH: ':memory:' }, /^DB_PATH must be the path of a file/],
    [{ DB_PATH: 'file::memory:?cache=shared' }, /^DB_PATH must be the path of a file/],
    [{ CORS_ORIGINS: '*.example.org' }, /^CORS_ORIGINS must list origins .*"\*\.example\.org" is neither/],
    [{ CORS_ORIGINS: 'https://*.example.org' }, /^CORS_ORIGINS must list origins/],
    [{ CORS_ORIGINS: 'app.example.org' }, /^CORS_ORIGINS must list origins/],
    [{ CORS_ORIGINS: 'https://app.example.org/page' }, /^CORS_ORIGINS must list origins/],
    [{ PUBLIC_URL: 'https://me:pw@example.org' }, /^PUBLIC_URL must not hold a name or a password/],
    [{ PUBLIC_URL: 'https://example.org/?a=b' }, /^PUBLIC_URL must not hold a \?/],
    [{ ADMIN_API_KEY: 'schlüssel-der-passt' }, /^ADMIN_API_KEY must be made of ASCII letters/],
    [{ ADMIN_API_KEY: 'key of two\nlines here' }, /^ADMIN_API_KEY must be made of ASCII letters/],
    [{ NODE_ENV: 'production', ANON_SALT: salt, SANDBOX_ENABLED: '1' }, /^SANDBOX_ENABLED must be off in production/],
    [
      { NODE_ENV: 'production', ANON_SALT: salt, DEV_RESET_ENABLED: '1' },
      /^DEV_RESET_ENABLED must be off in production/,
    ],
  ])('that are wrong stop the start with a sentence: %o', (env, sentence) => {
    expect(() => loadSettings(env)).toThrow(sentence);
  });

  it('name every wrong variable at once, and no secret’s value', () => {
    expect(() => loadSettings({ PORT: 'x', FREE_LIMIT: 'y', ADMIN_API_KEY: 'short-canary' })).toThrow(
      /^(?!.*short-canary).*PORT.*ADMIN_API_KEY.*FREE_LIMIT/,
    );
  });

  it('have no sandbox in production unless asked for, and then refuse', () => {
    expect(loadSettings({ NODE_ENV: 'production', ANON_SALT: salt }).SANDBOX_ENABLED).toBe(false);
  });

  it.each([
    [{ PUBLIC_URL: 'https://credits.example.org' }],
    [{ PUBLIC_URL: 'http://credits.example.org' }],
    [{ PUBLIC_URL: 'http://192.168.1.9:8787' }],
    [{ PUBLIC_URL: 'http://localhost.example.org' }],
    [{ HOST: '0.0.0.0' }],
    [{ HOST: '::' }],
    [{ HOST: '192.168.1.9', NODE_ENV: ' ' }],
  ])('have no sandbox where others can reach the server and no mode is named, unless asked for: %o', (env) => {
    const { settings, warnings } = readSettings(env);
    expect([settings.SANDBOX_ENABLED, settings.NODE_ENV]).toEqual([false, 'development']);
    expect(warnings).toEqual([expect.stringMatching(/^NODE_ENV is not set and others can reach this server/)]);
    expect(readSettings({ ...env, SANDBOX_ENABLED: '1' })).toMatchObject({
      settings: { SANDBOX_ENABLED: true },
      warnings: [],
    });
    expect(readSettings({ ...env, NODE_ENV: 'development' })).toMatchObject({
      settings: { SANDBOX_ENABLED: true },
      warnings: [],
    });
  });

  it('warn of an issuer whose tokens for anybody are accepted', () => {
    const issuer = { AUTH_JWKS_URL: 'https://a/b', AUTH_ISSUER: 'i' };
    expect(readSettings(issuer).warnings).toEqual([expect.stringMatching(/^AUTH_AUDIENCE is not set/)]);
    expect(readSettings({ ...issuer, AUTH_AUDIENCE: 'a' }).warnings).toEqual([]);
  });

  it.each(['127.0.0.1', '127.0.0.2', 'localhost', '::1', '[::1]'])(
    'have the sandbox where only this machine can reach the server: %s',
    (HOST) => {
      expect(readSettings({ HOST })).toMatchObject({ settings: { SANDBOX_ENABLED: true }, warnings: [] });
    },
  );

  it.each(['http://127.0.0.1:8787', 'http://localhost', 'http://[::1]:8787'])(
    'have the sandbox where the address of the server is one of this machine: %s',
    (PUBLIC_URL) => {
      expect(readSettings({ PUBLIC_URL })).toMatchObject({ settings: { SANDBOX_ENABLED: true }, warnings: [] });
    },
  );

  it('are read without white space and quotation marks around them, which is told of secrets', () => {
    const { settings, warnings } = readSettings({
      NODE_ENV: ' production\n',
      PORT: '"1"',
      ANON_SALT: `'${salt}'`,
      ADMIN_API_KEY: 'a key of the operator\n',
    });
    expect(settings).toMatchObject({
      NODE_ENV: 'production',
      PORT: 1,
      ANON_SALT: salt,
      ADMIN_API_KEY: 'a key of the operator',
    });
    expect(warnings).toEqual([
      'PORT stood in quotation marks, which were removed.',
      'ANON_SALT stood in quotation marks, which were removed.',
      'ADMIN_API_KEY began or ended with white space, which was removed.',
    ]);
  });

  it.each([
    ['https://app.example.org/', ['https://app.example.org']],
    ['HTTPS://App.Example.ORG, http://localhost:80/', ['https://app.example.org', 'http://localhost']],
    ['https://bücher.example:8443', ['https://xn--bcher-kva.example:8443']],
    ['capacitor://localhost null', ['capacitor://localhost', 'null']],
    ['*', ['*']],
  ])('name origins as browsers do: %s', (CORS_ORIGINS, origins) => {
    expect(loadSettings({ CORS_ORIGINS }).CORS_ORIGINS).toEqual(origins);
  });

  it.each([
    ['https://Example.org/credits/', 'https://example.org/credits'],
    ['https://example.org', 'https://example.org'],
    ['http://example.org:80//', 'http://example.org'],
  ])('make one address of %s', (PUBLIC_URL, address) => {
    expect(loadSettings({ PUBLIC_URL }).PUBLIC_URL).toBe(address);
  });

  it('ask for one salt on all nodes where the ledger is in a database', () => {
    const DATABASE_URL = 'postgres://me:secret-word@db.example.org/ledger';
    expect(() => loadSettings({ DATABASE_URL })).toThrow(/^ANON_SALT must be set beside DATABASE_URL/);
    expect(loadSettings({ DATABASE_URL, ANON_SALT: 'x'.repeat(32) })).toMatchObject({
      DATABASE_URL,
      DATABASE_POOL: 10,
    });
  });

  it.each([
    'mysql://db.example.org/ledger',
    'postgres://db.example.org',
    'postgres:ledger',
    'db.example.org/secret-word',
    'postgres://me:secret-word#@db.example.org/ledger',
    'postgres://me:secret-word%@db.example.org/ledger',
    'postgres://me:secret-word%e4@db.example.org/ledger',
  ])('refuse %s as the address of a database, and do not repeat it', (DATABASE_URL) => {
    const load = () => loadSettings({ DATABASE_URL, ANON_SALT: 'x'.repeat(32) });
    expect(load).toThrow(/^DATABASE_URL must be the address of a PostgreSQL database/);
    expect(load).not.toThrow(/secret-word/);
  });

  it.each([
    ['before the host', 'POSTGRES://me:p%40ss%2Fword@db.example.org/ledger', ['p%40ss%2Fword', 'p@ss/word']],
    ['among the parameters', 'postgres://me@db.example.org/ledger?sslmode=require&password=p%40ss', ['p@ss']],
  ])('know a database’s password %s, and tell its name without it', (_where, DATABASE_URL, secrets) => {
    const settings = loadSettings({ DATABASE_URL, ANON_SALT: 'x'.repeat(32) });
    expect(storeSecretsIn(settings)).toEqual([DATABASE_URL, ...secrets]);
    expect(ledgerName(settings)).toBe('postgres://db.example.org/ledger');
  });

  it('stand in .env.example, each with a comment and its default', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8');
    const named = [...text.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
    const optional = [
      'PUBLIC_URL',
      'ANON_SALT',
      'ADMIN_API_KEY',
      'FREE_AMOUNT',
      'FREE_HOSTED_MODELS',
      'HOSTED_TOOL_MODELS',
      'PRICE_RULES',
      'OVERDRAFT_FALLBACK_MODEL',
      'USAGE_TABLE',
      'DATABASE_URL',
      'METRICS_PORT',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'DATABASE_READ_URL',
      'SETTINGS_CHANGED',
      'AWS_REGION',
      'AWS_ENDPOINT_URL_DYNAMODB',
      'RATE_LIMIT_WINDOW_SEC',
      'RATE_LIMIT_MAX_REQUESTS',
      'VALKEY_URL',
      'REDIS_URL',
    ];
    const outlets = Object.keys(outletSettings);
    const issuer = [
      'AUTH_JWKS_URL',
      'AUTH_ISSUER',
      'AUTH_AUDIENCE',
      'AUTH_PLAN_CLAIM',
      'OIDC_ISSUER',
      'OIDC_CLIENT_ID',
    ];
    const rails = Object.keys(railSettings).filter((name) => !name.endsWith('_API_URL') && !name.endsWith('_JS_URL'));
    const upstreams = Object.keys(upstreamSettings);
    expect(new Set(named)).toEqual(
      new Set([...Object.keys(loadSettings({})), ...optional, ...issuer, ...rails, ...outlets, ...upstreams]),
    );
    const given = Object.fromEntries(
      [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value]) => [name, value]),
    );
    const { SANDBOX_WEBHOOK_SECRET: _a, TRUSTED_PROXIES: _b, ...fromFile } = loadSettings(given);
    const { SANDBOX_WEBHOOK_SECRET: _c, TRUSTED_PROXIES: _d, ...defaults } = loadSettings({});
    expect(fromFile).toEqual(defaults);
  });
});

describe('the settings of where plans count', () => {
  const table = { USAGE_STORE: 'dynamo', USAGE_TABLE: 'usage', AWS_REGION: 'eu-central-1' };

  it('are the ledger where nothing is said, or a table with its region', () => {
    expect(loadSettings({}).USAGE_STORE).toBe('sqlite');
    expect(loadSettings(table)).toMatchObject(table);
  });

  it.each([
    [{ USAGE_STORE: 'redis' }, 'USAGE_STORE must be sqlite, memory or dynamo.'],
    [{ ...table, USAGE_TABLE: '' }, 'USAGE_TABLE must be set where USAGE_STORE is dynamo.'],
    [{ ...table, AWS_REGION: '' }, 'AWS_REGION must be set where USAGE_STORE is dynamo.'],
    [{ ...table, USAGE_STORE: 'memory' }, 'USAGE_STORE must be dynamo where USAGE_TABLE is set.'],
    [{ ...table, AWS_REGION: 'Frankfurt am Main' }, 'AWS_REGION must be a region such as eu-central-1.'],
  ])('are refused with what is wrong: %o', (env, sentence) => {
    expect(() => loadSettings(env)).toThrow(sentence);
  });
});

describe('the settings of Valkey', () => {
  const url = 'rediss://tallystick:p%40ss%2Fword@valkey.example.org:6380/2';

  it('are its address by either name, of which our own goes first; nothing is counted there unless it is set', () => {
    expect(valkeyUrlOf(loadSettings({}))).toBeNull();
    expect(valkeyUrlOf(loadSettings({ REDIS_URL: 'redis://127.0.0.1', VALKEY_URL: '' }))).toBe('redis://127.0.0.1');
    expect(valkeyUrlOf(loadSettings({ REDIS_URL: 'redis://127.0.0.1', VALKEY_URL: url }))).toBe(url);
    expect(loadSettings({})).toMatchObject({ VALKEY_AWAY: 'count-alone', VALKEY_WAIT_MS: 100 });
  });

  it('are told without the user, and their secrets are known in every way they are written', () => {
    expect(valkeyName(url)).toBe('rediss://valkey.example.org:6380/2');
    expect(valkeySecretsIn(loadSettings({ VALKEY_URL: url }))).toEqual([url, 'p%40ss%2Fword', 'p@ss/word']);
  });

  it.each([
    'valkey.example.org:6379',
    'https://valkey.example.org',
    'redis://',
    'redis://secret-word@valkey.example.org/zero',
    'redis://:secret-word@valkey.example.org?tls=1',
    'redis://:secret-word%zz@valkey.example.org',
  ])('are refused without telling what was set: %s', (wrong) => {
    const load = () => loadSettings({ VALKEY_URL: wrong });
    expect(load).toThrow(/^VALKEY_URL must be an address such as redis:/);
    expect(load).not.toThrow(/secret-word/);
  });
});

describe('the settings of a payment provider', () => {
  const btcpay = {
    BTCPAY_URL: 'https://pay.example.org',
    BTCPAY_STORE_ID: 'Store1',
    BTCPAY_API_KEY: 'a key of BTCPay',
    BTCPAY_WEBHOOK_SECRET: 'a secret of BTCPay',
  };
  const stripe = {
    STRIPE_SECRET_KEY: 'sk_test_0123456789',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789',
    STRIPE_WEBHOOK_SECRET: 'whsec_0123456789',
  };

  it('that are whole are taken, and switch the sandbox off', () => {
    expect(loadSettings(btcpay)).toMatchObject({ SANDBOX_ENABLED: false, ORDER_TTL_SECONDS: 900 });
    expect(loadSettings(stripe)).toMatchObject({ SANDBOX_ENABLED: false, ORDER_TTL_SECONDS: 3600 });
    expect(() => loadSettings({ ...stripe, SANDBOX_ENABLED: '1' })).toThrow('SANDBOX_ENABLED must be off');
  });

  it.each([...Object.keys(btcpay), ...Object.keys(stripe)])('stop the start where %s is missing or empty', (name) => {
    const whole: Record<string, string> = name.startsWith('BTCPAY') ? btcpay : stripe;
    const { [name]: _left, ...rest } = whole;
    expect(() => loadSettings(rest)).toThrow(`${name} is missing: `);
    expect(() => loadSettings({ ...whole, [name]: '' })).toThrow(name);
  });

  it('must be of one mode, and come from Stripe itself outside of tests', () => {
    const mixed = { ...stripe, STRIPE_PUBLISHABLE_KEY: 'pk_live_0123456789' };
    expect(() => loadSettings(mixed)).toThrow('STRIPE_PUBLISHABLE_KEY must be of the same mode');
    expect(() => loadSettings({ ...stripe, STRIPE_JS_URL: 'https://evil.example' })).toThrow(
      'STRIPE_JS_URL is for tests',
    );
    expect(() => loadSettings({ ...stripe, STRIPE_API_URL: 'https://evil.example' })).toThrow(
      'STRIPE_API_URL is for tests',
    );
  });
});

describe('the language of invoices', () => {
  it('is the operator’s choice among those that the server speaks', () => {
    const others = (env: Readonly<Record<string, string>>) => rulesOf(loadSettings(env)).invoiceWords.others(3);
    expect([others({}), others({ INVOICE_LANGUAGE: 'de' })]).toEqual(['3 smaller items', '3 kleinere Posten']);
    expect(() => loadSettings({ INVOICE_LANGUAGE: 'fr' })).toThrow('INVOICE_LANGUAGE must be');
  });
});
