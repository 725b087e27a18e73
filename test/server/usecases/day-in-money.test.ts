// Plans whose day is counted in money, from a question to its charge, for those whom the plan pays for and for wallets.
import Database from 'better-sqlite3';
import { afterEach, expect, it } from 'vitest';
import { WrittenPriceRules } from '../../../server/contract/holds/prices.ts';
import { Plan, PlanId } from '../../../server/contract/plans/plans.ts';
import { toPriceRules } from '../../../server/domain/holds/price-rules.ts';
import type { MeteredUsage } from '../../../server/domain/holds/price.ts';
import { toRate } from '../../../server/domain/rate.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import { createChargeEngine } from '../../../server/usecases/holds/charge-engine.ts';
import type { ChargeAnswer, ChargeAsk } from '../../../server/usecases/holds/charge.ts';
import { holderOf } from '../../../server/usecases/holds/holder.ts';
import { createPostbox } from '../../../server/usecases/letters/postbox.ts';
import { createPlanDesk } from '../../../server/usecases/plans/plan-desk.ts';
import { type UsecaseConfig, usecaseDefaults } from '../../../server/usecases/usecase-config.ts';
import { type TestLedger, hashOf, holdId, openTestLedger } from '../../support/server-ledger.ts';

/** A cent buys a thousand microcredits; an input token costs one, an output token ten. "tiny" costs a tenth of it. */
const priceRules = toPriceRules(
  WrittenPriceRules.parse([
    { id: 'big', models: 'big', venue: 'hosted', per_input_token_microcredits: 1, per_output_token_microcredits: 10 },
    { id: 'tiny', models: 'tiny', venue: 'hosted', per_output_token_microcredits: 1 },
    { id: 'local', models: '*', venue: 'local', per_request_microcredits: 1_000 },
  ]),
);
const open: TestLedger[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

type World = TestLedger & {
  ask(caller: Caller, asked?: Partial<ChargeAsk>): Promise<ChargeAnswer>;
  /** Asks, and captures so many output tokens of it; what was charged, and what it came to beyond the bound. */
  use(caller: Caller, outputTokens: number, asked?: Partial<ChargeAsk>): Promise<number | string>;
  end(caller: Caller, answer: ChargeAnswer, outputTokens: number): Promise<number | string>;
};

function world(settings: Partial<UsecaseConfig> = {}): World {
  const config = { ...usecaseDefaults, priceRules, creditRate: toRate('1000'), ...settings };
  const ledger = openTestLedger({ config });
  open.push(ledger);
  const postbox = createPostbox({ receivers: ['http'], newId: holdId });
  const desk = createPlanDesk(config);
  const engine = createChargeEngine({ ...ledger, config, desk, postbox });
  const ask: World['ask'] = (caller, asked = {}) =>
    engine.hold({
      id: holdId(),
      holder: holderOf(caller),
      caller,
      work: { kind: 'model', model: 'big', venue: 'hosted', route: null },
      estimate: tokens(0, 200),
      ttlMs: 60_000,
      keepsRefusals: false,
      ...asked,
    });
  const end: World['end'] = async (caller, answer, outputTokens) => {
    if (answer.kind !== 'held') return answer.kind === 'refused' ? answer.refused.code : answer.kind;
    const ending = { kind: 'capture', usage: tokens(0, outputTokens), outcome: 'completed' } as const;
    const found = await engine.end({ id: answer.hold.id, holder: holderOf(caller) }, ending, null);
    return found.kind === 'found' ? found.hold.captured : found.kind;
  };
  return { ...ledger, ask, end, use: async (caller, output, asked) => end(caller, await ask(caller, asked), output) };
}

const tokens = (promptTokens: number, completionTokens: number): MeteredUsage => ({
  promptTokens,
  completionTokens,
  durationMs: 1,
});
const ada: Caller = { kind: 'user', subject: 'ada', scope: 'user', plan: 'club' };

/** Ten cents a day, which is 10,000 microcredits, or a thousand output tokens of "big". */
function club(overflow: object, change: object = {}): Plan {
  const daily = { unit: 'cents', amount: 10, overflow, resets_at: '00:00' };
  const open = { monthly_quota: null, per_minute: null, routes: null, models: null };
  return Plan.parse({ id: 'club', name: 'Club', time_zone: 'UTC', daily, ...open, ...change });
}

async function wallet(one: World, name: string, count: number): Promise<Caller> {
  const payer = await one.grant(name, count);
  const found = await one.storage.readWallet(tokenOwner(hashOf(name)));
  await one.usecases.plans.assign({ scope: 'wallet', subject: found?.id ?? '', planId: PlanId.parse('club') });
  return payer;
}

it('a user’s day is over when what it came to reaches the limit, and begins again by the plan’s clocks', async () => {
  const one = world();
  await one.usecases.plans.upsert(club({ kind: 'block' }, { time_zone: 'Asia/Shanghai' }));
  expect(await one.ask(ada)).toMatchObject({
    kind: 'held',
    hold: { amount: 2_000, payer: { kind: 'plan' }, day: { counted: 2_000, limit: 10_000, overflow: 'block' } },
  });
  expect(await one.use(ada, 100)).toBe(1_000);
  for (const _ of [1, 2, 3, 4]) expect(await one.use(ada, 200)).toBe(2_000);
  expect(await one.ask(ada)).toMatchObject({
    kind: 'refused',
    refused: {
      code: 'daily_limit_reached',
      params: {
        plan: 'Club',
        limit_microcredits: 10_000,
        resets_at: Date.UTC(2026, 0, 7, 16),
        time_zone: 'Asia/Shanghai',
      },
    },
  });
  one.clock.set(Date.UTC(2026, 0, 7, 16));
  expect(await one.ask(ada)).toMatchObject({ kind: 'held' });
});

it('a wallet with such a plan pays, and its day ends as well', async () => {
  const one = world();
  await one.usecases.plans.upsert(club({ kind: 'block' }));
  const rich = await wallet(one, 'rich', 1);
  for (const _ of [1, 2, 3, 4]) expect(await one.use(rich, 200)).toBe(2_000);
  expect(await one.use(rich, 150)).toBe(1_500);
  expect((await one.storage.readWallet(tokenOwner(hashOf('rich'))))?.balance).toBe(1_000_000 - 9_500);
  const last = await one.ask(rich);
  expect(last).toMatchObject({ kind: 'held', hold: { amount: 2_000, payer: { kind: 'wallet' } } });
  expect(await one.use(rich, 1)).toBe('daily_limit_reached');
});

it('an answer that goes beyond the day is charged, and is told of once as an overdraft in the commit that captures it', async () => {
  const one = world();
  await one.usecases.plans.upsert(club({ kind: 'block' }));
  for (const _ of [1, 2, 3, 4]) await one.use(ada, 200);
  await one.use(ada, 150);
  const last = await one.ask(ada);
  expect(await one.end(ada, last, 120)).toBe(1_200);
  expect(await one.end(ada, last, 120)).toBe(1_200);
  const rows = () => {
    const db = new Database(one.path, { readonly: true });
    const all = db.prepare('SELECT subject, plan_id, limit_amount, over, at FROM overdrafts').all();
    db.close();
    return all;
  };
  expect(rows()).toEqual([
    { subject: 'user:ada', plan_id: 'club', limit_amount: 10_000, over: 700, at: one.clock.now() },
  ]);
  await one.runOnce();
  expect(one.told.filter(({ type }) => type === 'plan.overdraft').map(({ data }) => JSON.parse(data))).toMatchObject([
    { account_id: null, subject: 'user:ada', plan_id: 'club', limit_microcredits: 10_000, over_microcredits: 700 },
  ]);
});
