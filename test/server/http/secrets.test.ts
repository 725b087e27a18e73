import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog, createStrike } from '../../../server/http/log.ts';
import { serverContract } from '../../../server/contract/contract.ts';
import { type Companion, call, holdBody, newToken, openOrder, startCompanion } from '../../support/companion.ts';

const canaries = {
  token: newToken(),
  salt: 'canary-salt-0123456789',
  admin: 'canary-admin-0123456789',
  webhook: 'canary-webhook-0123456789',
  cookie: 'canary-cookie-0123456789',
  apiKey: 'canary-api-key-0123456789',
  query: 'canary-query-0123456789',
  client: 'canary-client-0123456789',
  address: '203.0.113.77',
};

let server: Companion;
beforeAll(async () => {
  server = await startCompanion({
    LOG_LEVEL: 'trace',
    ANON_SALT: canaries.salt,
    ADMIN_API_KEY: canaries.admin,
    SANDBOX_WEBHOOK_SECRET: canaries.webhook,
    TRUSTED_PROXIES: '127.0.0.1',
  });
});
afterAll(() => server.close());

const headers = {
  authorization: `Bearer ${canaries.token}`,
  cookie: `session=${canaries.cookie}`,
  'x-api-key': canaries.apiKey,
  'x-client-id': canaries.client,
  'x-forwarded-for': canaries.address,
  'x-request-id': canaries.token,
};

const routes = [
  serverContract.holds,
  serverContract.orders,
  serverContract.payments,
  serverContract.pro,
  serverContract.config,
  serverContract.health,
  serverContract.dev,
].flatMap((group) =>
  Object.values(group).map((procedure) => `${procedure['~orpc'].route.method} ${procedure['~orpc'].route.path}`),
);

const eventsRoute = 'GET /v1/orders/{id}/events';

describe('a secret', () => {
  it('sent to every route, in every place, stands in no log line, no answer and no file', async () => {
    const { id } = await openOrder(server.url, canaries.token);
    const answers: string[] = [];
    const keep = (reply: { readonly body: unknown; readonly headers: Headers }) =>
      answers.push(JSON.stringify(reply.body), JSON.stringify([...reply.headers]));
    for (const route of [
      ...routes.filter((route) => route !== eventsRoute),
      'GET /nowhere',
      'POST /v1/webhooks/sandbox',
      `GET /checkout/${id}`,
      `POST /checkout/${id}/decline`,
      `GET /${canaries.token}`,
      `GET /checkout/${canaries.token}`,
    ]) {
      const path = route.replace('{id}', id);
      const query = `?token=${canaries.query}&secret=${canaries.query}`;
      keep(await call(server.url, `${path}${query}`, { headers }));
      if (route.startsWith('POST')) {
        keep(
          await call(server.url, `${path}${query}`, {
            headers,
            body: {
              ...holdBody(),
              order_id: id,
              [canaries.token]: canaries.token,
              model: { [canaries.query]: canaries.token },
            },
          }),
        );
        keep(
          await call(server.url, path, {
            headers: { ...headers, authorization: `Bearer ${canaries.token}x` },
            body: holdBody(),
          }),
        );
      }
    }
    await fetch(`${server.url}/v1/holds`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: `{"id":"${randomUUID()}","${canaries.token}"`,
    });
    const leaving = new AbortController();
    const stream = await fetch(`${server.url}/v1/orders/${id}/events?token=${canaries.query}`, {
      headers,
      signal: leaving.signal,
    });
    expect(stream.status).toBe(200);
    leaving.abort();
    const files = readdirSync(server.folder).map((file) => readFileSync(join(server.folder, file), 'latin1'));
    const log = server.log();
    expect(log.split('\n').length).toBeGreaterThan(routes.length);
    for (const [name, canary] of Object.entries(canaries)) {
      expect(log.includes(canary), `${name} in the log`).toBe(false);
      expect(
        files.some((file) => file.includes(canary)),
        `${name} in a file`,
      ).toBe(false);
    }
    for (const canary of [
      canaries.token,
      canaries.salt,
      canaries.admin,
      canaries.webhook,
      canaries.cookie,
      canaries.apiKey,
    ])
      expect(answers.some((answer) => answer.includes(canary))).toBe(false);
  });

  it('in an error from anywhere is struck before the line is written', () => {
    const lines: string[] = [];
    const log = createLog('info', [canaries.salt], { write: (line) => void lines.push(line) });
    log.error({ err: new Error(`${canaries.token} and ${canaries.salt}`), authorization: 'mine' }, 'broke');
    expect(lines.join('')).toContain('[redacted] and [redacted]');
    expect(lines.join('')).not.toMatch(/tally_|canary|mine/);
  });

  it('is struck from a line whatever puts it there', () => {
    const strike = createStrike(['the "admin" key of mine']);
    const line = JSON.stringify({
      err: { message: `no ${newToken()} for Bearer abc.def, ?token=xyz&a=1 and the "admin" key of mine` },
    });
    expect(JSON.parse(strike(line))).toEqual({
      err: { message: 'no [redacted] for [redacted], ?[redacted]&a=1 and [redacted]' },
    });
  });
});

describe('the access log', () => {
  it('has one line for a request, with its route and not its path', async () => {
    const id = randomUUID();
    const before = server.log().length;
    const reply = await call(server.url, `GET /v1/holds/${id}`, { as: 'client-1234' });
    const [line = '{}', ...others] = server.log().slice(before).trim().split('\n');
    expect(others).toEqual([]);
    expect(JSON.parse(line)).toEqual({
      level: 30,
      time: expect.any(String),
      msg: 'request',
      request_id: reply.body.request_id,
      bucket: expect.stringMatching(/^[\w-]{32}$/),
      method: 'GET',
      route: '/v1/holds/:id',
      status: 404,
      ms: expect.any(Number),
    });
    expect(line).not.toContain(id);
  });
});
