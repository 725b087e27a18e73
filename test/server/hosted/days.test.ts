// Hosted models under a plan whose day is counted in money: what its overflow does to the request, and what its payer is told.
import { afterEach, expect, it } from 'vitest';
import { Plan } from '../../../server/contract/plans/plans.ts';
import { builtInPlans } from '../../../server/domain/plans/plan.ts';
import { toRate } from '../../../server/domain/rate.ts';
import type { UsecaseConfig } from '../../../server/usecases/usecase-config.ts';
import { type HostedServer, offer, startHosted } from './hosted-server.ts';
import { type ScriptedUpstream, scriptedUpstream, usage, wholeAnswer } from './scripted-upstream.ts';

const funds = 1_000_000;
const open: HostedServer[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

type World = {
  readonly upstream: ScriptedUpstream;
  readonly ask: (body?: object) => ReturnType<HostedServer['ask']>;
};

/** A day of 100 microcredits for whoever has a token. Each answer costs 52: an input token 2, five output tokens 10 each. */
async function world(overflow: object, config: Partial<UsecaseConfig> = {}): Promise<World> {
  const daily = { unit: 'cents', amount: 100, overflow, resets_at: '00:00' };
  const plans = builtInPlans.map((plan) => (plan.id === 'pro' ? Plan.parse({ ...plan, daily }) : plan));
  const upstream = scriptedUpstream('litellm');
  upstream.play(() => wholeAnswer('Hello', usage(1, 5)));
  const server = await startHosted({
    offers: [offer(upstream, 'small', 'other')],
    config: { plans, creditRate: toRate('1'), ...config },
  });
  open.push(server);
  const as = await server.payer(funds);
  return {
    upstream,
    ask: (body = {}) => server.ask(body, { as, path: '/v1/proxy/chat/completions' }),
  };
}

const models = ({ upstream }: World) => upstream.asks.map(({ request }) => request.model);

it('hints that do not fit in what is left are refused before any upstream is asked; without them the day goes on to its end', async () => {
  const one = await world({ kind: 'block' });
  expect((await one.ask()).status).toBe(200);
  const refused = await one.ask({ input_tokens: 1, output_tokens: 5 });
  expect([refused.status, refused.body.error.code, refused.body.error.limit_microcredits]).toEqual([
    403,
    'daily_limit_reached',
    100,
  ]);
  expect((await one.ask({ input_tokens: 1, output_tokens: 4 })).status).toBe(200);
  expect((await one.ask()).status).toBe(403);
  expect(models(one)).toHaveLength(2);
});

it('on grace an answer is served, says so, and costs only what is left of the day', async () => {
  const one = await world({ kind: 'grace', amount: null });
  const charges: (string | null)[] = [];
  for (const _ of [1, 2, 3]) {
    const { headers } = await one.ask({ input_tokens: 1, output_tokens: 5 });
    charges.push(headers.get('x-charged-microcredits'), headers.get('x-plan-overflow'));
  }
  expect(charges).toEqual(['52', null, '48', 'grace', '0', 'grace']);
});

it('a plan that degrades has the other model answer, and says which', async () => {
  const one = await world({ kind: 'degrade', to_model: 'other' });
  for (const _ of [1, 2]) await one.ask();
  const { headers, body } = await one.ask();
  expect([headers.get('x-plan-overflow'), body.degraded_model]).toEqual(['degrade', 'other']);
  expect(models(one)).toEqual(['small-at-litellm', 'small-at-litellm', 'other-at-litellm']);
});

it('a plan that degrades to the own computer says so and asks no upstream, and one to what is not offered says no', async () => {
  const local = await world({ kind: 'degrade', to_model: 'local' });
  for (const _ of [1, 2]) await local.ask();
  const { status, body } = await local.ask();
  expect([status, body.error.code, body.error.degrade_to]).toEqual([403, 'daily_limit_reached', 'local']);
  expect(models(local)).toHaveLength(2);
  const gone = await world({ kind: 'degrade', to_model: 'gone' });
  for (const _ of [1, 2]) await gone.ask();
  expect((await gone.ask()).body.error.code).toBe('daily_limit_reached');
});

it('after an overdraft the gate has its own model answer whoever gives no hints', async () => {
  const one = await world({ kind: 'block' }, { overdraftGate: { kind: 'degrade', toModel: 'other' } });
  for (const _ of [1, 2]) await one.ask();
  const { headers, body } = await one.ask();
  expect([headers.get('x-plan-overflow'), body.degraded_model]).toEqual(['degrade', 'other']);
  expect((await one.ask({ input_tokens: 1 })).status).toBe(403);
});
