// A plan stands before a metered route as it stands before the holds API: its gates, its minute, its month and its day.
import { afterEach, describe, expect, it } from 'vitest';
import { Plan } from '../../../server/contract/plans/plans.ts';
import type { PayerRule } from '../../../server/http/metered/payer.ts';
import { builtInPlans } from '../../../server/domain/plans/plan.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { putPlan } from '../../support/put-plans.ts';
import { type Answer, ask, codeOf, credit, openShop, type Shop } from './shop.ts';

const open: Shop[] = [];
afterEach(async () => {
  for (const shop of open.splice(0)) await shop.close();
});

const planned = (limits: object): Plan =>
  Plan.parse({
    id: 'club',
    name: 'Club',
    time_zone: 'UTC',
    monthly_quota: null,
    per_minute: null,
    daily: null,
    routes: null,
    models: null,
    ...limits,
  });

/** A user, and the plan that their proof names. */
const byPlan: PayerRule = ({ headers }) =>
  typeof headers['x-user'] === 'string' ? { kind: 'user', subject: headers['x-user'], plan: 'club' } : null;

async function shopWith(
  limits: object,
): Promise<{ shop: Shop; url: string; served: () => number; fails: Set<string> }> {
  const counts = { served: 0 };
  const fails = new Set<string>();
  const shop = await openShop({
    plans: [...builtInPlans, planned(limits)],
    routes(app) {
      const line = { cost: { kind: 'fixed', amount: credit } } as const;
      app.get('/wallet', { config: { metered: { ...line, payer: { kind: 'bearer' } } } }, () => {
        counts.served += 1;
        return 'ok';
      });
      app.get('/plan', { config: { metered: { ...line, payer: byPlan } } }, ({ meter, headers }) => {
        counts.served += 1;
        if (fails.has(String(headers['x-user']))) throw new Error('threw');
        return JSON.stringify(meter?.degrade ?? null);
      });
    },
  });
  open.push(shop);
  return { shop, url: await shop.sell(), served: () => counts.served, fails };
}

const as = (url: string, user: string): Promise<Answer> => ask(`${url}/plan`, null, { headers: { 'x-user': user } });
const told = ({ headers }: Answer) => ['x-plan', 'x-usage-remaining', 'x-usage-this-minute'].map((n) => headers.get(n));

describe('a plan before a metered route', () => {
  it('pays for its user by its month, which a failed answer gives back, and takes no credits', async () => {
    const { shop, url, served, fails } = await shopWith({ monthly_quota: 2 });
    const first = await as(url, 'ada');
    expect([first.status, ...told(first)]).toEqual([200, 'club', '1', '1']);
    fails.add('ada');
    expect((await as(url, 'ada')).status).toBe(500);
    fails.clear();
    await shop.app.metering.settled();
    expect((await as(url, 'ada')).status).toBe(200);
    const over = await as(url, 'ada');
    expect([over.status, codeOf(over), ...told(over)]).toEqual([402, 'quota_exhausted', 'club', '0', '3']);
    expect(over.headers.get('x-request-id')).not.toBe(null);
    expect(served()).toBe(3);
    await shop.app.metering.settled();
    expect(shop.books()).toMatchObject({ revenue: 0, open: 0, states: { captured: 2, released: 1 } });
    expect((await as(url, 'bob')).status).toBe(200);
  });

  it('lets exactly its quota through, however many ask at once', async () => {
    const { url, served } = await shopWith({ monthly_quota: 5 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => as(url, 'ada')));
    expect([answers.filter(({ status }) => status === 200).length, served()]).toEqual([5, 5]);
  });

  it('says when its day is used up, or which model to use for the rest of it', async () => {
    const day = { amount: 1, resets_at: '00:00' };
    const blocking = await shopWith({ daily: { ...day, overflow: { kind: 'block' } } });
    await as(blocking.url, 'ada');
    const over = await as(blocking.url, 'ada');
    expect([over.status, codeOf(over)]).toEqual([403, 'daily_limit_reached']);
    const degrading = await shopWith({ daily: { ...day, overflow: { kind: 'degrade', to_model: 'small' } } });
    expect((await as(degrading.url, 'ada')).text).toBe('null');
    expect((await as(degrading.url, 'ada')).text).toBe('{"toModel":"small"}');
  });

  it('closes the routes that it does not include, before any money is looked at', async () => {
    const { url, served } = await shopWith({ routes: ['GET /other'], models: ['none'] });
    const no = await as(url, 'ada');
    expect([no.status, codeOf(no), ...told(no).slice(0, 1), served()]).toEqual([403, 'forbidden', 'club', 0]);
    const { url: open } = await shopWith({ routes: ['GET /plan'], models: ['none'] });
    expect((await as(open, 'ada')).status).toBe(200);
  });

  it('bounds the minute of a wallet too, and counts it together with the holds API', async () => {
    const { shop, url } = await shopWith({});
    const token = await shop.customer();
    const storage = openSqliteStorage({ path: shop.path });
    await putPlan(storage, planned({ id: 'pro', per_minute: 2 }));
    expect((await ask(`${url}/wallet`, token)).status).toBe(200);
    const second = await ask(`${url}/wallet`, token);
    expect([...told(second), second.headers.get('x-pro-left')]).toEqual(['pro', 'unlimited', '2', '98']);
    const third = await ask(`${url}/wallet`, token);
    // The clock's minute may have turned between them.
    const codes = [third, await ask(`${url}/wallet`, token), await ask(`${url}/wallet`, token)].map(
      ({ status }) => status,
    );
    expect(codes).toContain(429);
    await storage.close();
  });
});
