import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportJWK, exportSPKI, importJWK, SignJWT } from 'jose';
import { type Companion, call, holdBody, newToken, startCompanion } from '../../support/companion.ts';
import {
  audience,
  issuer,
  type KeyServer,
  newSigningKey,
  type SigningKey,
  signToken,
  startKeyServer,
} from '../../support/key-server.ts';

let keys: KeyServer;
let companion: Companion;
let es: SigningKey;
let rsa: SigningKey;
let ed: SigningKey;
beforeAll(async () => {
  [es, rsa, ed] = await Promise.all([newSigningKey('es'), newSigningKey('rsa', 'RS256'), newSigningKey('ed', 'EdDSA')]);
  keys = await startKeyServer({ kind: 'keys', keys: [es, rsa, ed] });
  companion = await startCompanion({ AUTH_JWKS_URL: keys.url, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience });
});
afterAll(async () => {
  await companion.close();
  await keys.close();
});

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const soon = () => Math.floor(Date.now() / 1000) + 300;
const claims = () => ({ iss: issuer, aud: audience, sub: '7', exp: soon() });

const hold = (server: Companion, headers: Readonly<Record<string, string>>) =>
  call(server.url, 'POST /v1/holds', { body: holdBody(), headers });

const status = (jwt: string, headers: Readonly<Record<string, string>> = {}) =>
  call(companion.url, 'GET /v1/pro/status', { headers: { authorization: `Bearer ${jwt}`, ...headers } });

const forgeries: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['has run out', () => signToken(es, {}, { exp: -10 })],
  ['does not hold yet', () => signToken(es, {}, { nbf: 60 })],
  ['comes from another issuer', () => signToken(es, { iss: 'https://evil.example/' })],
  ['was made for another audience', () => signToken(es, { aud: 'somebody-else' })],
  ['never runs out', () => signToken(es, { exp: undefined })],
  ['names nobody', () => signToken(es, { sub: undefined })],
  ['names somebody with a line break', () => signToken(es, { sub: 'a\nb' })],
  ['is not signed', () => `${base64({ alg: 'none', kid: 'es' })}.${base64(claims())}.`],
  [
    'is signed with the public key as a secret',
    async () => {
      const key = await importJWK(rsa.publicJwk, 'RS256', { extractable: true });
      if (key instanceof Uint8Array) throw new Error('not a public key');
      const head = `${base64({ alg: 'HS256', kid: 'rsa' })}.${base64(claims())}`;
      return `${head}.${createHmac('sha256', await exportSPKI(key))
        .update(head)
        .digest('base64url')}`;
    },
  ],
  ['is signed by a key that the issuer does not have', async () => signToken(await newSigningKey('stranger'))],
  ['is signed by another key under a known name', async () => signToken({ ...(await newSigningKey('es')), kid: 'es' })],
  [
    'asks for an extension that is not known here',
    () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'ES256', kid: 'es', crit: ['x-new'], 'x-new': true })
        .sign(es.privateKey, { crit: { 'x-new': true } }),
  ],
  [
    'brings a key of its own',
    async () => {
      const own = await newSigningKey('es');
      return new SignJWT(claims())
        .setProtectedHeader({ alg: 'ES256', kid: 'es', jwk: own.publicJwk })
        .sign(own.privateKey);
    },
  ],
  [
    'was altered',
    async () => {
      const [head, , signature] = (await signToken(es)).split('.');
      return [head, base64({ ...claims(), plan: 'enterprise' }), signature].join('.');
    },
  ],
  ['is no token at all', () => 'a.b.c'],
];

describe('a signed token', () => {
  it('of each algorithm that is allowed says who is asking', async () => {
    for (const key of [es, rsa, ed]) {
      const reply = await status(await signToken(key));
      expect([key.alg, reply.status]).toEqual([key.alg, 200]);
    }
  });

  it.each(forgeries)('that %s is refused, and never counted as a free message', async (_what, forge) => {
    const jwt = await forge();
    const refused = await call(companion.url, 'POST /v1/holds', {
      as: 'client-jwt-1',
      body: holdBody(),
      headers: { authorization: `Bearer ${jwt}` },
    });
    expect([refused.status, refused.body.code]).toEqual([401, 'token_rejected']);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect((await status(jwt)).status).toBe(401);
    expect((await call(companion.url, 'GET /v1/pro/status', { as: 'client-jwt-1' })).body.free.left).toBe(20);
  });

  it('may be as long as the headers that it comes in', async () => {
    expect((await status(await signToken(es, { groups: 'x'.repeat(9_000) }))).status).toBe(200);
  });

  it('may be a few seconds off', async () => {
    expect((await status(await signToken(es, {}, { exp: -3 }))).status).toBe(200);
    expect((await status(await signToken(es, {}, { nbf: 3 }))).status).toBe(200);
  });

  it('shows the wallet of its person, who has bought nothing yet', async () => {
    const reply = await call(companion.url, 'GET /v1/wallet', {
      headers: { authorization: `Bearer ${await signToken(es)}` },
    });
    expect(reply.status).toBe(200);
    expect(reply.body.balances).toEqual([
      { currency: 'credits', balance_microcredits: 0, held_microcredits: 0, available_microcredits: 0 },
    ]);
  });

  it('stands in no log line', async () => {
    const jwt = await signToken(es, { sub: 'canary-subject' });
    await status(jwt);
    await status(`${jwt}x`);
    expect(companion.log()).not.toMatch(/canary-subject|eyJ/);
  });

  it('proves nothing where no issuer is trusted', async () => {
    const other = await startCompanion();
    const jwt = await signToken(es);
    const reply = await call(other.url, 'GET /v1/pro/status', { headers: { authorization: `Bearer ${jwt}` } });
    await other.close();
    expect(reply.status).toBe(401);
  });
});

describe('what a signed token says', () => {
  const scoped = (env: Readonly<Record<string, string>>) =>
    startCompanion({
      AUTH_JWKS_URL: keys.url,
      AUTH_ISSUER: issuer,
      USAGE_SCOPE: 'org',
      ADMIN_API_KEY: operatorKey,
      ...env,
    });
  const ask = async (server: Companion, said: Readonly<Record<string, unknown>>) => {
    const headers = { authorization: `Bearer ${await signToken(es, said)}` };
    return call(server.url, 'POST /v1/holds', { body: holdBody(), headers });
  };
  const operatorKey = 'the key of the operator';

  it.each([
    ['plan', { plan: 'team' }],
    ['plan in other letters', { plan: 'Team' }],
    ['public_metadata.plan', { public_metadata: { plan: 'team' } }],
    ['meta.plan', { meta: { plan: 'TEAM' } }],
  ])('of its plan is found in %s', async (_where, said) => {
    const server = await scoped({});
    const reply = await ask(server, said);
    await server.close();
    expect([reply.status, reply.headers.get('x-plan')]).toEqual([201, 'team']);
  });

  it.each([
    ['tier', { tier: 'pro', plan: 'team' }],
    ['app.billing.plan', { app: { billing: { plan: 'pro' } }, plan: 'team' }],
    ['https://login.example.test/plan', { 'https://login.example.test/plan': 'pro', plan: 'team' }],
  ])('of its plan is found where AUTH_PLAN_CLAIM says: %s', async (claim, said) => {
    const server = await scoped({ AUTH_PLAN_CLAIM: claim });
    const reply = await ask(server, said);
    const without = await ask(server, { plan: 'team' });
    await server.close();
    expect([reply.headers.get('x-plan'), without.headers.get('x-plan')]).toEqual(['pro', 'free']);
  });

  it('names the session where it names no user, and the organisation by either name', async () => {
    const server = await scoped({ PLAN_FREE_MONTHLY: '5' });
    const left = async (said: Readonly<Record<string, unknown>>) =>
      (await ask(server, said)).headers.get('x-usage-remaining');
    expect(await left({ sub: undefined, sid: 'session-1' })).toBe('4');
    expect(await left({ sub: undefined, sid: 'session-1' })).toBe('3');
    expect(await left({ sub: 'ada', org: 'acme' })).toBe('4');
    expect(await left({ sub: 'bob', org_id: 'acme' })).toBe('3');
    await server.close();
  });

  it('of its audience is looked at only where one is set', async () => {
    const server = await scoped({});
    const strict = await scoped({ AUTH_AUDIENCE: audience });
    const statuses = await Promise.all(
      [server, strict].map(async (one) => [
        (await ask(one, { aud: undefined })).status,
        (await ask(one, { aud: 'another' })).status,
      ]),
    );
    await Promise.all([server.close(), strict.close()]);
    expect(statuses).toEqual([
      [201, 201],
      [401, 401],
    ]);
  });
});

describe('a key of the issuer that cannot be used', () => {
  it.each([
    [
      'is too short',
      async () => {
        const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
        return { jwk: await exportJWK(publicKey), alg: 'RS256', privateKey };
      },
    ],
    [
      'is damaged',
      async () => {
        const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        return { jwk: { ...(await exportJWK(publicKey)), n: '!' }, alg: 'RS256', privateKey };
      },
    ],
    [
      'holds nothing',
      async () => {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        return { jwk: { kty: 'RSA' }, alg: 'RS256', privateKey };
      },
    ],
  ])(
    'since it %s makes tokens that name it forged and counted, and keeps no other from being used',
    async (_what, make) => {
      const { jwk, alg, privateKey } = await make();
      const broken = await startKeyServer({
        kind: 'says',
        status: 200,
        type: 'application/json',
        body: JSON.stringify({ keys: [{ ...jwk, kid: 'broken', alg, use: 'sig' }, es.publicJwk] }),
      });
      const server = await startCompanion({
        AUTH_JWKS_URL: broken.url,
        AUTH_ISSUER: issuer,
        RL_MAX_REQUESTS_IP: '3',
      });
      const head = `${base64({ alg, kid: 'broken' })}.${base64({ ...claims(), jti: Math.random() })}`;
      const forged = `${head}.${createSign('sha256').update(head).sign(privateKey).toString('base64url')}`;
      const ask = async (jwt: string) =>
        (await call(server.url, 'GET /v1/pro/status', { headers: { authorization: `Bearer ${jwt}` } })).status;
      expect(await ask(await signToken(es))).toBe(200);
      const statuses: number[] = [];
      for (let times = 0; times < 4; times += 1) statuses.push(await ask(forged));
      await server.close();
      await broken.close();
      expect(statuses).toEqual([401, 401, 401, 429]);
    },
  );
});

describe('while the key server is down', () => {
  it('a signed token is answered 503, a token and a visitor as ever', async () => {
    const silent = await startKeyServer({ kind: 'says', status: 500, type: 'text/html', body: 'oops' });
    const other = await startCompanion({ AUTH_JWKS_URL: silent.url, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience });
    const ask = (headers: Readonly<Record<string, string>>) =>
      call(other.url, 'POST /v1/holds', { body: holdBody(), headers: { 'x-client-id': 'client-1234', ...headers } });
    const unknown = await ask({ authorization: `Bearer ${await signToken(es)}` });
    expect([unknown.status, unknown.body.code]).toEqual([503, 'identity_unavailable']);
    expect(unknown.headers.get('retry-after')).toBe('5');
    expect((await ask({ authorization: `Bearer ${newToken()}` })).status).toBe(401);
    expect((await ask({})).headers.get('x-free-left')).toBe('19');
    await other.close();
    await silent.close();
  });
});

describe('identity headers', () => {
  const trusting = { TRUSTED_PROXIES: '127.0.0.1', TRUST_IDENTITY_HEADERS: '1' };
  it.each([
    ['they are not switched on', { TRUSTED_PROXIES: '127.0.0.1' }],
    ['they come from a stranger', { TRUSTED_PROXIES: '10.0.0.0/8', TRUST_IDENTITY_HEADERS: '1' }],
    ['only a count of proxies is trusted', { ...trusting, TRUSTED_PROXIES: '10.0.0.0/8', TRUSTED_PROXY_HOPS: '1' }],
  ])('are ignored when %s', async (_when, env) => {
    const server = await startCompanion(env);
    const reply = await hold(server, { 'x-user-id': '7', 'x-plan': 'enterprise' });
    const free = await hold(server, { 'x-user-id': '7', 'x-plan': 'enterprise', 'x-client-id': 'client-1234' });
    await server.close();
    expect([reply.status, reply.body.hold.source]).toEqual([201, 'free']);
    expect([free.status, free.body.hold.source]).toEqual([201, 'free']);
  });

  it('name a plan in whatever case', async () => {
    const server = await startCompanion(trusting);
    const reply = await hold(server, { 'x-user-id': '7', 'x-plan': 'Team' });
    await server.close();
    expect([reply.status, reply.headers.get('x-plan'), reply.headers.get('x-usage-remaining')]).toEqual([
      201,
      'team',
      'unlimited',
    ]);
  });

  it('are read in UTF-8, as the operator writes ids', async () => {
    const operatorKey = 'the key of the operator';
    const server = await startCompanion({ ...trusting, ADMIN_API_KEY: operatorKey });
    for (const id of ['äda', 'Ähre', '北京-7', 'x\u00e9']) {
      const body = { scope: 'user', subject: id, plan_id: 'enterprise' };
      await call(server.url, 'POST /v1/plans/assign', { headers: { 'x-api-key': operatorKey }, body });
      const reply = await hold(server, { 'x-user-id': Buffer.from(id).toString('latin1') });
      expect([id, reply.status, reply.headers.get('x-plan')]).toEqual([id, 201, 'enterprise']);
    }
    // Bytes that are no UTF-8 are taken one by one.
    expect((await hold(server, { 'x-user-id': 'x\u00e9' })).headers.get('x-plan')).toBe('enterprise');
    await server.close();
  });

  it('that could be two people’s, or nobody’s, are refused and never free', async () => {
    const server = await startCompanion(trusting);
    for (const user of ['7, 8', 'x'.repeat(201), '7\t8']) {
      const reply = await hold(server, { 'x-user-id': user, 'x-client-id': 'client-1234' });
      expect([reply.status, reply.body.code]).toEqual([401, 'token_rejected']);
    }
    await server.close();
  });

  it('count for less than what the caller proves', async () => {
    const server = await startCompanion(trusting);
    const reply = await hold(server, { 'x-user-id': '7', authorization: `Bearer ${newToken()}` });
    await server.close();
    expect([reply.status, reply.body.code]).toEqual([401, 'token_rejected']);
  });
});
