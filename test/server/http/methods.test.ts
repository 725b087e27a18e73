// HEAD is answered as GET, and a method that an address does not take as a problem document that names those that it takes.
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Companion, newToken, openOrder, startCompanion, tokenHash } from '../../support/companion.ts';

let server: Companion;
beforeAll(async () => {
  server = await startCompanion({ ADMIN_API_KEY: 'the key of the operator' });
});
afterAll(() => server.close());

// The last two are the client's own wish for a HEAD.
const own = new Set([
  'x-request-id',
  'date',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'ratelimit',
  'connection',
  'keep-alive',
]);
const alike = (headers: Headers) => [...headers].filter(([name]) => !own.has(name));

/** What comes back on a connection of its own, for methods that fetch does not send. */
const raw = (method: string, path: string, headers = '', body = '') =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () =>
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: a\r\n${headers}Connection: close\r\n\r\n${body}`),
    );
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });

describe('HEAD', () => {
  it.each(['/', '/healthz', '/readyz', '/v1/config', '/openapi.json', `/v1/holds/${randomUUID()}`, '/nowhere'])(
    'of %s is GET without its body',
    async (path) => {
      const headers = { 'x-client-id': 'client-1234' };
      const get = await fetch(`${server.url}${path}`, { headers });
      const head = await fetch(`${server.url}${path}`, { method: 'HEAD', headers });
      expect([head.status, alike(head.headers)]).toEqual([get.status, alike(get.headers)]);
      expect((await get.text()).length).toBeGreaterThan(0);
      expect(await head.text()).toBe('');
    },
  );

  it('of a checkout page and of its events ends at once, and keeps no place in the count of streams', async () => {
    const { id } = await openOrder(server.url, newToken());
    for (let times = 0; times < 60; times += 1) {
      const head = await fetch(`${server.url}/v1/orders/${id}/events`, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    }
    expect((await fetch(`${server.url}/checkout/${id}`, { method: 'HEAD' })).headers.get('content-type')).toContain(
      'html',
    );
  });

  it('of what only takes POST is refused', async () => {
    const head = await fetch(`${server.url}/v1/holds`, { method: 'HEAD' });
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('stands in the log by its own name', async () => {
    await fetch(`${server.url}/healthz`, { method: 'HEAD', headers: { 'x-request-id': 'a-head' } });
    expect(
      server
        .log()
        .split('\n')
        .find((line) => line.includes('"a-head"')),
    ).toContain('"method":"HEAD"');
  });
});

describe('a whole address, as proxies send it', () => {
  it.each([
    ['GET', '/v1/config', 200],
    ['HEAD', '/healthz', 200],
    ['GET', `/v1/payments/status?order_id=${randomUUID()}`, 404],
    ['DELETE', '/v1/config', 405],
    ['POST', '/v1/holds', 400],
    ['GET', '', 200],
  ])('means its path: %s …%s', async (method, path, status) => {
    const [whole, short] = [
      await raw(method, `http://example.org${path}`),
      await raw(method, path === '' ? '/' : path),
    ];
    expect(whole).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(short.split(' ', 2)).toEqual(whole.split(' ', 2));
  });
});

describe('a method that an address does not take', () => {
  it.each([
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/v1/config', 'GET, HEAD'],
    ['PUT', `/v1/holds/${randomUUID()}`, 'GET, HEAD'],
    ['PATCH', '/v1/payments/checkout', 'POST'],
    ['GET', '/v1/webhooks/sandbox', 'POST'],
    ['DELETE', `/checkout/${randomUUID()}`, 'GET, HEAD'],
    ['OPTIONS', '/v1/holds', 'POST'],
    ['OPTIONS', '/healthz', 'GET, HEAD'],
    ['TRACE', '/healthz', 'GET, HEAD'],
    ['PROPFIND', '/v1/config', 'GET, HEAD'],
    ['QUERY', '/v1/config', 'GET, HEAD'],
  ])('%s %s is told which ones it takes', async (method, path, allow) => {
    const answer = await raw(method, path);
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toMatch(new RegExp(`\r\nallow: ${allow}\r\n`, 'i'));
    expect(answer).toMatch(/\r\ncontent-type: application\/problem\+json\r\n/i);
    expect(answer).toContain('"code":"method_not_allowed"');
  });

  it.each([
    ['PUT', 'application/json', '{"half":'],
    ['QUERY', 'application/sql', 'select'],
    ['DELETE', 'no type at all', '{}'],
  ])('%s hears so whatever it brings: %s %s', async (method, type, body) => {
    const headers = `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n`;
    expect(await raw(method, '/v1/holds', headers, body)).toMatch(/^HTTP\/1\.1 405 [^]*\r\nallow: POST\r\n/i);
    expect(await raw(method, '/nowhere', headers, body)).toMatch(/^HTTP\/1\.1 404 /);
  });

  it.each(['OPTIONS', 'TRACE', 'DELETE', 'QUERY'])('%s of an unknown address finds nothing', async (method) => {
    expect(await raw(method, '/nowhere')).toMatch(/^HTTP\/1\.1 404 [^]*application\/problem\+json[^]*"not_found"/i);
  });

  it('is another thing than the question of a browser before it sends', async () => {
    const asked = 'Origin: https://app.example\r\nAccess-Control-Request-Method: POST\r\n';
    expect(await raw('OPTIONS', '/v1/holds', asked)).toMatch(
      /^HTTP\/1\.1 204 [^]*access-control-allow-methods: GET, POST, PATCH, DELETE/i,
    );
  });

  it('tells nothing of the operator’s addresses where there is no key', async () => {
    const keyless = await startCompanion();
    const statuses = await Promise.all(
      [keyless, server].map(async ({ url }) => (await fetch(`${url}/v1/plans`, { method: 'DELETE' })).status),
    );
    await keyless.close();
    expect(statuses).toEqual([404, 405]);
  });

  it('costs no order and no hold', async () => {
    const order = { order_id: randomUUID(), pack_id: 'small', provider: 'sandbox', token_hash: tokenHash(newToken()) };
    const put = await fetch(`${server.url}/v1/payments/checkout`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    const status = await fetch(`${server.url}/v1/payments/status?order_id=${order.order_id}`);
    expect([put.status, status.status]).toEqual([405, 404]);
  });
});
