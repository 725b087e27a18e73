// Days in money over HTTP: how an operator sets them, and what somebody on such a plan is told.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Companion, call, holdBody, startCompanion } from '../../support/companion.ts';

const operator = { 'x-api-key': 'the key of the operator' };
let server: Companion;
beforeAll(async () => {
  server = await startCompanion({
    ADMIN_API_KEY: operator['x-api-key'],
    TRUSTED_PROXIES: '127.0.0.1',
    TRUST_IDENTITY_HEADERS: '1',
    OVERDRAFT_GATING_ENABLED: '1',
    OVERDRAFT_GATING_MODE: 'degrade',
    OVERDRAFT_FALLBACK_MODEL: 'the fallback',
  });
});
afterAll(() => server.close());

const ask = (request: string, body?: unknown) => call(server.url, request, { headers: operator, body });
const limit = (body: object) => ask('POST /v1/plans/daily_limit', { plan_id: 'team', daily_limit_cents: 4, ...body });
const hold = (user: string, headers: Readonly<Record<string, string>> = {}) =>
  call(server.url, 'POST /v1/holds', {
    body: holdBody(),
    headers: { 'x-user-id': user, 'x-plan': 'team', ...headers },
  });

it('a daily limit of few words blocks at midnight in UTC+8, and leaves the rest of the plan as it was', async () => {
  const { plan: before } = (await ask('GET /v1/plans/team')).body;
  const { status, body } = await limit({});
  expect([status, body.plan]).toEqual([
    200,
    {
      ...before,
      daily: {
        unit: 'cents',
        amount: 4,
        overflow: { kind: 'block' },
        resets_at: '00:00',
        time_zone: 'Asia/Shanghai',
      },
    },
  ]);
  expect((await ask('GET /v1/plans/team')).body.plan).toEqual(body.plan);
});

it('its policy is block, grace with or without an end, or degrade to a model that somebody has named', async () => {
  const overflow = async (body: object) => (await limit(body)).body.plan.daily.overflow;
  expect(await overflow({ overflow_policy: 'grace' })).toEqual({ kind: 'grace', amount: null });
  expect(await overflow({ overflow_policy: 'grace', grace_cents: 7 })).toEqual({ kind: 'grace', amount: 7 });
  expect(await overflow({ overflow_policy: 'degrade' })).toEqual({ kind: 'degrade', to_model: 'the fallback' });
  expect(await overflow({ overflow_policy: 'degrade', degrade_to_model: 'x' })).toEqual({
    kind: 'degrade',
    to_model: 'x',
  });
  expect(await overflow({ overflow_policy: 'degrade' })).toEqual({ kind: 'degrade', to_model: 'x' });
});

it('a plan that nobody made, a wrong time, and a day in money that degrades to nothing are refused', async () => {
  expect((await limit({ plan_id: 'none' })).body.code).toBe('plan_not_found');
  expect((await limit({ reset_time: '25:00' })).body).toMatchObject({ code: 'invalid_request', field: 'reset_time' });
  const { plan } = (await ask('GET /v1/plans/team')).body;
  const overflow = { kind: 'degrade', to_model: null };
  const nowhere = await ask('POST /v1/plans', { ...plan, daily: { ...plan.daily, unit: 'cents', overflow } });
  expect([nowhere.status, nowhere.body]).toMatchObject([
    400,
    { field: 'daily.overflow.to_model', rule: 'model_to_degrade_to', detail: /must name the model to go on with/ },
  ]);
});

it('without a model to go on with, degrade is refused by the name of the field', async () => {
  const other = await startCompanion({ ADMIN_API_KEY: operator['x-api-key'] });
  const body = { plan_id: 'team', daily_limit_cents: 4, overflow_policy: 'degrade' };
  const told = await call(other.url, 'POST /v1/plans/daily_limit', { headers: operator, body });
  expect([told.status, told.body]).toMatchObject([400, { reason: 'field_missing', field: 'degrade_to_model' }]);
  await other.close();
});

it('a plan made without a zone counts by the clocks of UTC+8', async () => {
  const { time_zone: _, ...plan } = (await ask('GET /v1/plans/pro')).body.plan;
  expect((await ask('POST /v1/plans', { ...plan, id: 'zoneless' })).body.plan.time_zone).toBe('Asia/Shanghai');
});

it('a day that is used up is told in credits, in the reader’s language', async () => {
  await limit({});
  const reply = await hold('ada', { 'accept-language': 'de' });
  expect([reply.status, reply.body.hold]).toMatchObject([201, { source: 'plan', amount_microcredits: 1_000_000 }]);
  await hold('ada');
  const full = await hold('ada', { 'accept-language': 'de' });
  expect([full.status, full.body]).toMatchObject([
    403,
    { code: 'daily_limit_reached', plan: 'Team', limit_microcredits: 2_000_000, time_zone: 'Asia/Shanghai' },
  ]);
  expect(full.body.detail).toMatch(/^Sie haben das Tageskontingent des Tarifs „Team“ verbraucht \(2 Credits\)\./);
});
