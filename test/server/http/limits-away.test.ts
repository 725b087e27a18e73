// A server whose Valkey cannot be reached. What it does with one that answers is shown by the live tests.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../support/app/free-port.ts';
import { type Companion, call, holdBody, startCompanion } from '../../support/companion.ts';

const open: Companion[] = [];
let nobody: string;
beforeEach(async () => {
  nobody = `redis://:the-secret-of-valkey@127.0.0.1:${await freePort()}`;
});
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(env: Readonly<Record<string, string>>): Promise<Companion> {
  const server = await startCompanion({ FREE_LIMIT: '1000', ...env });
  open.push(server);
  return server;
}

const hold = (server: Companion, as: string) => call(server.url, 'POST /v1/holds', { as, body: holdBody() });
const ready = async (server: Companion) => {
  const { status, body } = await call(server.url, 'GET /readyz');
  return [status, body.limits];
};

it('a server without a Valkey says that it counts by itself', async () => {
  expect(await ready(await start({}))).toEqual([200, 'own']);
});

it('a server counts alone while it is away, and tells why once and without the password', async () => {
  const server = await start({ REDIS_URL: nobody, RL_MAX_REQUESTS_IP: '2' });
  const asked = [await hold(server, 'client-1'), await hold(server, 'client-2'), await hold(server, 'client-3')];
  expect(asked.map(({ status }) => status)).toEqual([201, 201, 429]);
  expect(await ready(server)).toEqual([200, 'alone']);
  expect(server.log().match(/"reason":"[^"]*ECONNREFUSED[^"]*".*Valkey does not count/g)).toHaveLength(1);
  expect(server.log()).not.toContain('the-secret-of-valkey');
});

it('a server that is to refuse meanwhile refuses what begins and what proves nothing, and reads and webhooks go on', async () => {
  const server = await start({ VALKEY_URL: nobody, VALKEY_AWAY: 'refuse' });
  expect(await ready(server)).toEqual([200, 'refusing']);
  for (const no of [await hold(server, 'client-1'), await call(server.url, 'GET /nowhere')]) {
    expect([no.status, no.body.code, no.body.reason]).toEqual([503, 'overloaded', 'limits_away']);
    expect(no.headers.get('retry-after')).toBe(String(no.body.retry_after_s));
  }
  expect((await call(server.url, 'GET /v1/config')).status).toBe(200);
  expect((await call(server.url, 'POST /v1/webhooks/sandbox', { body: {} })).status).toBe(400);
  expect(server.log()).not.toContain('request failed');
});
