// The wallets of tokens, people and teams over HTTP: who sees whose, and who is told that there is nothing.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Companion, type Reply, call, newToken, startCompanion, until } from '../../support/companion.ts';

const key = 'the key of the operator';
const settings = {
  ADMIN_API_KEY: key,
  TRUSTED_PROXIES: '127.0.0.1',
  TRUST_IDENTITY_HEADERS: '1',
  USAGE_SCOPE: 'org',
  RL_MAX_REQUESTS_CID: '100000',
  RL_MAX_REQUESTS_IP: '100000',
};

let server: Companion;
const operator = (request: string, body?: unknown): Promise<Reply> =>
  call(server.url, request, { headers: { 'x-api-key': key }, body });

const gift = (entity: 'user' | 'team', id: string, credits: number): Promise<Reply> =>
  operator(`POST /v1/wallets/${encodeURIComponent(id)}/grant`, {
    entity_type: entity,
    amount_microcredits: credits * 1e6,
    reason: 'a gift',
    ref: randomUUID(),
  });

type Sender = { readonly as?: string; readonly headers?: Readonly<Record<string, string>> };
const person = (user: string, org?: string): Sender => ({
  headers: { 'x-user-id': user, ...(org === undefined ? {} : { 'x-org-id': org }) },
});
const owner = person('olga', 'acme');
const member = person('mia', 'acme');
const stranger = person('sven', 'acme');
const token = newToken();

beforeAll(async () => {
  server = await startCompanion(settings);
  await operator('POST /v1/teams', { id: 'acme', name: 'Acme' });
  await operator('POST /v1/teams/members', { team_id: 'acme', user_id: 'olga', role: 'owner' });
  await operator('POST /v1/teams/members', { team_id: 'acme', user_id: 'mia', role: 'member' });
  await gift('team', 'acme', 50);
  await gift('user', 'mia', 3);
});
afterAll(() => server.close());

const left = (reply: Reply): unknown => reply.body.balances?.[0]?.balance_microcredits ?? reply.body.code;

describe('a wallet of one’s own', () => {
  it.each([
    ['owner', owner, 'me', 0],
    ['owner', owner, 'team', 50e6],
    ['member', member, 'me', 3e6],
    ['member', member, 'team', 50e6],
    ['somebody whom the team does not know', stranger, 'me', 0],
    ['somebody whom the team does not know', stranger, 'team', 'forbidden'],
    ['somebody of another team', person('mia', 'other'), 'team', 'forbidden'],
    ['somebody of no team', person('mia'), 'me', 3e6],
    ['somebody of no team', person('mia'), 'team', 'forbidden'],
    ['a person named like the team', person('acme'), 'me', 0],
    ['a person named like a wallet', person('user:mia'), 'me', 0],
    ['a person named like a team’s wallet', person('team:acme'), 'me', 0],
    ['a token that nobody has', { as: token }, 'me', 'token_rejected'],
    ['a token', { as: token }, 'team', 'forbidden'],
    ['nobody', {}, 'me', 'token_rejected'],
    ['a visitor', { as: 'client-visitor-1' }, 'team', 'token_rejected'],
  ] as const)('%s (%#) sees it or is refused', async (_who, sender: Sender, of, sees) => {
    expect(left(await call(server.url, `GET /v1/wallet?of=${of}`, sender))).toBe(sees);
  });

  it.each([
    [owner, 'team', 200],
    [member, 'team', 403],
    [member, 'me', 200],
    [stranger, 'team', 403],
    [{}, 'me', 401],
  ] as const)('its ledger is for whoever may buy for it (%#)', async (sender: Sender, of, status) => {
    expect((await call(server.url, `GET /v1/wallet/ledger?of=${of}`, sender)).status).toBe(status);
  });

  it('is told with plan and rights at one address', async () => {
    const me = async (sender: Sender) => {
      const { request_id: _, ...body } = (await call(server.url, 'GET /v1/me', sender)).body;
      return body;
    };
    expect(await me(member)).toMatchObject({
      kind: 'user',
      user_id: 'mia',
      team_id: 'acme',
      team_name: 'Acme',
      plan: { id: 'free', name: 'Free', usage_remaining: 20, of: 'team' },
      wallets: [
        { of: 'me', may_buy: true, balances: [{ balance_microcredits: 3e6 }] },
        { of: 'team', may_buy: false, balances: [{ balance_microcredits: 50e6 }] },
      ],
    });
    expect((await me(owner)).wallets).toMatchObject([
      { of: 'me', may_buy: true, account_id: null },
      { of: 'team', may_buy: true },
    ]);
    expect(await me(person('mia', 'other'))).toMatchObject({ team_id: 'other', team_name: null });
    expect(await me(person('mia'))).toMatchObject({ team_id: null, team_name: null, plan: { of: 'me' } });
    expect((await me(stranger)).wallets).toMatchObject([{ of: 'me' }]);
    expect(await me({ as: token })).toMatchObject({ code: 'token_rejected' });
    expect(await me({})).toMatchObject({ code: 'token_rejected' });
  });
});

describe('the operator', () => {
  it('finds a wallet by its account id, by its person and by its team, in both forms', async () => {
    const { body } = await operator('GET /v1/wallets/mia');
    expect(body).toMatchObject({
      user_id: 'mia',
      team_id: null,
      balances: [{ balance_microcredits: 3e6 }],
      wallets: [{ currency: 'USD', balance_cents: 6 }],
    });
    expect((await operator(`GET /v1/wallets/${body.account_id}`)).body).toMatchObject({ user_id: 'mia' });
    expect((await operator('GET /v1/wallets/acme')).status).toBe(404);
    expect((await operator('GET /v1/wallets/acme?entity_type=team')).body).toMatchObject({
      team_id: 'acme',
      user_id: null,
    });
    expect((await operator(`GET /v1/wallets/${body.account_id}?entity_type=user`)).status).toBe(404);
    const { entries } = (await operator('GET /v1/wallets/mia/ledger?limit=20')).body;
    expect(entries).toMatchObject([
      { amount_cents: 6, currency: 'USD', reason: 'a gift', amount_microcredits: 3e6, meta: { counterpart: 'promo' } },
    ]);
    expect(new Date(entries[0].created_at).getTime()).toBe(entries[0].at);
  });

  it('makes the wallet of a person or a team, and of nobody who is not named as one', async () => {
    const wish = { amount_microcredits: 1e6, reason: 'r', ref: randomUUID() };
    expect((await operator('POST /v1/wallets/nobody/grant', wish)).status).toBe(404);
    const made = await operator('POST /v1/wallets/nobody/grant', { ...wish, entity_type: 'user' });
    expect(made.body).toMatchObject({ balance_microcredits: 1e6, is_new: true });
    expect((await operator('POST /v1/wallets/nobody/grant', wish)).body).toMatchObject({ is_new: false });
    expect(left(await call(server.url, 'GET /v1/wallet', person('nobody')))).toBe(1e6);
  });
});

const buy = (sender: Sender, body: object): Promise<Reply> =>
  call(server.url, 'POST /v1/payments/checkout', {
    ...sender,
    body: { pack_id: 'small', provider: 'sandbox', ...body },
  });
const asOperator: Sender = { headers: { 'x-api-key': key } };
const balance = async (sender: Sender, of: 'me' | 'team' = 'me') =>
  left(await call(server.url, `GET /v1/wallet?of=${of}`, sender));

/** The buyer pays in the sandbox, and its webhook is worked off. */
async function pay(id: string, sender: Sender): Promise<Reply> {
  const paid = await call(server.url, `POST /checkout/${id}/pay`, { headers: { origin: server.url } });
  expect([200, 204, 302, 303]).toContain(paid.status);
  const order = () => call(server.url, `GET /v1/pro/orders/${id}`, sender);
  return until(order, ({ body }) => body.order?.state === 'paid');
}

describe('a purchase', () => {
  it('by somebody who is signed in credits their own wallet, and is theirs alone', async () => {
    const buyer = person('bea', 'acme');
    const body = { order_id: randomUUID() };
    expect((await buy(buyer, body)).status).toBe(201);
    expect((await buy(buyer, body)).status).toBe(200);
    expect((await buy(person('bob'), body)).body).toMatchObject({ code: 'idempotency_conflict' });
    const { order, refunds } = (await pay(body.order_id, buyer)).body;
    expect(order).toMatchObject({ id: body.order_id, state: 'paid', is_claimed: true });
    expect(refunds).toEqual([]);
    expect(await balance(buyer)).toBe(order.credits_microcredits);
    for (const other of [person('bob'), owner, member, person('bea:x'), { as: newToken() }])
      expect((await call(server.url, `GET /v1/pro/orders/${body.order_id}`, other)).body.code).toBe('order_not_found');
    const mine = (await call(server.url, 'GET /v1/orders', buyer)).body;
    expect(mine.orders.map(({ id }: { id: string }) => id)).toEqual([body.order_id]);
    expect((await call(server.url, 'GET /v1/orders', person('bob'))).body.orders).toEqual([]);
    const claim = await call(server.url, 'POST /v1/pro/claim', { as: newToken(), body });
    expect(claim.body.code).toBe('order_claimed');
  });

  it('for a team is its owners’ to make and to see', async () => {
    const body = { order_id: randomUUID(), for: 'team' };
    for (const [sender, reason] of [
      [member, 'not_team_owner'],
      [stranger, 'not_team_owner'],
      [person('olga'), 'team_missing'],
      [person('olga', 'other'), 'not_team_owner'],
    ] as const)
      expect((await buy(sender, body)).body).toMatchObject({ code: 'forbidden', reason });
    const before = await balance(owner, 'team');
    expect((await buy(owner, body)).status).toBe(201);
    const { order } = (await pay(body.order_id, owner)).body;
    expect(await balance(owner, 'team')).toBe(Number(before) + order.credits_microcredits);
    expect(await balance(owner)).toBe(0);
    expect((await call(server.url, `GET /v1/pro/orders/${body.order_id}`, member)).body.code).toBe('order_not_found');
    expect((await call(server.url, 'GET /v1/orders?of=team', member)).body.code).toBe('forbidden');
    expect((await call(server.url, 'GET /v1/orders?of=team', owner)).body.orders).toHaveLength(1);
  });

  it('that the operator’s program makes may name anybody, and call the order what it likes', async () => {
    const body = { order_id: 'ORD-abc', user_id: 7, amount_cents: 1000, currency: 'USD', pack_id: undefined };
    const made = await buy(asOperator, { ...body, provider: undefined });
    expect(made.body).toMatchObject({
      order_id: 'ORD-abc',
      payload: { order_id: 'ORD-abc', amount_cents: 1000, currency: 'USD' },
      order: { external_id: 'ORD-abc', amount_cents: 1000 },
    });
    const again = await buy(asOperator, body);
    expect([again.status, again.body.order.id]).toEqual([200, made.body.order.id]);
    expect((await buy(asOperator, { ...body, user_id: 8 })).body.code).toBe('idempotency_conflict');
    await pay(made.body.order.id, person('7'));
    expect(await balance(person('7'))).toBe(made.body.order.credits_microcredits);
    expect((await buy(asOperator, { ...body, order_id: 'ORD-yen', currency: 'JPY' })).body).toMatchObject({
      reason: 'other_currency',
      currency: 'USD',
    });
    // More would buy more credits than can be counted.
    const tooMuch = await buy(asOperator, { ...body, order_id: 'ORD-much', amount_cents: 18_014_398_510 });
    expect(tooMuch.body).toMatchObject({ reason: 'field_too_big', field: 'amount_cents', maximum: 18_014_398_509 });
    const unnamed = await buy(asOperator, { user_id: 'x', team_id: 'acme' });
    expect(unnamed.body.order_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    [{ user_id: 'mia', order_id: randomUUID() }, 'operator_key_rejected'],
    [{ team_id: 'acme', order_id: randomUUID() }, 'operator_key_rejected'],
    [{ order_id: 'ORD-1' }, 'invalid_request'],
    [{}, 'invalid_request'],
    [{ order_id: randomUUID() }, 'invalid_request'],
  ])('without the operator’s key names no one else, and no other id (%#)', async (body, code) => {
    for (const headers of [{}, { 'x-api-key': `${key}x` }]) expect((await buy({ headers }, body)).body.code).toBe(code);
  });
});
