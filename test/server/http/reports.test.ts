// The operator's reports over HTTP: every field, both forms, and what is refused.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Companion, call, newToken, startCompanion } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';
import { readCsv } from '../../support/csv.ts';

const key = 'the key of the operator';
const token = newToken();
const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
let server: Companion;
let account: string;
let date: string;

const asOperator = (request: string, body?: unknown) =>
  call(server.url, request, { headers: { 'x-api-key': key }, ...(body === undefined ? {} : { body }) });

async function use(headers: Readonly<Record<string, string>>, model: string, outcome = 'completed'): Promise<void> {
  const id = randomUUID();
  const ask = (request: string, body: unknown) => call(server.url, request, { headers, body });
  expect((await ask('POST /v1/holds', { id, model, venue: 'local' })).status).toBe(201);
  const usage = { prompt_tokens: 30, completion_tokens: 12, duration_ms: 5 };
  expect((await ask(`POST /v1/holds/${id}/capture`, { outcome, usage })).status).toBe(200);
}

beforeAll(async () => {
  server = await startCompanion({
    ADMIN_API_KEY: key,
    TRUSTED_PROXIES: '127.0.0.1',
    TRUST_IDENTITY_HEADERS: '1',
    LITELLM_BASE_URL: 'http://127.0.0.1:4000/v1',
    OVERDRAFT_GATING_ENABLED: '1',
    OVERDRAFT_GATING_MODE: 'degrade',
    OVERDRAFT_FALLBACK_MODEL: 'tiny',
  });
  await grantTo(server.folder, { token, credits: 10, reason: 'a gift' });
  account = (await call(server.url, 'GET /v1/wallet', { as: token })).body.account_id;
  await asOperator('POST /v1/plans', {
    id: 'day',
    name: 'Day',
    monthly_quota: null,
    per_minute: null,
    daily: { unit: 'cents', amount: 100, overflow: { kind: 'block' }, resets_at: '04:00' },
    routes: null,
    models: null,
  });
  await asOperator('POST /v1/plans/assign', { scope: 'user', subject: 'ada', plan_id: 'day' });
  const ada = { 'x-user-id': 'ada', 'x-org-id': 'acme' };
  await use(ada, 'a');
  await use(ada, 'b', 'stopped');
  await use({ authorization: `Bearer ${token}` }, 'a');
  date = today.format(Date.now());
});
afterAll(() => server.close());

describe('reports', () => {
  it('say what was used on a day', async () => {
    const { body } = await asOperator('GET /v1/reports/daily?user_id=ada');
    expect(body).toEqual({
      request_id: expect.any(String),
      user_id: 'ada',
      team_id: null,
      account_id: null,
      time_zone: 'Asia/Shanghai',
      date,
      amount_cents: 4,
      total_tokens: 84,
      requests: 2,
      amount_microcredits: 2_000_000,
      charged_microcredits: 0,
    });
    expect((await asOperator('GET /v1/reports/daily?user_id=ada&date=2020-01-01')).body).toMatchObject({
      date: '2020-01-01',
      amount_cents: 0,
    });
  });

  it('say what was used on each of the last days, as a file too', async () => {
    const { body } = await asOperator('GET /v1/reports/summary?user_id=ada&days=3&time_zone=UTC');
    expect(body.days).toHaveLength(3);
    expect(body).toMatchObject({ time_zone: 'UTC', amount_cents: 4, total_tokens: 84, requests: 2 });
    const file = await asOperator('GET /v1/reports/summary?user_id=ada&days=1&format=csv');
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect(readCsv(file.body)).toEqual([
      ['request_id', 'user_id', 'date', 'amount_cents', 'total_tokens'],
      [expect.any(String), 'ada', date, '4', '84'],
    ]);
  });

  it('tell a wallet’s holder by its account id', async () => {
    const dates = `date_from=${date}&date_to=${date}`;
    const { body } = await asOperator(`GET /v1/reports/period?user_id=${account}&${dates}`);
    expect(body).toMatchObject({
      user_id: account,
      account_id: account,
      usage_amount_cents: 2,
      usage_tokens: 42,
      usage_charged_microcredits: 1_000_000,
      topup_cents: 0,
      refunds_cents: 0,
      net_topup_cents: 0,
      balance_delta_cents: 18,
      granted_microcredits: 10_000_000,
      balance_delta_microcredits: 9_000_000,
      groups: null,
    });
    const file = await asOperator(`GET /v1/reports/period?user_id=${account}&${dates}&format=csv`);
    expect(readCsv(file.body)).toEqual([
      [
        'request_id',
        'user_id',
        'from',
        'to',
        'usage_amount_cents',
        'usage_tokens',
        'topup_cents',
        'refunds_cents',
        'net_topup_cents',
        'balance_delta_cents',
      ],
      [file.headers.get('x-request-id'), account, date, date, '2', '42', '0', '0', '0', '18'],
    ]);
  });

  it.each([
    [
      'model',
      ['model'],
      [
        ['a', '2', '42'],
        ['b', '2', '42'],
      ],
    ],
    ['day', ['date'], [['DATE', '4', '84']]],
    [
      'model_day',
      ['date', 'model'],
      [
        ['DATE', 'a', '2', '42'],
        ['DATE', 'b', '2', '42'],
      ],
    ],
  ])('group a team’s period by %s', async (groupBy, columns, rows) => {
    const asked = `team_id=acme&date_from=${date}&date_to=${date}&group_by=${groupBy}`;
    const file = await asOperator(`GET /v1/reports/period_team?${asked}&format=csv`);
    expect(readCsv(file.body)).toEqual([
      ['request_id', 'team_id', 'from', 'to', ...columns, 'usage_amount_cents', 'usage_tokens'],
      ...rows.map((row) => [
        expect.any(String),
        'acme',
        date,
        date,
        ...row.map((cell) => (cell === 'DATE' ? date : cell)),
      ]),
    ]);
    const { body } = await asOperator(`GET /v1/reports/period_team?${asked}`);
    expect(body).toMatchObject({ team_id: 'acme', user_id: null, usage_amount_cents: 4 });
    expect(body.groups).toHaveLength(rows.length);
  });

  it('filter by the model and by whether the answer was made to its end', async () => {
    const period = async (query: string) =>
      (await asOperator(`GET /v1/reports/period?user_id=ada&date_from=${date}&date_to=${date}&${query}`)).body;
    expect(await period('model=a')).toMatchObject({ usage_tokens: 42, usage_requests: 1 });
    expect(await period('success=false')).toMatchObject({ usage_requests: 1, usage_amount_cents: 2 });
    expect(await period('success=true&model=b')).toMatchObject({ usage_requests: 0, usage_amount_cents: 0 });
  });

  it('say what is left of a day, of wallets and of API keys, and how the gate stands', async () => {
    const made = await asOperator('POST /v1/api-keys', {
      user_id: 'ada',
      kind: 'user',
      name: 'a key',
      max_budget_cents: 50,
      budget_duration: '7d',
      models: ['a*'],
    });
    expect(made.status).toBe(200);
    const { body } = await asOperator('GET /v1/reports/budget?user_id=ada');
    expect(body).toMatchObject({
      plan_id: 'day',
      wallets: [],
      daily_limit: {
        unit: 'cents',
        daily_limit_cents: 100,
        overflow_policy: 'block',
        reset_time: '04:00',
        timezone: 'Asia/Shanghai',
        spent_today_cents: 4,
        remaining_cents: 96,
      },
      api_keys: [
        {
          key_last4: made.body.key.slice(-4),
          max_budget_cents: 50,
          budget_duration: '7d',
          spent_cents: 0,
          remaining_cents: 50,
          allowed_models: ['a*'],
        },
      ],
      gating: { enabled: true, mode: 'degrade', fallback_model: 'tiny' },
      litellm: { enabled: true, base_url: 'http://127.0.0.1:4000', passes_own_keys: true, budget_sync: false },
    });
    const { window_start: from, window_end: to } = body.daily_limit;
    expect([to - from, new Date(from).getUTCHours()]).toEqual([86_400_000, 20]);
    const wallet = await asOperator(`GET /v1/reports/budget?user_id=${account}`);
    expect(wallet.body).toMatchObject({
      daily_limit: null,
      api_keys: [],
      wallets: [{ currency: 'USD', balance_cents: 18 }],
    });
    const file = readCsv((await asOperator('GET /v1/reports/budget?user_id=ada&format=csv')).body);
    const cells = Object.fromEntries((file[0] ?? []).map((name, at) => [name, file[1]?.[at]]));
    expect(cells).toMatchObject({
      user_id: 'ada',
      daily_limit_cents: '100',
      daily_spent_cents: '4',
      gating_mode: 'degrade',
      litellm_base_url: 'http://127.0.0.1:4000',
      api_keys_max_budget_cents: '50',
    });
  });

  it('list what went beyond a day', async () => {
    const { body } = await asOperator('GET /v1/reports/overdraft?user_id=ada&days=2');
    expect(body).toMatchObject({ user_id: 'ada', to: date, events: [] });
  });

  it.each([
    ['daily', '', 'user_id'],
    ['daily', 'user_id=a&team_id=b', 'user_id'],
    ['daily', 'user_id=a&date=2026-02-30', 'date'],
    ['summary', 'user_id=a&days=367', 'days'],
    ['period', 'user_id=a&date_from=2026-01-02&date_to=2026-01-01', 'date_to'],
    ['period', 'user_id=a&date_from=2026-01-01&date_to=2027-01-02', 'date_to'],
    ['period', 'user_id=a&date_from=2026-01-01', 'date_to'],
    ['period', 'user_id=a&date_from=2026-01-01&date_to=2026-01-02&group_by=year', 'group_by'],
    ['period', 'user_id=a&date_from=2026-01-01&date_to=2026-01-02&success=1', 'success'],
    ['period_team', 'user_id=a&date_from=2026-01-01&date_to=2026-01-02', 'team_id'],
    ['budget', 'user_id=a&time_zone=Mars', 'time_zone'],
  ])('refuse %s?%s', async (report, query, field) => {
    const { status, body } = await asOperator(`GET /v1/reports/${report}?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_request', field });
    expect(body.detail).toContain(`"${field}"`);
  });
});
