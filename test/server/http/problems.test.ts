import { readProblemSaid } from '../../../server/contract/problem.ts';
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Companion, call, holdBody, startCompanion } from '../../support/companion.ts';

let server: Companion;
beforeAll(async () => {
  server = await startCompanion();
});
afterAll(() => server.close());

type Case = {
  readonly what: string;
  readonly request: string;
  readonly status: number;
  readonly code: string;
  readonly detail: RegExp;
  readonly send?: RequestInit;
};

const holdBodyText = JSON.stringify(holdBody());
const json = { 'content-type': 'application/json', 'x-client-id': 'client-1234' };
const post = (body: string, headers: Readonly<Record<string, string>> = json): RequestInit => ({
  method: 'POST',
  body,
  headers,
});

const cases: readonly Case[] = [
  {
    what: 'an unknown address',
    request: '/nowhere',
    status: 404,
    code: 'not_found',
    detail: /nothing at this address/,
  },
  {
    what: 'a method that is not there',
    request: '/v1/holds',
    status: 405,
    code: 'method_not_allowed',
    detail: /does not take GET\. It takes POST\./,
  },
  {
    what: 'an address that cannot be decoded',
    request: '/v1/%zz',
    status: 400,
    code: 'invalid_request',
    detail: /address cannot be read/,
  },
  {
    what: 'malformed JSON',
    request: '/v1/holds',
    status: 400,
    code: 'invalid_request',
    detail: /not valid JSON/,
    send: post('{"id":'),
  },
  {
    what: 'a repeated key',
    request: '/v1/holds',
    status: 400,
    code: 'invalid_request',
    detail: /"model" twice/,
    send: post(`{"id":"${randomUUID()}","model":"a","model":"b","venue":"local"}`),
  },
  {
    what: 'another media type',
    request: '/v1/holds',
    status: 415,
    code: 'invalid_request',
    detail: /application\/json/,
    send: post('a=b', { ...json, 'content-type': 'text/plain' }),
  },
  {
    what: 'a body that is too large',
    request: '/v1/holds',
    status: 413,
    code: 'payload_too_large',
    detail: /too large/,
    send: post(JSON.stringify({ model: 'x'.repeat(70_000) })),
  },
  {
    what: 'a field of the wrong type',
    request: '/v1/holds',
    status: 400,
    code: 'invalid_request',
    detail: /"model"/,
    send: post(JSON.stringify({ ...holdBody(), model: 7 })),
  },
  {
    what: 'an id that is none',
    request: '/v1/holds/7',
    status: 400,
    code: 'invalid_request',
    detail: /"id"/,
    send: { headers: json },
  },
  {
    what: 'no body at all',
    request: '/v1/holds',
    status: 400,
    code: 'invalid_request',
    detail: /./,
    send: { method: 'POST', headers: { 'x-client-id': 'client-1234' } },
  },
  {
    what: 'a repeated query field',
    request: `/v1/payments/status?order_id=${randomUUID()}&order_id=${randomUUID()}`,
    status: 400,
    code: 'invalid_request',
    detail: /"order_id"/,
  },
  {
    what: 'an order that does not exist',
    request: `/v1/payments/status?order_id=${randomUUID()}`,
    status: 404,
    code: 'order_not_found',
    detail: /order/,
  },
  {
    what: 'a stream of no order',
    request: `/v1/orders/${randomUUID()}/events`,
    status: 404,
    code: 'order_not_found',
    detail: /order/,
  },
  {
    what: 'a token that is none',
    request: '/v1/pro/status',
    status: 401,
    code: 'token_rejected',
    detail: /Bearer/,
    send: { headers: { authorization: 'Bearer tally_short' } },
  },
  {
    what: 'another kind of authorization',
    request: '/v1/pro/status',
    status: 401,
    code: 'token_rejected',
    detail: /Bearer/,
    send: { headers: { authorization: 'Basic YTpi' } },
  },
  {
    what: 'a claim without a token',
    request: '/v1/pro/claim',
    status: 401,
    code: 'token_rejected',
    detail: /Bearer/,
    send: post(JSON.stringify({ order_id: randomUUID() })),
  },
  {
    what: 'a pack and an amount',
    request: '/v1/payments/checkout',
    status: 400,
    code: 'invalid_request',
    detail: /pack_id/,
    send: post(
      JSON.stringify({
        order_id: randomUUID(),
        pack_id: 'small',
        amount_cents: 5,
        currency: 'USD',
        provider: 'sandbox',
        token_hash: 'a'.repeat(64),
      }),
    ),
  },
  {
    what: 'a provider that is not offered',
    request: '/v1/payments/checkout',
    status: 422,
    code: 'provider_unknown',
    detail: /./,
    send: post(
      JSON.stringify({ order_id: randomUUID(), pack_id: 'small', provider: 'stripe', token_hash: 'a'.repeat(64) }),
    ),
  },
  {
    what: 'a webhook of nobody',
    request: '/v1/webhooks/stripe',
    status: 404,
    code: 'not_found',
    detail: /webhooks/,
    send: { method: 'POST', body: '{}' },
  },
  {
    what: 'a webhook without a signature',
    request: '/v1/webhooks/sandbox',
    status: 400,
    code: 'invalid_request',
    detail: /signature/,
    send: { method: 'POST', body: '{}' },
  },
];

/** What comes back when `text` is all that is said. */
const raw = (text: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });

describe('a problem document', () => {
  it.each(cases)('answers $what with $status $code', async ({ request, send, status, code, detail }) => {
    const answer = await fetch(`${server.url}${request}`, send);
    const body = await answer.json();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({
      type: `urn:tallystick:problem:${code}`,
      title: expect.any(String),
      status,
      detail: expect.stringMatching(detail),
      code,
      request_id: answer.headers.get('x-request-id'),
    });
    // Beside these stand the code's own parameters, and nothing else.
    const { type: _t, title: _i, status: _s, detail: _d, code: _c, request_id: _r, ...params } = body;
    expect(readProblemSaid(code, params)).toEqual({ code, params });
  });

  it('speaks the language that its reader accepts, with the same code and parameters', async () => {
    const ask = async (language: string) => {
      const body = JSON.stringify({ ...JSON.parse(holdBodyText), model: undefined });
      const answer = await fetch(`${server.url}/v1/holds`, post(body, { ...json, 'accept-language': language }));
      const { title, detail, code, reason, field } = await answer.json();
      const headers = ['content-language', 'vary'].map((name) => answer.headers.get(name));
      return { title, detail, code, reason, field, headers };
    };
    const no = { code: 'invalid_request', reason: 'field_missing', field: 'model' };
    expect(await ask('en-GB')).toEqual({
      ...no,
      title: 'The request cannot be read',
      detail: 'The field "model" is missing. Send it, and try again.',
      headers: ['en', expect.stringContaining('Accept-Language')],
    });
    expect(await ask('fr, de;q=0.5')).toEqual({
      ...no,
      title: 'Die Anfrage ist nicht lesbar',
      detail: 'Das Feld „model“ fehlt. Senden Sie es mit und versuchen Sie es noch einmal.',
      headers: ['de', expect.stringContaining('Accept-Language')],
    });
  });

  it('also answers what Node could not parse', async () => {
    expect(await raw('nonsense\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"invalid_request"/,
    );
    expect(await raw(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 [\s\S]*application\/problem\+json/,
    );
  });

  it('says nothing of what broke inside', async () => {
    const broken = await startCompanion();
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(`${broken.folder}/ledger.db`);
    db.exec('DROP TABLE holds');
    db.close();
    const reply = await call(broken.url, 'POST /v1/holds', { as: 'client-1234', body: holdBody() });
    const log = broken.log();
    await broken.close();
    expect(reply.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(reply.body)).not.toMatch(/SQL|holds|table/i);
    expect(log).toContain(reply.body.request_id);
    expect(log).toMatch(/no such table/);
  });
});

describe('the request id', () => {
  it('is the caller’s own where it is sane, else a new one', async () => {
    const own = await call(server.url, 'GET /healthz', { headers: { 'x-request-id': 'trace-0123456789' } });
    expect(own.headers.get('x-request-id')).toBe('trace-0123456789');
    for (const id of ['a', 'abc', 'x'.repeat(128), 'Root=1-67891233-abcdef/span:7~a@b+c=']) {
      const reply = await call(server.url, 'GET /v1/config', { headers: { 'x-request-id': id } });
      expect([reply.headers.get('x-request-id'), reply.body.request_id]).toEqual([id, id]);
    }
    for (const odd of ['', 'x'.repeat(129), 'with space', 'a,b', '<b>', 'a"b', `tally_${'a'.repeat(43)}`]) {
      const reply = await call(server.url, 'GET /healthz', { headers: { 'x-request-id': odd } });
      expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    }
  });

  it.each(['/', '/healthz', '/readyz', '/v1/config'])('stands in the body of %s, be it one character', async (path) => {
    for (const id of ['7', 'trace-0123456789']) {
      const reply = await call(server.url, `GET ${path}`, { headers: { 'x-request-id': id } });
      expect([reply.status, reply.headers.get('x-request-id'), reply.body.request_id]).toEqual([200, id, id]);
    }
  });

  it('is told at the address itself, with what runs there and where its description is', async () => {
    const { body } = await call(server.url, 'GET /', {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    expect(body).toMatchObject({ name: 'Tallystick server', version: expect.stringMatching(/^\d+\.\d+/) });
    for (const link of ['docs', 'api', 'config', 'health']) expect((await fetch(body.links[link])).status).toBe(200);
  });
});

describe('a browser page of another origin', () => {
  it('may read the headers that tell what is left', async () => {
    const reply = await call(server.url, 'GET /v1/config', { headers: { origin: 'https://elsewhere.example' } });
    const exposed = reply.headers.get('access-control-expose-headers')?.split(', ') ?? [];
    expect(exposed).toEqual(
      expect.arrayContaining([
        'X-Request-ID',
        'X-Free-Left',
        'X-Pro-Left',
        'X-RateLimit-Limit',
        'X-RateLimit-Remaining',
        'X-RateLimit-Reset',
        'Retry-After',
        'RateLimit',
        'RateLimit-Policy',
      ]),
    );
  });

  it('may send the headers that say who asks', async () => {
    const answer = await fetch(`${server.url}/v1/holds`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,x-client-id',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toMatch(/authorization.*x-client-id/);
  });
});

describe('the OpenAPI file', () => {
  it('describes every route with its answers', async () => {
    const { status, body } = await call(server.url, 'GET /openapi.json');
    expect(status).toBe(200);
    expect(body.openapi).toMatch(/^3\.1/);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/v1/holds',
        '/v1/holds/{id}/capture',
        '/v1/payments/checkout',
        '/v1/orders/{id}/events',
        '/v1/pro/claim',
        '/v1/pro/status',
        '/v1/config',
      ]),
    );
    expect(Object.keys(body.paths['/v1/holds'].post.responses)).toEqual(
      expect.arrayContaining(['200', '201', '402', '409', '429']),
    );
  });
});
