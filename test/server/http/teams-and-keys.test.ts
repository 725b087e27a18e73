// Teams, their members and API keys over HTTP: who may keep them, and what a key opens.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Companion, call, holdBody, newToken, type Reply, startCompanion } from '../../support/companion.ts';

const operatorKey = 'the key of the operator';
let server: Companion;
beforeAll(async () => {
  server = await startCompanion({
    ADMIN_API_KEY: operatorKey,
    TRUSTED_PROXIES: '127.0.0.1',
    TRUST_IDENTITY_HEADERS: '1',
    USAGE_SCOPE: 'org',
  });
});
afterAll(() => server.close());

const asOperator = (request: string, body?: unknown): Promise<Reply> =>
  call(server.url, request, { headers: { 'x-api-key': operatorKey }, ...(body === undefined ? {} : { body }) });

const as = (user: string, request: string, body?: unknown): Promise<Reply> =>
  call(server.url, request, { headers: { 'x-user-id': user }, ...(body === undefined ? {} : { body }) });

const withKey = (key: string, request: string, body?: unknown): Promise<Reply> =>
  call(server.url, request, {
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body }),
  });

/** A new team with ada as its owner and bob as a member. */
async function newTeam(): Promise<string> {
  const id = `team-${randomUUID()}`;
  await asOperator('POST /v1/teams', { id, name: 'Acme' });
  await asOperator('POST /v1/teams/members', { team_id: id, user_id: 'ada', role: 'owner' });
  await asOperator('POST /v1/teams/members', { team_id: id, user_id: 'bob', monthly_limit_microcredits: 5 });
  return id;
}

const codeOf = ({ status, body }: Reply) => [status, body.code];

describe('a team', () => {
  it('is made, changed, listed and read by the operator, with ids that may be numbers', async () => {
    const made = await asOperator('POST /v1/teams', { id: 17, name: 'Seventeen' });
    expect(made.body).toMatchObject({ team: { id: '17', admits: 'members' }, is_new: true });
    const changed = await asOperator('POST /v1/teams', { id: '17', name: 'XVII', admits: 'named' });
    expect(changed.body).toMatchObject({ team: { id: '17', name: 'XVII', admits: 'named' }, is_new: false });
    await asOperator('POST /v1/teams/members', { team_id: 17, user_id: 1, role: 'owner' });
    const read = await asOperator('GET /v1/teams/17');
    expect(read.body).toMatchObject({
      team: { name: 'XVII', created_at: made.body.team.created_at },
      members: [{ user_id: '1', role: 'owner', monthly_limit_microcredits: null }],
      next_cursor: null,
    });
    const pages = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Reply = await asOperator(`GET /v1/teams?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      pages.push(...page.body.teams.map(({ id }: { readonly id: string }) => id));
      cursor = page.body.next_cursor;
    }
    expect(pages).toContain('17');
    expect(new Set(pages).size).toBe(pages.length);
    expect(codeOf(await asOperator('GET /v1/teams/no-such-team'))).toEqual([404, 'team_not_found']);
  });

  it('keeps what a change leaves out, of itself and of its members', async () => {
    const id = await newTeam();
    await asOperator('POST /v1/teams', { id, name: 'Acme', admits: 'named', named_limit_microcredits: 7 });
    const renamed = await asOperator('POST /v1/teams', { id, name: 'Acme & Sons' });
    expect(renamed.body.team).toMatchObject({ name: 'Acme & Sons', admits: 'named', named_limit_microcredits: 7 });
    const promoted = await as('ada', `POST /v1/teams/${id}/members`, { user_id: 'bob', role: 'owner' });
    expect(promoted.body.member).toEqual({ user_id: 'bob', role: 'owner', monthly_limit_microcredits: 5 });
    const limited = await asOperator('POST /v1/teams/members', {
      team_id: id,
      user_id: 'ada',
      monthly_limit_microcredits: 9,
    });
    expect(limited.body.member).toEqual({ user_id: 'ada', role: 'owner', monthly_limit_microcredits: 9 });
    // No limit has to be said.
    const open = { team_id: id, user_id: 'ada', monthly_limit_microcredits: null };
    expect((await asOperator('POST /v1/teams/members', open)).body.member.monthly_limit_microcredits).toBeNull();
    // Whoever was removed is somebody new.
    await asOperator('POST /v1/teams/members/remove', { team_id: id, user_id: 'bob' });
    const back = await asOperator('POST /v1/teams/members', { team_id: id, user_id: 'bob' });
    expect(back.body).toMatchObject({ member: { role: 'member', monthly_limit_microcredits: null }, is_new: true });
  });

  it('is kept by its owners, and to everybody else it might as well not be there', async () => {
    const team = await newTeam();
    const members = await as('ada', `GET /v1/teams/${team}/members`);
    expect(members.body.members).toEqual([
      { user_id: 'ada', role: 'owner', monthly_limit_microcredits: null },
      { user_id: 'bob', role: 'member', monthly_limit_microcredits: 5 },
    ]);
    const no = [403, 'forbidden', 'not_team_owner'];
    for (const user of ['bob', 'eve'])
      for (const id of [team, 'no-such-team'])
        for (const request of [
          await as(user, `GET /v1/teams/${id}/members`),
          await as(user, `POST /v1/teams/${id}/members`, { user_id: user, role: 'owner' }),
          await as(user, `POST /v1/teams/${id}/members/remove`, { user_id: 'ada' }),
          await as(user, `GET /v1/teams/${id}/api-keys`),
          await as(user, `POST /v1/teams/${id}/api-keys`, { name: 'mine' }),
          await as(user, `POST /v1/teams/${id}/api-keys/${randomUUID()}/revoke`),
        ])
          expect([request.status, request.body.code, request.body.reason]).toEqual(no);
    expect((await asOperator(`GET /v1/teams/${team}`)).body.members).toEqual(members.body.members);
  });

  it('takes and loses members by an owner’s word, but never its last owner', async () => {
    const team = await newTeam();
    const added = await as('ada', `POST /v1/teams/${team}/members`, { user_id: 'cyd', monthly_limit_microcredits: 9 });
    expect(added.body).toMatchObject({ member: { user_id: 'cyd', role: 'member' }, is_new: true });
    expect(codeOf(await as('ada', `POST /v1/teams/${team}/members/remove`, { user_id: 'ada' }))).toEqual([
      409,
      'last_owner',
    ]);
    expect(codeOf(await as('ada', `POST /v1/teams/${team}/members`, { user_id: 'ada', role: 'member' }))).toEqual([
      409,
      'last_owner',
    ]);
    await as('ada', `POST /v1/teams/${team}/members`, { user_id: 'cyd', role: 'owner' });
    expect((await as('cyd', `POST /v1/teams/${team}/members/remove`, { user_id: 'ada' })).body.removed).toBe(true);
    expect(codeOf(await as('ada', `GET /v1/teams/${team}/members`))).toEqual([403, 'forbidden']);
    expect((await as('cyd', `POST /v1/teams/${team}/members/remove`, { user_id: 'ada' })).body.removed).toBe(false);
  });
});

describe('an API key', () => {
  it('is shown once, and known afterwards by its last four characters alone', async () => {
    const made = await as('dan', 'POST /v1/me/api-keys', {
      name: 'laptop',
      max_budget_cents: 200,
      budget_duration: 'month',
      models: ['llama*'],
    });
    expect(made.status).toBe(200);
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { key, api_key: view } = made.body;
    expect(key).toMatch(/^sk-tally-[A-Za-z0-9_-]{43}$/);
    expect(view).toMatchObject({
      kind: 'user',
      user_id: 'dan',
      team_id: null,
      name: 'laptop',
      key_last4: key.slice(-4),
      max_budget_microcredits: 100_000_000,
      budget_duration: 'month',
      models: ['llama*'],
      expires_at: null,
      revoked_at: null,
    });
    const listed = await as('dan', 'GET /v1/me/api-keys');
    expect(listed.body.api_keys).toEqual([view]);
    expect(JSON.stringify(listed.body)).not.toContain(key);
    expect(server.log()).not.toContain(key);
  });

  it('is refused terms that contradict each other', async () => {
    const both = { name: 'k', max_budget_cents: 1, max_budget_microcredits: 1 };
    expect((await as('dan', 'POST /v1/me/api-keys', both)).body).toMatchObject({
      code: 'invalid_request',
      reason: 'either_field',
    });
    expect((await as('dan', 'POST /v1/me/api-keys', { name: 'k', budget_duration: '7d' })).body).toMatchObject({
      reason: 'field_missing',
      field: 'max_budget_microcredits',
    });
    expect(codeOf(await asOperator('POST /v1/api-keys', { kind: 'team', team_id: 'nowhere', name: 'k' }))).toEqual([
      404,
      'team_not_found',
    ]);
    const team = await newTeam();
    const stranger = { kind: 'team', team_id: team, user_id: 'eve', name: 'k' };
    expect(codeOf(await asOperator('POST /v1/api-keys', stranger))).toEqual([404, 'member_not_found']);
  });

  it('stops at once when it is revoked, and is then a wrong one', async () => {
    const { key, api_key: view } = (await as('dan', 'POST /v1/me/api-keys', { name: 'short' })).body;
    expect((await withKey(key, 'POST /v1/holds', holdBody())).status).toBe(201);
    expect(codeOf(await as('eve', `POST /v1/me/api-keys/${view.id}/revoke`))).toEqual([404, 'key_not_found']);
    expect((await withKey(key, 'POST /v1/holds', holdBody())).status).toBe(201);
    expect((await as('dan', `POST /v1/me/api-keys/${view.id}/revoke`)).body.api_key.revoked_at).toBeGreaterThan(0);
    expect(codeOf(await withKey(key, 'POST /v1/holds', holdBody()))).toEqual([401, 'token_rejected']);
  });

  it('that has expired, or that nobody made, is a wrong one', async () => {
    const { key } = (await as('dan', 'POST /v1/me/api-keys', { name: 'old', expires_at: 1 })).body;
    for (const wrong of [key, `sk-tally-${'x'.repeat(43)}`, 'sk-tally-short'])
      expect(codeOf(await withKey(wrong, 'POST /v1/holds', holdBody()))).toEqual([401, 'token_rejected']);
  });

  it('of a member ends with their membership', async () => {
    const team = await newTeam();
    const made = await as('ada', `POST /v1/teams/${team}/api-keys`, { name: 'bob’s', user_id: 'bob' });
    expect(made.body.api_key).toMatchObject({ kind: 'team', team_id: team, user_id: 'bob' });
    expect((await withKey(made.body.key, 'POST /v1/holds', holdBody())).status).toBe(201);
    await as('ada', `POST /v1/teams/${team}/members/remove`, { user_id: 'bob' });
    expect(codeOf(await withKey(made.body.key, 'POST /v1/holds', holdBody()))).toEqual([401, 'token_rejected']);
    expect((await as('ada', `GET /v1/teams/${team}/api-keys`)).body.api_keys[0].revoked_at).toBeGreaterThan(0);
  });

  it('keeps nothing of its owner’s, and a wallet’s token keeps none', async () => {
    const { key } = (await as('dan', 'POST /v1/me/api-keys', { name: 'mine' })).body;
    for (const request of ['GET /v1/me/api-keys', 'POST /v1/me/api-keys', 'GET /v1/teams/x/members']) {
      const body = request.startsWith('POST') ? { name: 'another' } : undefined;
      expect((await withKey(key, request, body)).body).toMatchObject({ code: 'forbidden', reason: 'key_not_allowed' });
      const token = await call(server.url, request, { as: newToken(), ...(body === undefined ? {} : { body }) });
      expect(token.body).toMatchObject({ code: 'forbidden', reason: 'sign_in_only' });
    }
  });

  it('is told about itself: its terms, what is left of its budget and when that begins again, and what it can spend', async () => {
    await asOperator('POST /v1/wallets/gil/grant', {
      entity_type: 'user',
      amount_microcredits: 90e6,
      reason: 'a gift',
      ref: randomUUID(),
    });
    const expires_at = Date.now() + 3_600_000;
    const made = await as('gil', 'POST /v1/me/api-keys', {
      name: 'bot',
      max_budget_microcredits: 9_000_000,
      budget_duration: '7d',
      models: ['llama*', 'test*'],
      expires_at,
    });
    const { key, api_key: view } = made.body;
    const me = async () => (await withKey(key, 'GET /v1/me')).body;
    expect(await me()).toMatchObject({
      kind: 'key',
      user_id: 'gil',
      team_id: null,
      wallets: [{ of: 'me', may_buy: false, balances: [{ balance_microcredits: 90e6 }] }],
      api_key: {
        id: view.id,
        name: 'bot',
        key_last4: key.slice(-4),
        models: ['llama*', 'test*'],
        expires_at,
        max_budget_microcredits: 9_000_000,
        budget_duration: '7d',
        spent_microcredits: 0,
        remaining_microcredits: 9_000_000,
        resets_at: view.created_at + 7 * 86_400_000,
      },
    });
    const hold = holdBody();
    expect((await withKey(key, 'POST /v1/holds', hold)).status).toBe(201);
    const held = (await me()).api_key;
    expect(held.spent_microcredits).toBeGreaterThan(0);
    expect(held.remaining_microcredits).toBe(9_000_000 - held.spent_microcredits);
    await withKey(key, `POST /v1/holds/${hold.id}/release`);
    expect((await me()).api_key).toMatchObject({ spent_microcredits: 0, remaining_microcredits: 9_000_000 });
    expect(JSON.stringify(await me())).not.toContain(key);
    expect((await as('gil', 'GET /v1/me')).body).toMatchObject({ kind: 'user', api_key: null });
  });

  it('without a budget says so, and a team’s never tells of the member’s own wallet', async () => {
    const team = await newTeam();
    const made = await as('ada', `POST /v1/teams/${team}/api-keys`, { name: 'bob’s', user_id: 'bob' });
    const { body } = await withKey(made.body.key, 'GET /v1/me');
    expect(body).toMatchObject({
      kind: 'key',
      user_id: 'bob',
      team_id: team,
      plan: { of: 'team' },
      api_key: {
        max_budget_microcredits: null,
        spent_microcredits: null,
        remaining_microcredits: null,
        resets_at: null,
      },
    });
    expect(body.wallets.map(({ of }: { readonly of: string }) => of)).toEqual(['team']);
  });

  it('of a service opens nothing that is not for services', async () => {
    const { key } = (await asOperator('POST /v1/api-keys', { kind: 'service', name: 'shop' })).body;
    for (const [request, body] of [
      ['POST /v1/holds', holdBody()],
      ['GET /v1/pro/status', undefined],
      ['GET /v1/me', undefined],
      ['GET /v1/me/api-keys', undefined],
      ['GET /v1/wallet', undefined],
    ] as const)
      expect((await withKey(key, request, body)).body).toMatchObject({ code: 'forbidden', reason: 'service_key' });
  });

  it('is listed for the operator by whose it is', async () => {
    const team = await newTeam();
    const own = await asOperator('POST /v1/api-keys', { kind: 'user', user_id: 'fay', name: 'own' });
    const teams = await asOperator('POST /v1/api-keys', { kind: 'team', team_id: team, name: 'all' });
    const ids = async (query: string) =>
      (await asOperator(`GET /v1/api-keys?${query}`)).body.api_keys.map(({ id }: { readonly id: string }) => id);
    expect(await ids('user_id=fay')).toEqual([own.body.api_key.id]);
    expect(await ids(`team_id=${team}`)).toEqual([teams.body.api_key.id]);
    expect(await ids('limit=2')).toEqual([teams.body.api_key.id, own.body.api_key.id]);
    expect((await asOperator(`GET /v1/api-keys?team_id=${team}&user_id=fay`)).body.reason).toBe('either_field');
    const revoked = await asOperator(`POST /v1/api-keys/${own.body.api_key.id}/revoke`);
    expect(revoked.body.api_key.revoked_at).toBeGreaterThan(0);
  });
});
