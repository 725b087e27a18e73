import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Companion, call, holdBody, newToken, startCompanion, tokenHash } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';

const key = 'the key of the operator';
const operator = { 'x-api-key': key };
const routes = [
  'GET /v1/plans',
  'GET /v1/plans/free',
  'POST /v1/plans',
  'POST /v1/plans/assign',
  'POST /v1/plans/pricing',
  'POST /v1/plans/pricing/remove',
  'GET /v1/wallets/7',
  'GET /v1/wallets/7/ledger',
  'POST /v1/wallets/7/grant',
  'POST /v1/wallets/7/adjust',
];

let server: Companion;
beforeAll(async () => {
  server = await startCompanion({ ADMIN_API_KEY: key, TRUSTED_PROXIES: '127.0.0.1', TRUST_IDENTITY_HEADERS: '1' });
});
afterAll(() => server.close());

const ask = (request: string, body?: unknown) => call(server.url, request, { headers: operator, body });

const hold = (user: string, headers: Readonly<Record<string, string>> = {}) =>
  call(server.url, 'POST /v1/holds', { body: holdBody(), headers: { 'x-user-id': user, ...headers } });

async function newWallet(credits: number): Promise<{ readonly token: string; readonly id: string }> {
  const token = newToken();
  await grantTo(server.folder, { token, credits });
  return { token, id: (await call(server.url, 'GET /v1/wallet', { as: token })).body.account_id };
}

describe('the operator’s routes', () => {
  it.each(routes)('%s is shut to whoever has no key, another one, or two, whatever they send', async (route) => {
    const sent = route.startsWith('POST') ? { body: { nonsense: true } } : {};
    for (const headers of [
      {},
      ...[`${key}x`, key.slice(1), '', `${key}, ${key}`].map((given) => ({ 'x-api-key': given })),
    ]) {
      const reply = await call(server.url, route, { headers, ...sent });
      expect([reply.status, reply.body.code]).toEqual([401, 'operator_key_rejected']);
    }
  });

  it('are not there where no key is set, and look like any other address', async () => {
    const other = await startCompanion();
    const unknown = await call(other.url, 'GET /v1/nowhere');
    for (const route of routes) {
      const reply = await call(other.url, route, {
        headers: operator,
        ...(route.startsWith('POST') ? { body: { nonsense: true } } : {}),
      });
      const { request_id: _a, ...said } = reply.body;
      const { request_id: _b, ...usual } = unknown.body;
      expect([reply.status, said]).toEqual([404, usual]);
    }
    await other.close();
  });

  it('let nobody try keys without end, and keep the operator’s own requests out of that count', async () => {
    const other = await startCompanion({ ADMIN_API_KEY: key, RL_MAX_REQUESTS_IP: '3' });
    const trial = () => call(other.url, 'GET /v1/plans', { headers: { 'x-api-key': 'a guess of somebody' } });
    const answers = [await trial(), await trial(), await trial(), await trial()];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
    expect((await call(other.url, 'GET /v1/plans', { headers: operator })).status).toBe(200);
    await other.close();
  });
});

describe('plans', () => {
  const small = {
    id: 'small',
    name: 'Small',
    time_zone: 'Europe/Berlin',
    monthly_quota: 2,
    per_minute: 50,
    daily: null,
    routes: null,
    models: null,
  };
  it('are listed, made, changed and read', async () => {
    const { body } = await ask('GET /v1/plans');
    expect(body.plans.map(({ id }: { readonly id: string }) => id)).toEqual(expect.arrayContaining(['free', 'pro']));
    expect((await ask('POST /v1/plans', small)).body).toMatchObject({ plan: small, is_new: true });
    expect((await ask('POST /v1/plans', small)).body.is_new).toBe(false);
    expect((await ask('GET /v1/plans/small')).body.plan).toEqual(small);
    expect((await ask('GET /v1/plans/none')).status).toBe(404);
    expect((await ask('POST /v1/plans', { ...small, time_zone: 'Europe/Nowhere' })).status).toBe(400);
  });

  it('get prices, which are told with the plan and taken back', async () => {
    await ask('POST /v1/plans', { ...small, id: 'priced' });
    const written = {
      plan_id: 'priced',
      model_pattern: 'gpt-4o*',
      unit: 'token',
      unit_base_price_cents: 0.000015,
      output_multiplier: 4,
    };
    const stored = { ...written, input_multiplier: 1, price_multiplier: 1, min_charge_cents: 0 };
    const made = await ask('POST /v1/plans/pricing', written);
    expect([made.status, made.body]).toEqual([
      200,
      { request_id: made.body.request_id, pricing: stored, price_rule: 'plan:priced:gpt-4o*', is_new: true },
    ]);
    expect((await ask('POST /v1/plans/pricing', written)).body.is_new).toBe(false);
    const { plan_id: _, ...told } = stored;
    expect((await ask('GET /v1/plans/priced')).body.pricing).toEqual([told]);
    expect((await ask('POST /v1/plans/pricing', { ...written, plan_id: 'none' })).body.code).toBe('plan_not_found');
    for (const odd of [{ unit: 'letter' }, { unit_base_price_cents: 1e-13 }, { min_charge_cents: -1 }])
      expect((await ask('POST /v1/plans/pricing', { ...written, ...odd })).status).toBe(400);
    const fine = await ask('POST /v1/plans/pricing', { ...written, unit_base_price_cents: 1e-13 });
    expect(fine.body).toMatchObject({ field: 'unit_base_price_cents', reason: 'field_too_precise', decimals: 12 });
    const { plan_id, model_pattern, unit } = written;
    const remove = () => ask('POST /v1/plans/pricing/remove', { plan_id, model_pattern, unit });
    expect([(await remove()).body.removed, (await remove()).body.removed]).toEqual([true, false]);
    expect((await ask('GET /v1/plans/priced')).body.pricing).toEqual([]);
  });

  it('that are given, changed or taken back hold from the next message on', async () => {
    await ask('POST /v1/plans', small);
    const first = await hold('anna');
    expect([first.status, first.headers.get('x-plan'), first.headers.get('x-usage-remaining')]).toEqual([
      201,
      'free',
      '19',
    ]);
    expect((await ask('POST /v1/plans/assign', { scope: 'user', subject: 'anna', plan_id: 'small' })).status).toBe(200);
    const second = await hold('anna');
    expect([second.headers.get('x-plan'), second.headers.get('x-usage-this-minute')]).toEqual(['small', '2']);
    await ask('POST /v1/plans', { ...small, monthly_quota: 1 });
    const third = await hold('anna');
    expect([third.status, third.body.code, third.headers.get('x-usage-remaining')]).toEqual([
      402,
      'quota_exhausted',
      '0',
    ]);
    await ask('POST /v1/plans/assign', { scope: 'user', subject: 'anna', plan_id: null });
    expect((await hold('anna')).headers.get('x-plan')).toBe('free');
  });

  it('that the proof names go before the one that was given, and one that nobody made says nothing', async () => {
    expect((await hold('bert', { 'x-plan': 'team' })).headers.get('x-plan')).toBe('team');
    expect((await hold('bert', { 'x-plan': 'no-such-plan' })).headers.get('x-plan')).toBe('free');
    expect((await hold('bert', { 'x-plan': 'enterprise' })).headers.get('x-usage-remaining')).toBe('unlimited');
  });

  it('answer 429 with when to come back once their minute is full, before anything is counted', async () => {
    await ask('POST /v1/plans', { ...small, id: 'slow', per_minute: 1, monthly_quota: 9 });
    // The minute of the clock may turn between two messages, so that one more is let in.
    const replies = [];
    for (let turn = 0; turn < 4; turn += 1) replies.push(await hold('carl', { 'x-plan': 'slow' }));
    const no = replies.find(({ status }) => status === 429);
    expect(no?.body.code).toBe('plan_rate_limited');
    expect(Number(no?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(no?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(no?.headers.get('x-plan')).toBe('slow');
    const served = replies.filter(({ status }) => status === 201).length;
    expect(replies.at(-1)?.headers.get('x-usage-remaining')).toBe(String(9 - served));
  });

  it('stand on every metered answer, where pages of other origins may read them', async () => {
    const { token } = await newWallet(5);
    const made = await call(server.url, 'POST /v1/holds', {
      as: token,
      body: holdBody(),
      headers: { origin: 'https://a.example' },
    });
    expect([made.headers.get('x-plan'), made.headers.get('x-usage-remaining')]).toEqual(['pro', 'unlimited']);
    const shown = made.headers.get('access-control-expose-headers') ?? '';
    for (const name of ['X-Plan', 'X-Usage-Remaining', 'X-Usage-This-Minute']) expect(shown).toContain(name);
    const captured = await call(server.url, `POST /v1/holds/${made.body.hold.id}/capture`, { as: token });
    expect([captured.headers.get('x-plan'), captured.headers.get('x-usage-this-minute')]).toEqual(['pro', '1']);
    const free = await call(server.url, 'POST /v1/holds', { as: 'client-free-1', body: holdBody() });
    expect([free.headers.get('x-plan'), free.headers.get('x-usage-remaining')]).toEqual(['free', '19']);
  });

  it('of an organisation are shared by its people where usage is counted so', async () => {
    const other = await startCompanion({
      TRUSTED_PROXIES: '127.0.0.1',
      TRUST_IDENTITY_HEADERS: '1',
      USAGE_SCOPE: 'org',
    });
    const from = async (headers: Readonly<Record<string, string>>) =>
      (await call(other.url, 'POST /v1/holds', { body: holdBody(), headers })).headers.get('x-usage-remaining');
    expect(await from({ 'x-user-id': 'a', 'x-org-id': 'acme' })).toBe('19');
    expect(await from({ 'x-user-id': 'b', 'x-org-id': 'acme' })).toBe('18');
    expect(await from({ 'x-user-id': 'acme' })).toBe('19');
    await other.close();
  });
});

describe('wallets', () => {
  it('are shown to their holder and to the operator alike, and to nobody else', async () => {
    const { token, id } = await newWallet(7);
    const own = await call(server.url, 'GET /v1/wallet', { as: token });
    const { request_id: _a, ...seen } = own.body;
    const { request_id: _b, ...shown } = (await ask(`GET /v1/wallets/${id}`)).body;
    const inCents = { user_id: null, team_id: null, wallets: [{ currency: 'USD', balance_cents: 14 }] };
    expect(shown).toEqual({ ...seen, ...inCents, low_threshold_microcredits: null });
    expect(seen.balances).toEqual([
      { currency: 'credits', balance_microcredits: 7e6, held_microcredits: 0, available_microcredits: 7e6 },
    ]);
    expect(JSON.stringify(seen)).not.toContain(tokenHash(token));
    expect((await call(server.url, 'GET /v1/wallet', { as: newToken() })).status).toBe(401);
    expect((await call(server.url, 'GET /v1/wallet')).status).toBe(401);
    expect((await ask('GET /v1/wallets/nobody')).status).toBe(404);
  });

  it('may be asked for by an id of as many characters as an id may have, whatever they are', async () => {
    for (const character of ['0', '木', 'é'])
      expect((await ask(`GET /v1/wallets/${encodeURIComponent(character.repeat(200))}`)).status).toBe(404);
    expect((await ask(`GET /v1/wallets/${'0'.repeat(201)}`)).status).toBe(400);
  });

  it('are given to and corrected once for each ref, with a reason that stands in their ledger', async () => {
    const { token, id } = await newWallet(1);
    const gift = { amount_microcredits: 5e6, reason: 'a gift', ref: 'g1' };
    expect((await ask(`POST /v1/wallets/${id}/grant`, gift)).body).toMatchObject({
      balance_microcredits: 6e6,
      is_new: true,
    });
    expect((await ask(`POST /v1/wallets/${id}/grant`, gift)).body).toMatchObject({
      balance_microcredits: 6e6,
      is_new: false,
    });
    const less = { amount_microcredits: -2e6, reason: 'a mistake', ref: 'a1' };
    expect((await ask(`POST /v1/wallets/${id}/adjust`, less)).body).toMatchObject({
      balance_microcredits: 4e6,
      is_new: true,
    });
    expect((await ask(`POST /v1/wallets/${id}/adjust`, { ...less, amount_microcredits: -1e6 })).status).toBe(409);
    const tooMuch = { ...less, ref: 'a2', amount_microcredits: -5e6 };
    expect((await ask(`POST /v1/wallets/${id}/adjust`, tooMuch)).body.code).toBe('balance_too_low');
    expect((await ask(`POST /v1/wallets/${id}/adjust`, { ...less, ref: 'a3', reason: ' ' })).status).toBe(400);
    const { body } = await call(server.url, 'GET /v1/wallet/ledger', { as: token });
    expect(body.entries.map(({ reason }: { readonly reason: string }) => reason)).toEqual([
      'a mistake',
      'a gift',
      'a test',
    ]);
  });

  it('never hold more than can be told exactly: who gives too much is told so, and nothing is booked', async () => {
    const most = { amount_microcredits: Number.MAX_SAFE_INTEGER, reason: 'too much', ref: 'huge' };
    const { id } = await newWallet(1);
    for (const way of ['grant', 'adjust']) {
      const reply = await ask(`POST /v1/wallets/${id}/${way}`, most);
      expect([reply.status, reply.body.code]).toEqual([409, 'balance_too_high']);
      expect(reply.body.detail).toContain('This wallet can hold only 9,007,199,253.74 credits more');
      // Each wallet has room for it, but what they came from would come to too much.
      const half = { ...most, amount_microcredits: 4e15 };
      const given = [];
      for (const turn of [1, 2, 3]) {
        const other = await newWallet(1);
        given.push((await ask(`POST /v1/wallets/${other.id}/${way}`, { ...half, ref: `half-${turn}` })).status);
      }
      expect(given).toEqual([200, 200, 409]);
    }
    expect((await ask(`GET /v1/wallets/${id}`)).body.balances[0].balance_microcredits).toBe(1e6);
    expect((await call(server.url, 'GET /readyz')).status).toBe(200);
  });

  it('tell their ledger in pages that new entries do not move', async () => {
    const { token, id } = await newWallet(1);
    for (let turn = 1; turn <= 4; turn += 1)
      await ask(`POST /v1/wallets/${id}/grant`, {
        amount_microcredits: turn,
        reason: `gift ${turn}`,
        ref: `p${turn}-${id}`,
      });
    const page = (query: string) => call(server.url, `GET /v1/wallet/ledger?${query}`, { as: token });
    const first = await page('limit=2');
    await ask(`POST /v1/wallets/${id}/grant`, { amount_microcredits: 9, reason: 'late', ref: `late-${id}` });
    const second = await page(`limit=2&cursor=${first.body.next_cursor}`);
    const third = await page(`limit=2&cursor=${second.body.next_cursor}`);
    const reasons = [first, second, third].flatMap(({ body }) =>
      body.entries.map(({ reason }: { readonly reason: string }) => reason),
    );
    expect(reasons).toEqual(['gift 4', 'gift 3', 'gift 2', 'gift 1', 'a test']);
    expect(third.body.next_cursor).toBeNull();
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'cursor=nonsense'])
      expect((await page(query)).status).toBe(400);
    expect((await ask(`GET /v1/wallets/${id}/ledger?limit=200`)).body.entries).toHaveLength(6);
  });
});
