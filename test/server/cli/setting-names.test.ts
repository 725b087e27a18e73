// Misspelt names of variables are told, and other programs' variables are left in peace.
import { describe, expect, it } from 'vitest';
import { settingNames } from '../../../server/settings/config.ts';
import { warnOfNames } from '../../../server/settings/setting-names.ts';

const inFile = (...names: readonly string[]) => warnOfNames(settingNames, { inFile: names, inEnvironment: [] });
const inEnvironment = (...names: readonly string[]) => warnOfNames(settingNames, { inFile: [], inEnvironment: names });

describe('a name that nobody reads', () => {
  it.each([
    ['ADMIN_APIKEY', 'ADMIN_API_KEY'],
    ['ADMIN_KEY_API', 'ADMIN_API_KEY'],
    ['admin_api_key', 'ADMIN_API_KEY'],
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['STRIPE_SECRET', 'STRIPE_SECRET_KEY'],
    ['BTCPAY_SECRET_WEBHOOK', 'BTCPAY_WEBHOOK_SECRET'],
    ['PUBLC_URL', 'PUBLIC_URL'],
    ['NODE_EVN', 'NODE_ENV'],
    ['POTR', 'PORT'],
  ])('%s in .env is told with the one that was meant', (name, meant) => {
    expect(inFile(name)).toEqual([`No setting is called ${name}. Did you mean ${meant}?`]);
  });

  it('in .env is told even when it is like none', () => {
    expect(inFile('POSTGRES_PASSWORD')).toEqual(['No setting is called POSTGRES_PASSWORD; it is ignored.']);
  });

  it('is told where the app alone reads it, which reads no file', () => {
    expect(inFile('TALLYSTICK_SERVER')).toEqual([expect.stringContaining('is a setting of the app')]);
  });

  it.each(['ADMIN_APIKEY', 'admin_api_key', 'CORS_ORIGIN', 'SANBOX_ENABLED'])(
    'in the environment is told only when it is nearly one of ours: %s',
    (name) => {
      expect(inEnvironment(name)).toHaveLength(1);
    },
  );

  it('in the environment of an ordinary shell, container or CI is nobody’s business', () => {
    const others = `PATH HOME USER SHELL PWD OLDPWD TERM LANG HOST HOSTNAME HOSTTYPE PORTS POST LOGNAME LOG LC_ALL TZ NODE NODE_PATH NODE_OPTIONS
      NODE_VERSION NVM_DIR npm_config_cache npm_package_name npm_lifecycle_event CI GITHUB_TOKEN GITHUB_ENV AUTH_URL AUTH_SECRET STRIPE_API_KEY
      STRIPE_KEY KUBERNETES_SERVICE_HOST KUBERNETES_PORT DATABASE_URL DB_HOST DB_PORT DB_USER DB_PASS REDIS_URL PGHOST http_proxy PUBLIC_DIR
      OLLAMA_MODELS OLLAMA_HOST LOG_FORMAT LOGLEVEL_X API_KEY APP_URL BASE_URL SERVER_URL TALLYSTICK_PORT OUTPUT_URL BACKS PACKAGES`;
    expect(inEnvironment(...others.split(/\s+/), ...settingNames)).toEqual([]);
  });
});
