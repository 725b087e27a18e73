// Metered routes that sell models: at the operator's own rules, as far as the wallet goes, and to visitors who have free messages.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Plan } from '../../../server/contract/plans/plans.ts';
import { builtInPlans } from '../../../server/domain/plans/plan.ts';
import type { MeteredRoute } from '../../../server/http/metered/metered-route.ts';
import type { PayerRule } from '../../../server/http/metered/payer.ts';
import { ask, codeOf, openShop, type Shop } from './shop.ts';

const priceRules = [
  { id: 'words', models: 'words', venue: 'hosted', per_output_token_microcredits: 10 },
  { id: 'flat', models: 'flat', venue: 'hosted', per_request_microcredits: 500 },
] as const;

/** Its members may use one model alone. */
const club = Plan.parse({
  id: 'club',
  name: 'Club',
  time_zone: 'UTC',
  monthly_quota: null,
  per_minute: null,
  daily: null,
  routes: null,
  models: ['flat'],
});

const payer: PayerRule = ({ headers }) => {
  const [, token] = (headers.authorization ?? '').split(' ');
  if (headers['x-user'] !== undefined) return { kind: 'user', subject: String(headers['x-user']), plan: 'club' };
  return token === undefined ? null : { kind: 'token', token };
};

type Asked = { readonly Querystring: { readonly model?: string; readonly used?: string; readonly fails?: string } };

describe('a metered route that sells models', () => {
  let shop: Shop;
  let url: string;

  beforeAll(async () => {
    const model = (asked: string): string => new URL(asked, 'http://shop').searchParams.get('model') ?? '';
    const line: MeteredRoute = { payer, cost: { kind: 'model', model: (request) => model(request.url) } };
    const estimate = { promptTokens: 5, outputTokens: 100 };
    shop = await openShop({
      plans: [...builtInPlans, club],
      priceRules: [...priceRules],
      free: { limit: 2, salt: 'pepper' },
      routes(app) {
        const lines = {
          '/model': { ...line, estimate },
          '/free': { ...line, estimate, free: true },
          '/unbounded': line,
          '/free-bearer': { ...line, estimate, free: true, payer: { kind: 'bearer' } },
          '/free-header': { ...line, estimate, free: true, payer: { kind: 'header', name: 'X-Account' } },
          '/free-query': { ...line, estimate, free: true, payer: { kind: 'query', name: 'account' } },
          '/tokens': { payer, estimate, cost: { kind: 'tokens', per: 1_000, prompt: 0, completion: 10_000 } },
          '/mistaken': { ...line, estimate: () => 5 },
        } as const satisfies Record<string, MeteredRoute>;
        for (const [path, metered] of Object.entries(lines))
          app.get<Asked>(path, { config: { metered } }, ({ meter, query }) => {
            if (query.fails !== undefined) throw new Error('threw');
            meter?.report({ promptTokens: 5, completionTokens: Number(query.used ?? 7) });
            return JSON.stringify({ limit: meter?.outputLimit ?? null });
          });
      },
    });
    url = await shop.sell();
  });
  afterAll(() => shop.close());

  async function left(token: string): Promise<number> {
    await shop.app.metering.settled();
    return shop.free(token);
  }

  it('charges what the rule for the model says, and names the model', async () => {
    const token = await shop.customer(5_000);
    const answer = await ask(`${url}/model?model=words`, token);
    expect([answer.status, answer.text, answer.headers.get('x-output-clamped')]).toEqual([200, '{"limit":null}', null]);
    expect(await left(token)).toBe(5_000 - 70);
    expect((await ask(`${url}/model?model=flat`, token)).status).toBe(200);
    expect(await left(token)).toBe(5_000 - 70 - 500);
  });

  it('lowers the output limit to what the wallet affords, and never charges beyond it', async () => {
    const token = await shop.customer(425);
    const answer = await ask(`${url}/model?model=words&used=60`, token);
    expect([answer.status, answer.text, answer.headers.get('x-output-clamped')]).toEqual([200, '{"limit":42}', '42']);
    expect(await left(token)).toBe(5);
    const refused = await ask(`${url}/model?model=words`, token);
    expect([refused.status, codeOf(refused)]).toEqual([402, 'credits_exhausted']);
    expect(JSON.parse(refused.text)).toMatchObject({ needed_microcredits: 1_000, available_microcredits: 5 });
    expect(shop.log()).toContain('cost more than its estimate');
  });

  it('lowers it for a price of the route’s own as well', async () => {
    const token = await shop.customer(99);
    expect((await ask(`${url}/tokens?used=3`, token)).text).toBe('{"limit":9}');
    expect(await left(token)).toBe(69);
  });

  it('refuses a model that has no price', async () => {
    const token = await shop.customer(5_000);
    const unknown = await ask(`${url}/model?model=other`, token);
    expect([unknown.status, codeOf(unknown)]).toEqual([422, 'model_unknown']);
    expect(await left(token)).toBe(5_000);
  });

  it('takes an estimate that bounds nothing for the seller’s mistake: logged, never the payer’s fault, and nothing charged', async () => {
    const token = await shop.customer(5_000);
    const unbounded = await ask(`${url}/unbounded?model=words`, token);
    expect([unbounded.status, codeOf(unbounded)]).toEqual([500, 'internal']);
    expect(await left(token)).toBe(5_000);
    expect(shop.log()).toContain('GET /unbounded: its estimate does not bound what it can cost');
    expect((await ask(`${url}/unbounded?model=flat`, token)).status).toBe(200);
    expect(await left(token)).toBe(4_500);
  });

  it('takes no amount for what a model may use', async () => {
    const token = await shop.customer(5_000);
    expect((await ask(`${url}/mistaken?model=words`, token)).status).toBe(500);
    expect(await left(token)).toBe(5_000);
  });

  it('is closed by a plan that does not include the model', async () => {
    const as = { headers: { 'x-user': 'ada' } };
    const closed = await ask(`${url}/model?model=words`, null, as);
    expect([closed.status, codeOf(closed)]).toEqual([403, 'forbidden']);
    expect((await ask(`${url}/model?model=flat`, null, as)).status).toBe(200);
  });

  it('serves visitors only where the route says so, and as often as they have free messages', async () => {
    const as = { headers: { 'x-client-id': 'a visitor of ours' } };
    const closed = await ask(`${url}/model?model=words`, null, as);
    expect([closed.status, codeOf(closed)]).toEqual([401, 'payer_missing']);
    const { revenue } = shop.books();
    const first = await ask(`${url}/free?model=words`, null, as);
    expect([first.status, first.headers.get('x-free-left')]).toEqual([200, '1']);
    // What fails is given back.
    expect((await ask(`${url}/free?model=words&fails=1`, null, as)).status).toBe(500);
    await shop.app.metering.settled();
    expect((await ask(`${url}/free?model=words`, null, as)).headers.get('x-free-left')).toBe('0');
    const over = await ask(`${url}/free?model=words`, null, as);
    expect([over.status, codeOf(over), over.headers.get('x-free-left')]).toEqual([402, 'free_exhausted', '0']);
    await shop.app.metering.settled();
    expect(shop.books()).toMatchObject({ revenue, open: 0 });
  });

  it('never serves as a visitor whoever shows a token that is none', async () => {
    const answer = await ask(`${url}/free?model=words`, 'tally_short', {
      headers: { 'x-client-id': 'another visitor' },
    });
    expect([answer.status, codeOf(answer)]).toEqual([401, 'token_rejected']);
  });

  it('never serves as a visitor whoever says something of themselves that names nobody', async () => {
    const said = [
      ['/free-bearer?model=words', { authorization: 'Basic bm9ib2R5' }],
      ['/free-header?model=words', { 'x-account': 'a'.repeat(300) }],
      ['/free-query?model=words&account=a&account=b', {}],
    ] as const;
    for (const [path, headers] of said) {
      const answer = await ask(`${url}${path}`, null, { headers: { 'x-client-id': 'an odd visitor', ...headers } });
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 401, 'payer_missing']);
    }
  });

  it('cannot be free where the allowance is not open', async () => {
    const opened = openShop({
      routes: (app) =>
        void app.get(
          '/x',
          { config: { metered: { payer, free: true, cost: { kind: 'fixed', amount: 1 } } } },
          () => '',
        ),
    });
    await expect(opened).rejects.toThrow('openMetering({ free })');
  });
});
