import { afterEach, describe, expect, it } from 'vitest';
import {
  audience,
  issuer,
  newSigningKey,
  type SigningKey,
  signToken,
  startKeyServer,
} from '../../support/key-server.ts';
import { type Companion, call, holdBody, newToken, startCompanion } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';

const open: Pick<Companion, 'close'>[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function limited(env: Readonly<Record<string, string>>): Promise<Companion> {
  const server = await startCompanion({ FREE_LIMIT: '1000', ...env });
  open.push(server);
  return server;
}

const hold = (server: Companion, as: string, headers: Readonly<Record<string, string>> = {}) =>
  call(server.url, 'POST /v1/holds', { as, body: holdBody(), headers });

describe('a rate limit over HTTP', () => {
  it('answers 429 with when to come back, and says what was left before', async () => {
    const server = await limited({ RL_MAX_REQUESTS_CID: '2', RL_MAX_REQUESTS_IP: '50' });
    const first = await hold(server, 'client-1234');
    expect([first.headers.get('x-ratelimit-limit'), first.headers.get('x-ratelimit-remaining')]).toEqual(['2', '1']);
    expect(first.headers.get('ratelimit-policy')).toBe('"ip";q=50;w=60, "client";q=2;w=60');
    await hold(server, 'client-1234');
    const third = await hold(server, 'client-1234');
    expect([third.status, third.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(third.body.retry_after_s).toBe(Number(third.headers.get('retry-after')));
    expect(third.headers.get('ratelimit')).toMatch(/^"ip";r=48;t=\d+, "client";r=0;t=\d+$/);
  });

  it('of one client takes nothing from others behind the same address', async () => {
    const server = await limited({ RL_MAX_REQUESTS_CID: '2', RL_MAX_REQUESTS_IP: '5' });
    for (let turn = 0; turn < 20; turn += 1) await hold(server, 'client-greedy');
    const others = [
      await hold(server, 'client-other'),
      await hold(server, 'client-other'),
      await hold(server, 'client-third'),
      await hold(server, 'client-third'),
    ];
    expect(others.map(({ status }) => status)).toEqual([201, 201, 201, 429]);
  });

  it('leaves captures and reads alone', async () => {
    const server = await limited({ RL_MAX_REQUESTS_CID: '1' });
    const { id } = (await hold(server, 'client-1234')).body.hold;
    expect((await hold(server, 'client-1234')).status).toBe(429);
    for (let turn = 0; turn < 5; turn += 1)
      expect((await call(server.url, `GET /v1/holds/${id}`, { as: 'client-1234' })).status).toBe(200);
    expect((await call(server.url, `POST /v1/holds/${id}/capture`, { as: 'client-1234' })).status).toBe(200);
  });

  it('counts unknown addresses and tokens that are none', async () => {
    const server = await limited({ RL_MAX_REQUESTS_IP: '3' });
    const answers = [
      await call(server.url, 'GET /nowhere'),
      await call(server.url, 'GET /v1/pro/status', { headers: { authorization: 'Bearer x' } }),
      await hold(server, newToken()),
      await call(server.url, 'GET /nowhere'),
      await call(server.url, 'GET /v1/pro/status', { headers: { authorization: 'Bearer x' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 401, 401, 429, 429]);
  });

  it('that is switched off counts neither networks nor clients, and says nothing of limits', async () => {
    const server = await limited({ RATE_LIMIT_ENABLED: '0', RL_MAX_REQUESTS_IP: '2', RL_MAX_CALM_REQUESTS: '2' });
    for (let turn = 0; turn < 5; turn += 1) {
      const answer = await hold(server, 'client-1234');
      expect([answer.status, answer.headers.get('x-ratelimit-limit')]).toEqual([201, null]);
      expect((await call(server.url, 'GET /v1/config')).status).toBe(200);
      expect((await call(server.url, 'GET /nowhere')).status).toBe(404);
    }
  });

  it('that is switched off still counts wrong credentials of every kind', async () => {
    const operatorKey = 'the key of the operator';
    const off = { RATE_LIMIT_ENABLED: '0', RL_MAX_REQUESTS_IP: '2', ADMIN_API_KEY: operatorKey };
    const wrong = [
      (server: Companion) => call(server.url, 'GET /v1/pro/status', { headers: { authorization: 'Bearer x' } }),
      (server: Companion) => hold(server, newToken()),
      (server: Companion) => call(server.url, 'GET /v1/plans', { headers: { 'x-api-key': 'a key of nobody at all' } }),
    ];
    for (const ask of wrong) {
      const server = await limited(off);
      const answers = [await ask(server), await ask(server), await ask(server)];
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 429]);
      expect((await hold(server, 'client-1234')).status).toBe(201);
      expect((await call(server.url, 'GET /v1/plans', { headers: { 'x-api-key': operatorKey } })).status).toBe(200);
    }
  });

  it('that is switched off leaves the minute of a plan as it is', async () => {
    const server = await limited({ RATE_LIMIT_ENABLED: '0', PLAN_FREE_PER_MINUTE: '2' });
    const answers = [await hold(server, 'client-1'), await hold(server, 'client-1'), await hold(server, 'client-1')];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
  });

  it('never keeps a probe from its answer', async () => {
    const server = await limited({ RL_MAX_REQUESTS_IP: '1', RL_MAX_CALM_REQUESTS: '1' });
    for (let turn = 0; turn < 5; turn += 1) expect((await call(server.url, 'GET /healthz')).status).toBe(200);
  });

  it('cannot be escaped by forging where one comes from', async () => {
    const server = await limited({ RL_MAX_REQUESTS_IP: '2' });
    const answers = [];
    for (let turn = 0; turn < 4; turn += 1)
      answers.push(
        await hold(server, `client-${turn}-abc`, {
          'x-forwarded-for': `203.0.${turn}.1`,
          'cf-connecting-ip': `203.0.${turn}.1`,
        }),
      );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 429, 429]);
  });

  describe('of signed tokens', () => {
    async function issuing(env: Readonly<Record<string, string>>) {
      const key = await newSigningKey('es');
      const keys = await startKeyServer({ kind: 'keys', keys: [key] });
      open.push(keys);
      const issuers = { AUTH_JWKS_URL: keys.url, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience };
      const server = await limited({ ...issuers, ...env });
      const ask = (jwt: string) =>
        call(server.url, 'POST /v1/holds', { body: holdBody(), headers: { authorization: `Bearer ${jwt}` } });
      return { key, keys, ask };
    }
    const statuses = (replies: readonly { readonly status: number }[]) => replies.map(({ status }) => status);
    const tampered = async (key: SigningKey, count: number) => {
      const [head, , signature] = (await signToken(key)).split('.');
      return Array.from({ length: count }, (_, turn) => {
        const claims = { iss: issuer, aud: audience, sub: `x${turn}`, exp: Math.floor(Date.now() / 1000) + 300 };
        return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
      });
    };

    it('has no more looked at than the network has tries, however many come at once', async () => {
      const { key, ask } = await issuing({ RL_MAX_REQUESTS_IP: '8' });
      const known = await signToken(key, { sub: 'known', plan: 'pro' });
      expect((await ask(known)).status).toBe(201);
      const flood = await Promise.all((await tampered(key, 60)).map(ask));
      expect(statuses(flood).filter((status) => status === 401)).toHaveLength(8);
      expect(statuses(flood).filter((status) => status === 429)).toHaveLength(52);
      expect(flood.at(-1)?.body.detail).toMatch(/^Too many .*Try again in \d+ seconds\.$/);
      // Were it looked at, it would be found good.
      const unheard = await ask(await signToken(key, { sub: 'new' }));
      expect([unheard.status, unheard.body.code, unheard.headers.has('retry-after')]).toEqual([
        429,
        'rate_limited',
        true,
      ]);
      for (let turn = 0; turn < 20; turn += 1) expect((await ask(known)).status).toBe(201);
    });

    it('counts no proof that is good, however many people share the network', async () => {
      const { key, ask } = await issuing({ RL_MAX_REQUESTS_IP: '2', RL_MAX_REQUESTS_CID: '1' });
      for (let person = 0; person < 10; person += 1)
        expect((await ask(await signToken(key, { sub: `person ${person}` }))).status).toBe(201);
    });

    it('counts nothing while the keys cannot be had', async () => {
      const { key, keys, ask } = await issuing({ RL_MAX_REQUESTS_IP: '2' });
      keys.become({ kind: 'says', status: 500, type: 'text/plain', body: '' });
      const token = await signToken(key);
      for (let turn = 0; turn < 2; turn += 1) expect((await ask(token)).status).toBe(503);
    });
  });

  describe('of those who pay', () => {
    async function paying(env: Readonly<Record<string, string>> = {}) {
      const server = await limited({ RL_MAX_REQUESTS_IP: '60', RL_MAX_REQUESTS_CID: '30', ...env });
      const tokens = Array.from({ length: 2 }, newToken);
      for (const token of tokens) await grantTo(server.folder, { token, credits: 500 });
      return { server, tokens };
    }

    it('leaves a token all the messages of its plan’s minute, and its network as many for each of them', async () => {
      const { server, tokens } = await paying();
      const answers = await Promise.all(
        tokens.flatMap((token) => Array.from({ length: 121 }, () => hold(server, token))),
      );
      const codes = answers.map(({ body }) => body.code ?? 'taken');
      const others = codes.filter((code) => code !== 'taken');
      // Two minutes of the clock could share the messages between them; the cap is of one.
      expect(others.filter((code) => code !== 'plan_rate_limited')).toEqual([]);
      expect(others.length).toBeLessThanOrEqual(2);
    });

    it('takes nothing from the messages for their captures', async () => {
      const { server, tokens } = await paying({ RL_MAX_CALM_REQUESTS: '5', PLAN_PRO_PER_MINUTE: '100' });
      const [token = ''] = tokens;
      for (let turn = 0; turn < 20; turn += 1) {
        const { status, body } = await hold(server, token);
        expect(status).toBe(201);
        expect((await call(server.url, `POST /v1/holds/${body.hold.id}/capture`, { as: token })).status).toBe(200);
      }
    });

    it('lets nobody guess tokens faster than a stranger may ask', async () => {
      const { server, tokens } = await paying({ RL_MAX_REQUESTS_IP: '5' });
      const [token = ''] = tokens;
      expect((await hold(server, token)).status).toBe(201);
      const guesses = await Promise.all(Array.from({ length: 30 }, () => hold(server, newToken())));
      expect(guesses.filter(({ status }) => status === 401)).toHaveLength(5);
      expect(guesses.filter(({ status }) => status === 429)).toHaveLength(25);
      expect((await hold(server, token)).status).toBe(201);
    });
  });

  it('counts networks apart behind so many proxies, whoever they are', async () => {
    const server = await limited({ RL_MAX_REQUESTS_IP: '1', TRUSTED_PROXY_HOPS: '1' });
    const from = (chain: string) => hold(server, `client-${chain}`, { 'x-forwarded-for': chain });
    expect((await from('203.0.113.1')).status).toBe(201);
    expect((await from('198.51.100.7, 203.0.113.2')).status).toBe(429);
    expect((await from('203.0.113.1, 198.51.100.1')).status).toBe(201);
  });

  it('counts networks apart behind a trusted proxy', async () => {
    const server = await limited({ RL_MAX_REQUESTS_IP: '1', TRUSTED_PROXIES: '127.0.0.0/8' });
    const from = (address: string) => hold(server, `client-${address}`, { 'x-forwarded-for': address });
    expect((await from('203.0.113.1')).status).toBe(201);
    expect((await from('203.0.113.2')).status).toBe(429);
    expect((await from('198.51.100.1')).status).toBe(201);
  });
});

describe('the free allowance', () => {
  it('is shared by everyone in one network, and by one client in all networks', async () => {
    const server = await limited({ FREE_LIMIT: '2', TRUSTED_PROXIES: '127.0.0.0/8' });
    const from = (address: string, as: string) => hold(server, as, { 'x-forwarded-for': address });
    expect((await from('203.0.113.1', 'client-aaaa')).status).toBe(201);
    expect((await from('203.0.113.9', 'client-bbbb')).status).toBe(201);
    expect((await from('203.0.113.5', 'client-cccc')).status).toBe(402);
    expect((await from('198.51.100.1', 'client-aaaa')).status).toBe(201);
    expect((await from('192.0.2.1', 'client-aaaa')).status).toBe(402);
  });

  it('is never used for a token, known or not', async () => {
    const server = await limited({ FREE_LIMIT: '2' });
    expect((await hold(server, newToken(), { 'x-client-id': 'client-aaaa' })).status).toBe(401);
    expect(
      (
        await call(server.url, 'POST /v1/holds', {
          as: 'client-aaaa',
          body: holdBody(),
          headers: { authorization: 'Bearer tally_no' },
        })
      ).status,
    ).toBe(401);
    expect((await hold(server, 'client-aaaa')).headers.get('x-free-left')).toBe('1');
  });
});
