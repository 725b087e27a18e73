import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PayerRule } from '../../../server/http/metered/payer.ts';
import { listening } from '../../support/listening.ts';
import { ask, codeOf, credit, newToken, openShop, type Answer, type Shop } from './shop.ts';

const sold = (payer: PayerRule) => ({
  config: { metered: { payer, cost: { kind: 'fixed', amount: 10 } as const } },
});

describe('who pays for a metered route', () => {
  let shop: Shop;
  let url: string;
  let keyServer: Server;
  const keys: { signing: CryptoKey | null; stranger: CryptoKey | null; isDown: boolean } = {
    signing: null,
    stranger: null,
    isDown: false,
  };

  beforeAll(async () => {
    const own = await generateKeyPair('ES256');
    const other = await generateKeyPair('ES256');
    keys.signing = own.privateKey;
    keys.stranger = other.privateKey;
    const published: JWK = { ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'ES256' };
    keyServer = createServer((_request, response) => {
      response.writeHead(keys.isDown ? 500 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: [published] }));
    });
    const port = await listening(keyServer);
    shop = await openShop({
      routes(app) {
        app.get('/bearer', sold({ kind: 'bearer' }), () => 'ok');
        app.get('/header', sold({ kind: 'header', name: 'X-Account' }), () => 'ok');
        app.get('/query', sold({ kind: 'query', name: 'account' }), () => 'ok');
        app.post('/body', sold({ kind: 'body', field: 'billing.account' }), () => 'ok');
        for (const path of ['/jwt', '/jwt-down']) {
          const jwks = `http://127.0.0.1:${port}${path}`;
          app.get(path, sold({ kind: 'jwt', keys: jwks, issuer: 'https://id.test', audience: 'shop' }), () => 'ok');
        }
        app.get(
          '/function',
          sold(async ({ headers }) => (headers['x-team'] === 'red' ? { kind: 'account', account: 'team red' } : null)),
          () => 'ok',
        );
      },
    });
    for (const account of ['alice', 'team red'])
      await shop.metering.grant({ to: { kind: 'account', account }, amount: 10 * credit, reason: 'test' });
    url = await shop.sell();
  });
  afterAll(async () => {
    await shop.close();
    keyServer.close();
  });

  async function paidBy(account: string, request: () => Promise<Answer>): Promise<number> {
    const before = (await shop.metering.balance({ kind: 'account', account }))?.balance ?? 0;
    const { status } = await request();
    expect(status).toBe(200);
    await shop.app.metering.settled();
    return before - ((await shop.metering.balance({ kind: 'account', account }))?.balance ?? 0);
  }

  function jwt(
    claims: { iss?: string; aud?: string; sub?: string; exp?: string },
    key = keys.signing,
  ): Promise<string> {
    if (key === null) throw new Error('no key');
    return new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setSubject(claims.sub ?? 'alice')
      .setIssuer(claims.iss ?? 'https://id.test')
      .setAudience(claims.aud ?? 'shop')
      .setExpirationTime(claims.exp ?? '5 minutes')
      .sign(key);
  }

  it('is the wallet of the bearer token', async () => {
    const token = await shop.customer();
    expect((await ask(`${url}/bearer`, token)).status).toBe(200);
    await shop.app.metering.settled();
    expect(await shop.free(token)).toBe(100 * credit - 10);
  });

  it('is the account in a header, in the address or in the body', async () => {
    expect(await paidBy('alice', () => ask(`${url}/header`, null, { headers: { 'x-account': 'alice' } }))).toBe(10);
    expect(await paidBy('alice', () => ask(`${url}/query?account=alice`, null))).toBe(10);
    expect(await paidBy('alice', () => ask(`${url}/body`, null, { body: { billing: { account: 'alice' } } }))).toBe(10);
  });

  it('is the token in a header where one stands there', async () => {
    const token = await shop.customer();
    expect((await ask(`${url}/header`, null, { headers: { 'x-account': token } })).status).toBe(200);
  });

  it('is whom a function names', async () => {
    expect(await paidBy('team red', () => ask(`${url}/function`, null, { headers: { 'x-team': 'red' } }))).toBe(10);
  });

  it('is the subject of a verified JWT', async () => {
    const token = await jwt({});
    expect(await paidBy('alice', () => ask(`${url}/jwt`, token))).toBe(10);
  });

  it('is nobody by a JWT that is expired, of another issuer, audience or key, or unsigned', async () => {
    const forged = [
      await jwt({ exp: '-1 minute' }),
      await jwt({ iss: 'https://evil.test' }),
      await jwt({ aud: 'elsewhere' }),
      await jwt({}, keys.stranger),
      new UnsecuredJWT({})
        .setSubject('alice')
        .setIssuer('https://id.test')
        .setAudience('shop')
        .setExpirationTime('5 minutes')
        .encode(),
      'not.a.jwt',
    ];
    const answers = await Promise.all(forged.map((token) => ask(`${url}/jwt`, token)));
    expect(answers.map(({ status }) => status)).toEqual(forged.map(() => 401));
    expect(answers.map(codeOf)).toEqual(forged.map(() => 'token_rejected'));
  });

  it('cannot be said while the keys are out of reach: 503, not 401', async () => {
    keys.isDown = true;
    const answer = await ask(`${url}/jwt-down`, await jwt({}));
    keys.isDown = false;
    expect([answer.status, codeOf(answer)]).toEqual([503, 'identity_unavailable']);
  });

  it('missing is a 401 that says where to put it', async () => {
    const answers = await Promise.all([
      ask(`${url}/bearer`, null),
      ask(`${url}/header`, null),
      ask(`${url}/query`, null),
      ask(`${url}/query?account=a&account=b`, null),
      ask(`${url}/body`, null, { body: { billing: 'alice' } }),
      ask(`${url}/jwt`, null),
      ask(`${url}/function`, null),
    ]);
    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(answers.map(() => [401, 'payer_missing']));
    expect(answers[1]?.text).toContain('X-Account');
  });

  it('unknown is a 404 for an account and a 401 for a token', async () => {
    const account = await ask(`${url}/header`, null, { headers: { 'x-account': 'nobody' } });
    const token = await ask(`${url}/bearer`, newToken());
    const half = await ask(`${url}/bearer`, 'tally_short');
    expect([account.status, codeOf(account)]).toEqual([404, 'wallet_not_found']);
    expect([token.status, codeOf(token)]).toEqual([401, 'token_rejected']);
    expect([half.status, codeOf(half)]).toEqual([401, 'token_rejected']);
  });

  it('is never taken from a token in an address, and no token reaches the log', async () => {
    const token = await shop.customer();
    await ask(`${url}/bearer`, token);
    await ask(`${url}/header`, null, { headers: { 'x-account': token } });
    await shop.app.metering.settled();
    expect(shop.log()).not.toContain(token);
    const refused = await ask(`${url}/query?account=${token}`, null);
    expect([refused.status, codeOf(refused)]).toEqual([401, 'token_rejected']);
  });
});
