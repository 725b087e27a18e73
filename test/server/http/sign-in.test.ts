import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAtSignIn } from '../../../server/cli/doctor-sign-in.ts';
import { loadSettings } from '../../../server/settings/config.ts';
import { call, startCompanion } from '../../support/companion.ts';
import { startIssuerPages, type IssuerPages } from '../../support/issuer-pages.ts';
import { newSigningKey, signToken, type SigningKey } from '../../support/key-server.ts';

let key: SigningKey;
let pages: IssuerPages;
beforeAll(async () => {
  key = await newSigningKey('one');
  pages = await startIssuerPages([key]);
});
afterAll(() => pages.close());

const client = 'tallystick-app';
const env = () => ({ OIDC_ISSUER: pages.issuer, OIDC_CLIENT_ID: client, FREE_LIMIT: '0' });

async function statusOf(base: string, claims: Readonly<Record<string, unknown>>): Promise<number> {
  const token = await signToken(key, { iss: pages.issuer, sub: 'ada', ...claims });
  const { status } = await call(base, 'GET /v1/pro/status', { headers: { authorization: `Bearer ${token}` } });
  return status;
}

describe('a server where people sign in', () => {
  it('tells the app where, and nothing where it is off', async () => {
    const on = await startCompanion(env());
    const off = await startCompanion();
    try {
      expect((await call(on.url, 'GET /v1/config')).body.sign_in).toEqual({
        issuer: pages.issuer,
        client_id: client,
        scopes: 'openid profile email offline_access',
        audience: null,
        redirects: ['http://127.0.0.1/callback'],
        prompt: 'consent',
      });
      expect((await call(off.url, 'GET /v1/config')).body.sign_in).toBeNull();
    } finally {
      await Promise.all([on.close(), off.close()]);
    }
  });

  it('verifies an ID token for the app with the keys that discovery names, and none for another client', async () => {
    const companion = await startCompanion(env());
    try {
      expect(await statusOf(companion.url, { aud: client })).not.toBe(401);
      expect(await statusOf(companion.url, { aud: 'another-app' })).toBe(401);
      expect(await statusOf(companion.url, { aud: client, iss: 'https://else.example' })).toBe(401);
      expect(pages.asked('/keys')).toBeGreaterThan(0);
    } finally {
      await companion.close();
    }
  });

  it('takes an access token for its audience as well', async () => {
    const companion = await startCompanion({ ...env(), AUTH_AUDIENCE: 'https://api.example' });
    try {
      expect(await statusOf(companion.url, { aud: 'https://api.example' })).not.toBe(401);
      expect(await statusOf(companion.url, { aud: client })).not.toBe(401);
      expect(await statusOf(companion.url, { aud: 'https://other.example' })).toBe(401);
    } finally {
      await companion.close();
    }
  });

  it('believes no keys of a discovery document that is of another issuer', async () => {
    pages.say({ issuer: 'https://else.example' });
    const companion = await startCompanion(env());
    try {
      expect(await statusOf(companion.url, { aud: client })).toBe(503);
    } finally {
      pages.say({});
      await companion.close();
    }
  });
});

describe('the doctor', () => {
  const look = async (document: Readonly<Record<string, unknown>>, more: Readonly<Record<string, string>> = {}) => {
    pages.say(document);
    const findings = await lookAtSignIn(loadSettings({ ANON_SALT: 'x'.repeat(32), ...env(), ...more }));
    pages.say({});
    return findings.map(({ isWell, isWarning, text }) => `${isWell ? (isWarning ? '!' : '+') : '-'} ${text}`);
  };

  it('is content with an issuer that offers all that the app needs', async () => {
    const said = await look({});
    expect(said.filter((line) => !line.startsWith('+'))).toEqual([]);
    expect(said.join('\n')).toContain('PKCE');
  });

  it.each([
    ['names itself otherwise', { issuer: 'https://else.example' }, /^- .*calls itself https:\/\/else\.example/],
    ['has no PKCE', { code_challenge_methods_supported: ['plain'] }, /^- .*PKCE/],
    ['has no keys', { jwks_uri: 'http://127.0.0.1:9/keys' }, /^- .*no keys/],
    ['signs otherwise', { id_token_signing_alg_values_supported: ['PS256'] }, /^- .*PS256/],
    ['gives no refresh tokens', { grant_types_supported: ['authorization_code'] }, /^! .*refresh/],
    ['lists only clients with a secret', { token_endpoint_auth_methods_supported: ['private_key_jwt'] }, /^! .*public/],
    ['does not know a scope', { scopes_supported: ['openid', 'profile', 'email'] }, /^! .*offline_access/],
    ['cannot revoke', { revocation_endpoint: undefined }, /^! .*revoke/],
  ] as const)('says of an issuer that it %s', async (_name, document, said) => {
    expect(await look(document)).toContainEqual(expect.stringMatching(said));
  });

  it('says of an address without a discovery document that OIDC_ISSUER may be wrong', async () => {
    expect(await look({}, { OIDC_ISSUER: `${pages.issuer}/realms/none` })).toEqual([
      expect.stringMatching(/^- .*no discovery document.*OIDC_ISSUER/),
    ]);
  });
});

describe('the settings of sign-in', () => {
  const faultOf = (some: Readonly<Record<string, string>>) => () => loadSettings(some);

  it.each([
    ['a client without an issuer', { OIDC_CLIENT_ID: 'x' }, /OIDC_ISSUER must be set/],
    ['an issuer without a client', { OIDC_ISSUER: 'https://a.example' }, /OIDC_CLIENT_ID must be set/],
    ['an issuer that anybody could play', { OIDC_ISSUER: 'http://a.example', OIDC_CLIENT_ID: 'x' }, /https/],
    [
      'another issuer for signed tokens',
      {
        OIDC_ISSUER: 'https://a.example',
        OIDC_CLIENT_ID: 'x',
        AUTH_ISSUER: 'https://b.example',
        AUTH_JWKS_URL: 'https://b.example/k',
      },
      /AUTH_ISSUER must be the same/,
    ],
    ['no openid', { OIDC_ISSUER: 'https://a.example', OIDC_CLIENT_ID: 'x', OIDC_SCOPES: 'email' }, /openid/],
    [
      'a redirect to elsewhere',
      { OIDC_ISSUER: 'https://a.example', OIDC_CLIENT_ID: 'x', OIDC_REDIRECTS: 'https://evil.example/callback' },
      /OIDC_REDIRECTS/,
    ],
  ] as const)('refuse %s', (_name, some, said) => {
    expect(faultOf(some)).toThrow(said);
  });
});
