// What the headers of a metered answer say of the caller's plan and purse, in a yes and in every kind of no.
import { afterEach, describe, expect, it } from 'vitest';
import { type Companion, type Reply, call, holdBody, newToken, startCompanion } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';

const key = 'the key of the operator';
const open: Companion[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(env: Readonly<Record<string, string>> = {}): Promise<Companion> {
  const server = await startCompanion({
    ADMIN_API_KEY: key,
    TRUSTED_PROXIES: '127.0.0.1',
    TRUST_IDENTITY_HEADERS: '1',
    ...env,
  });
  open.push(server);
  return server;
}

async function richToken(server: Companion, credits = 5): Promise<string> {
  const token = newToken();
  await grantTo(server.folder, { token, credits });
  return token;
}

const names = ['x-plan', 'x-usage-remaining', 'x-usage-this-minute', 'x-free-left', 'x-pro-left'];
const shown = ({ headers }: Reply) => names.map((name) => headers.get(name));

describe('the headers of a plan', () => {
  it('stand on every no that a known caller hears, as they would on a yes', async () => {
    const server = await serve({ RL_MAX_REQUESTS_CID: '3' });
    const token = await richToken(server);
    const as = (body: object) => call(server.url, 'POST /v1/holds', { as: token, body });
    const taken = await as(holdBody());
    expect(shown(taken)).toEqual(['pro', 'unlimited', '1', null, '4']);
    const stands = ['pro', 'unlimited', '1', null, '4'];
    const unpriced = await as({ ...holdBody(), venue: 'hosted' });
    const unread = await as({ ...holdBody(), venue: 'nowhere' });
    const conflict = await as({ ...holdBody(taken.body.hold.id), model: 'another' });
    const absent = await call(server.url, `GET /v1/holds/${holdBody().id}`, { as: token });
    const answers = [unpriced, unread, conflict, absent];
    expect(answers.map(({ status }) => status)).toEqual([422, 400, 409, 404]);
    for (const answer of answers) {
      expect(shown(answer)).toEqual(stands);
      expect(answer.headers.get('x-request-id')).toBe(answer.body.request_id);
    }
    const guest = () => call(server.url, 'POST /v1/holds', { as: 'client-guest', body: holdBody() });
    for (let turn = 0; turn < 3; turn += 1) await guest();
    const limited = await guest();
    expect([limited.status, limited.body.code]).toEqual([429, 'rate_limited']);
    expect(shown(limited)).toEqual(['free', '17', '3', '17', null]);
  });

  it('stand on what a plan refuses: a route’s model, its minute, its month and its day', async () => {
    const server = await serve();
    const make = (plan: object) =>
      call(server.url, 'POST /v1/plans', {
        headers: { 'x-api-key': key },
        body: {
          name: 'Small',
          time_zone: 'UTC',
          monthly_quota: 9,
          per_minute: 9,
          daily: null,
          routes: null,
          models: null,
          ...plan,
        },
      });
    const hold = (plan: string) =>
      call(server.url, 'POST /v1/holds', { body: holdBody(), headers: { 'x-user-id': plan, 'x-plan': plan } });
    await make({ id: 'closed', models: ['none'] });
    await make({ id: 'slow', per_minute: 0 });
    await make({ id: 'spent', monthly_quota: 0 });
    await make({ id: 'daily', daily: { amount: 0, overflow: { kind: 'block' }, resets_at: '00:00' } });
    const seen = [];
    for (const plan of ['closed', 'slow', 'spent', 'daily']) {
      const answer = await hold(plan);
      seen.push([answer.status, answer.body.code, ...shown(answer).slice(0, 3)]);
    }
    expect(seen).toEqual([
      [403, 'forbidden', 'closed', '9', '0'],
      [429, 'plan_rate_limited', 'slow', '9', '0'],
      [402, 'quota_exhausted', 'spent', '0', '0'],
      [403, 'daily_limit_reached', 'daily', '9', '0'],
    ]);
  });

  it('say nothing to whom nobody knows', async () => {
    const server = await serve();
    const answers = [
      await call(server.url, 'POST /v1/holds', { as: newToken(), body: holdBody() }),
      await call(server.url, 'POST /v1/holds', { body: holdBody(), headers: { authorization: 'Bearer x' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    for (const answer of answers) expect(shown(answer)).toEqual(names.map(() => null));
  });

  it('come from the settings where the operator set them', async () => {
    const server = await serve({ PLAN_PRO_PER_MINUTE: '1', PLAN_FREE_MONTHLY: 'unlimited' });
    const token = await richToken(server);
    const hold = () => call(server.url, 'POST /v1/holds', { as: token, body: holdBody() });
    expect((await hold()).body.plan.per_minute_limit).toBe(1);
    expect((await hold()).body.code).toBe('plan_rate_limited');
    const user = await call(server.url, 'POST /v1/holds', { body: holdBody(), headers: { 'x-user-id': 'ada' } });
    expect(user.headers.get('x-usage-remaining')).toBe('unlimited');
  });
});

describe('X-Output-Clamped', () => {
  const perToken = JSON.stringify([
    {
      id: 'hosted',
      models: '*',
      venue: 'hosted',
      per_output_token_microcredits: 100_000,
    },
  ]);
  const hosted = (tokens: number) => ({
    ...holdBody(),
    venue: 'hosted',
    estimate: { prompt_tokens: 0, output_tokens: tokens },
  });

  it('says the output limit to send upstream where the balance affords no more, each time the hold is told of', async () => {
    const server = await serve({ PRICE_RULES: perToken });
    const token = await richToken(server, 2);
    const made = await call(server.url, 'POST /v1/holds', {
      as: token,
      body: hosted(50),
      headers: { origin: 'https://a.example' },
    });
    expect([made.status, made.headers.get('x-output-clamped'), made.body.hold.output_limit_tokens]).toEqual([
      201,
      '20',
      20,
    ]);
    expect(made.headers.get('access-control-expose-headers')).toContain('X-Output-Clamped');
    const read = await call(server.url, `GET /v1/holds/${made.body.hold.id}`, { as: token });
    expect(read.headers.get('x-output-clamped')).toBe('20');
  });

  it('is not there where the balance affords all that was asked for', async () => {
    const server = await serve({ PRICE_RULES: perToken });
    const token = await richToken(server, 5);
    const made = await call(server.url, 'POST /v1/holds', { as: token, body: hosted(50) });
    expect([made.status, made.headers.has('x-output-clamped')]).toEqual([201, false]);
  });
});
