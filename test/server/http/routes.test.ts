// Every route that the server mounts, whether of the contract or not, is open to exactly those whom it names, and counted
// by the limit that it names. A new route is covered as soon as it is mounted.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access, Limit } from '../../../server/contract/route.ts';
import { call, type Companion, newToken, startCompanion, until } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';
import { contractRequests } from '../proof/parts/contract-requests.ts';

type Headers = Readonly<Record<string, string>>;
type Route = Companion['routes'][number];

const key = 'the key of the operator';
const token = newToken();
const team = 'acme';
/** What no schema can tell of an input. */
const real: Readonly<Record<string, string>> = { team_id: team, budget_time_zone: 'UTC' };
/** Those whose keys the server makes have them once it runs. */
const who: Readonly<Record<CallerName, Record<string, string>>> = {
  nobody: {},
  client: { 'x-client-id': 'client-1234' },
  holder: { authorization: `Bearer ${token}` },
  user: { 'x-user-id': 'eve', 'x-org-id': team },
  member: { 'x-user-id': 'bob', 'x-org-id': team },
  owner: { 'x-user-id': 'ada', 'x-org-id': team },
  apiKey: {},
  serviceKey: {},
  mistyped: { authorization: 'Bearer tally_nonsense' },
  mistypedKey: { authorization: `Bearer sk-tally-${'x'.repeat(43)}` },
  operator: { 'x-api-key': key },
  guesser: { 'x-api-key': `${key}x` },
};
type CallerName =
  | 'nobody'
  | 'client'
  | 'holder'
  | 'user'
  | 'member'
  | 'owner'
  | 'apiKey'
  | 'serviceKey'
  | 'mistyped'
  | 'mistypedKey'
  | 'operator'
  | 'guesser';
const callers = [
  'nobody',
  'client',
  'holder',
  'user',
  'member',
  'owner',
  'apiKey',
  'serviceKey',
  'mistyped',
  'mistypedKey',
  'operator',
  'guesser',
] as const satisfies readonly CallerName[];

type No = readonly [status: number, code: string];
const unproven: No = [401, 'token_rejected'];
const forbidden: No = [403, 'forbidden'];
const without: No = [401, 'operator_key_rejected'];

/** What each caller is told at a route of each access; whoever is not named comes in. */
const noes: Readonly<Record<Access, Partial<Record<CallerName, No>>>> = {
  public: {},
  holder: {
    nobody: unproven,
    client: unproven,
    user: unproven,
    member: unproven,
    owner: unproven,
    apiKey: unproven,
    serviceKey: forbidden,
    mistyped: unproven,
    mistypedKey: unproven,
    operator: unproven,
    guesser: unproven,
  },
  user: {
    nobody: unproven,
    client: unproven,
    apiKey: forbidden,
    serviceKey: forbidden,
    mistyped: unproven,
    mistypedKey: unproven,
    operator: unproven,
    guesser: unproven,
  },
  spender: {
    nobody: unproven,
    client: unproven,
    serviceKey: forbidden,
    mistyped: unproven,
    mistypedKey: unproven,
    operator: unproven,
    guesser: unproven,
  },
  service: {
    nobody: forbidden,
    client: forbidden,
    holder: forbidden,
    user: forbidden,
    member: forbidden,
    owner: forbidden,
    apiKey: forbidden,
    mistyped: unproven,
    mistypedKey: unproven,
    operator: forbidden,
    guesser: forbidden,
  },
  operator: Object.fromEntries(callers.filter((name) => name !== 'operator').map((name) => [name, without])),
};

/** Routes that their handlers shut to more than their access does: a team's are its owners' alone, and keys are made by people. */
function noOf({ access, url }: Route, name: CallerName): No | null {
  const shut = noes[access][name];
  if (shut !== undefined) return shut;
  const isOfTeam = url.startsWith('/v1/teams/:team_id/') && name !== 'owner';
  const isOfPerson = url.startsWith('/v1/me/api-keys') && name === 'holder';
  return access === 'user' && (isOfTeam || isOfPerson) ? forbidden : null;
}

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
  await asOperator('POST /v1/teams', { id: team, name: 'Acme' });
  await asOperator('POST /v1/teams/members', { team_id: team, user_id: 'ada', role: 'owner' });
  await asOperator('POST /v1/teams/members', { team_id: team, user_id: 'bob' });
  await grantTo(server.folder, { token, credits: 5 });
  who.apiKey['authorization'] = await newKey({ kind: 'team', team_id: team });
  who.serviceKey['authorization'] = await newKey({ kind: 'service' });
  // The first use of a key is written down, after its answer.
  for (const headers of [who.apiKey, who.serviceKey]) await call(server.url, 'GET /v1/pro/status', { headers });
  file = new Database(join(server.folder, 'ledger.db'), { readonly: true });
  const unused = file.prepare('SELECT 1 FROM api_keys WHERE last_used_at IS NULL');
  await until(
    async () => unused.all().length,
    (left) => left === 0,
  );
});
afterAll(async () => {
  file.close();
  await server.close();
});

describe('every route', () => {
  it('is the operator’s alone, unless it is one of these', () => {
    const open = server.routes.filter(({ access }) => access !== 'operator');
    const said = open.map(({ method, url, access, limit }) => `${access} ${limit} ${method} ${url}`);
    expect(said.map((one) => one.replace(/assets\/[0-9a-f]{12}-/, 'assets/')).toSorted()).toEqual([
      'holder calm POST /v1/pro/claim',
      'public calm GET /',
      'public calm GET /checkout/:orderId',
      'public calm GET /checkout/assets/card.js',
      'public calm GET /checkout/assets/checkout.css',
      'public calm GET /checkout/assets/checkout.js',
      'public calm GET /checkout/assets/inter.woff2',
      'public calm GET /checkout/sandbox/:kind/:id',
      'public calm GET /docs',
      'public calm GET /docs/assets/docs.css',
      'public calm GET /docs/assets/docs.js',
      'public calm GET /docs/assets/swagger-ui-bundle.js',
      'public calm GET /docs/assets/swagger-ui.css',
      'public calm GET /openapi.json',
      'public calm GET /redoc',
      'public calm GET /subscription/back',
      'public calm GET /v1/charges/:id',
      'public calm GET /v1/config',
      'public calm GET /v1/config/stripe',
      'public calm GET /v1/holds/:id',
      'public calm GET /v1/models',
      'public calm GET /v1/payments/status',
      'public calm GET /v1/pro/status',
      'public calm POST /checkout/:orderId/:action',
      'public calm POST /checkout/sandbox/:kind/:id/:action',
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
      'service calm GET /v1/summary',
      'service calm POST /v1/balance/extend',
      'service calm POST /v1/balance/lock',
      'service calm POST /v1/balance/unlock',
      'spender calm GET /v1/me',
      'user calm GET /v1/me/api-keys',
      'user calm GET /v1/orders',
      'user calm GET /v1/pro/orders/:id',
      'user calm GET /v1/subscription',
      'user calm GET /v1/teams/:team_id/api-keys',
      'user calm GET /v1/teams/:team_id/members',
      'user calm GET /v1/wallet',
      'user calm GET /v1/wallet/ledger',
      'user calm POST /v1/me/api-keys',
      'user calm POST /v1/me/api-keys/:id/revoke',
      'user calm POST /v1/teams/:team_id/api-keys',
      'user calm POST /v1/teams/:team_id/api-keys/:id/revoke',
      'user calm POST /v1/teams/:team_id/members',
      'user calm POST /v1/teams/:team_id/members/remove',
      'user message POST /v1/subscription/checkout',
      'user message POST /v1/subscription/portal',
    ]);
  });

  it('turns away whoever it does not name, and changes nothing for them', async () => {
    const before = file.pragma('data_version', { simple: true });
    const tried = new Set<string>();
    for (const route of server.routes)
      await each(callers, async (name) => {
        const no = noOf(route, name);
        if (no === null) return;
        const { status, code } = await ask(route, who[name]);
        const where = [route.method, route.url, name];
        expect([...where, [status, code]]).toEqual([...where, no]);
        tried.add(name);
      });
    expect(file.pragma('data_version', { simple: true })).toBe(before);
    expect(tried).toEqual(new Set(callers));
  }, 120_000);

  it('turns away nobody whom it names', async () => {
    for (const route of server.routes.filter(({ access }) => access !== 'public'))
      for (const name of callers) {
        if (noOf(route, name) !== null) continue;
        const { code } = await ask(route, who[name]);
        expect([route.method, route.url, name, code]).not.toEqual([
          route.method,
          route.url,
          name,
          expect.stringMatching(/^(token_rejected|operator_key_rejected|forbidden)$/),
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

async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  await Promise.all(items.map(work));
}

const asOperator = (request: string, body: unknown) => call(server.url, request, { headers: who.operator, body });

async function newKey(owner: object): Promise<string> {
  const { body } = await asOperator('POST /v1/api-keys', { ...owner, name: 'a key' });
  return `Bearer ${body.key}`;
}

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
  const input = Object.entries(typeof found === 'object' && found !== null ? found : {});
  return Object.fromEntries(input.map(([name, value]) => [name, Object.hasOwn(real, name) ? real[name] : value]));
}

/** What stands in an address that is not of the contract. */
function beside(name: string): string {
  return name === 'provider' ? 'sandbox' : name === 'action' ? 'pay' : randomUUID();
}
