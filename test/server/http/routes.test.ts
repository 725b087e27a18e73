// Every route that the server mounts, whether of the contract or not, is open to exactly those whom it names, and counted
// by the limit that it names. A new route is covered as soon as it is mounted.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grant } from '../../../server/cli/grant.ts';
import type { Access, Limit } from '../../../server/contract/route.ts';
import { type Companion, companionEnv, newToken, startCompanion } from '../../support/companion.ts';
import { contractRequests } from '../proof/parts/contract-requests.ts';

type Headers = Readonly<Record<string, string>>;
type Route = Companion['routes'][number];

const key = 'the key of the operator';
const token = newToken();
const who = {
  nobody: {},
  client: { 'x-client-id': 'client-1234' },
  user: { 'x-user-id': 'ada' },
  holder: { authorization: `Bearer ${token}` },
  mistyped: { authorization: 'Bearer tally_nonsense' },
  operator: { 'x-api-key': key },
  guesser: { 'x-api-key': `${key}x` },
} as const satisfies Readonly<Record<string, Headers>>;

/** Who may not come in, who may, and what the others are told; services get no keys yet, and no route is for them. */
const doors: Readonly<
  Record<Access, { readonly out: readonly Headers[]; readonly in: Headers; readonly no: unknown }>
> = {
  public: { out: [], in: who.nobody, no: null },
  holder: {
    out: [who.nobody, who.client, who.user, who.mistyped, who.operator],
    in: who.holder,
    no: [401, 'token_rejected'],
  },
  user: { out: [who.nobody, who.client, who.mistyped, who.operator], in: who.user, no: [401, 'token_rejected'] },
  service: { out: Object.values(who), in: who.nobody, no: [403, 'forbidden'] },
  operator: {
    out: [who.nobody, who.client, who.user, who.holder, who.mistyped, who.guesser],
    in: who.operator,
    no: [401, 'operator_key_rejected'],
  },
};

const strict = '"ip";q=5000;w=60, "client";q=6000;w=60';
const calm = '"ip";q=70000;w=60, "client";q=70000;w=60';
/** How often a caller without any credential may ask, as the answer tells it. */
const policies: Readonly<Record<Limit, string | null>> = {
  message: strict,
  calm,
  webhook: calm,
  stream: calm,
  none: null,
};

let server: Companion;
let file: Database.Database;
beforeAll(async () => {
  server = await startCompanion({
    ADMIN_API_KEY: key,
    TRUSTED_PROXIES: '127.0.0.1',
    TRUST_IDENTITY_HEADERS: '1',
    RL_MAX_REQUESTS_IP: '5000',
    RL_MAX_REQUESTS_CID: '6000',
    RL_MAX_CALM_REQUESTS: '70000',
  });
  const voice = { say: () => 0, complain: () => 1 };
  expect(await grant(companionEnv(server.folder), { token, credits: '5', reason: 'a test' }, voice)).toBe(0);
  file = new Database(join(server.folder, 'ledger.db'), { readonly: true });
});
afterAll(async () => {
  file.close();
  await server.close();
});

describe('every route', () => {
  it('is the operator’s alone, unless it is one of these', () => {
    const open = server.routes.filter(({ access }) => access !== 'operator');
    const said = open.map(({ method, url, access, limit }) => `${access} ${limit} ${method} ${url}`);
    expect(said.map((one) => one.replace(/assets\/\w+-/, 'assets/')).toSorted()).toEqual([
      'holder calm GET /v1/pro/orders/:id',
      'holder calm GET /v1/wallet',
      'holder calm GET /v1/wallet/ledger',
      'holder calm POST /v1/pro/claim',
      'public calm GET /checkout/:orderId',
      'public calm GET /checkout/assets/card.js',
      'public calm GET /checkout/assets/checkout.css',
      'public calm GET /checkout/assets/checkout.js',
      'public calm GET /checkout/assets/inter.woff2',
      'public calm GET /openapi.json',
      'public calm GET /v1/charges/:id',
      'public calm GET /v1/config',
      'public calm GET /v1/config/stripe',
      'public calm GET /v1/holds/:id',
      'public calm GET /v1/models',
      'public calm GET /v1/payments/status',
      'public calm GET /v1/pro/status',
      'public calm POST /checkout/:orderId/:action',
      'public calm POST /v1/holds/:id/capture',
      'public calm POST /v1/holds/:id/extend',
      'public calm POST /v1/holds/:id/release',
      'public calm POST /v1/prices/preview',
      'public message POST /v1/chat/completions',
      'public message POST /v1/dev/reset-free',
      'public message POST /v1/holds',
      'public message POST /v1/payments/checkout',
      'public message POST /v1/proxy/chat/completions',
      'public none GET /healthz',
      'public none GET /readyz',
      'public stream GET /v1/orders/:id/events',
      'public webhook POST /v1/webhooks/:provider',
    ]);
  });

  it('turns away whoever it does not name, and changes nothing for them', async () => {
    const before = file.pragma('data_version', { simple: true });
    for (const route of server.routes)
      for (const headers of doors[route.access].out) {
        const { status, code } = await ask(route, headers);
        const where = [route.method, route.url, JSON.stringify(headers)];
        expect([...where, [status, code]]).toEqual([...where, doors[route.access].no]);
      }
    expect(file.pragma('data_version', { simple: true })).toBe(before);
    expect(server.routes.filter(({ access }) => doors[access].out.length > 0).length).toBeGreaterThan(15);
  });

  it('turns away nobody whom it names', async () => {
    for (const route of server.routes) {
      const { status, code } = await ask(route, doors[route.access].in);
      expect([route.method, route.url, status, code]).not.toEqual([
        route.method,
        route.url,
        expect.anything(),
        expect.stringMatching(/^(token_rejected|operator_key_rejected)$/),
      ]);
    }
  });

  it('is counted by the limit that it names, and by the strict one where the operator’s key is wrong or missing', async () => {
    for (const route of server.routes) {
      const { method, url, access, limit } = route;
      const isOperators = access === 'operator';
      const { policy } = await ask(route, isOperators ? who.operator : who.nobody);
      expect([method, url, policy]).toEqual([method, url, policies[limit]]);
      if (!isOperators) continue;
      for (const headers of [who.nobody, who.guesser])
        expect([method, url, (await ask(route, headers)).policy]).toEqual([method, url, strict]);
    }
  });
});

/** With an input that fits the route, so that nothing but the caller can be refused. */
async function ask({ method, url }: Route, headers: Headers) {
  const inputs = inputOf(method, url);
  const path = url.replaceAll(/:(\w+)/g, (_all, name: string) => {
    const given = inputs[name];
    return typeof given === 'string' || typeof given === 'number' ? String(given) : beside(name);
  });
  const rest = Object.fromEntries(Object.entries(inputs).filter(([name]) => !url.includes(`:${name}`)));
  const query = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)]));
  const answer =
    method === 'GET'
      ? await fetch(`${server.url}${path}?${query.toString()}`, { headers, redirect: 'manual' })
      : await fetch(`${server.url}${path}`, {
          method,
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(rest),
          redirect: 'manual',
        });
  const isProblem = answer.headers.get('content-type') === 'application/problem+json';
  const body: unknown = isProblem ? await answer.json() : await answer.body?.cancel();
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null;
  return { status: answer.status, code, policy: answer.headers.get('ratelimit-policy') };
}

function inputOf(method: string, url: string): Readonly<Record<string, unknown>> {
  const name = `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`;
  const found = contractRequests().find((one) => `${one.method} ${one.path}` === name)?.input;
  return typeof found === 'object' && found !== null ? { ...found } : {};
}

/** What stands in an address that is not of the contract. */
function beside(name: string): string {
  return name === 'provider' ? 'sandbox' : name === 'action' ? 'pay' : randomUUID();
}
