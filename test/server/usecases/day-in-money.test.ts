// Plans whose day is counted in money, from a question to its charge, for those whom the plan pays for and for wallets.
import Database from 'better-sqlite3';
import { afterEach, expect, it } from 'vitest';
import { WrittenPriceRules } from '../../../server/contract/holds/prices.ts';
import { Plan, PlanId } from '../../../server/contract/plans/plans.ts';
import { overflowOf } from '../../../server/domain/holds/hold.ts';
import { toPriceRules } from '../../../server/domain/holds/price-rules.ts';
import type { MeteredUsage } from '../../../server/domain/holds/price.ts';
import { toRate } from '../../../server/domain/rate.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import { createChargeEngine } from '../../../server/usecases/holds/charge-engine.ts';
import type { ChargeAnswer, ChargeAsk, ChargeEngine } from '../../../server/usecases/holds/charge.ts';
import { holderOf } from '../../../server/usecases/holds/holder.ts';
import { createSpendable } from '../../../server/usecases/holds/spendable.ts';
import { rightsByProof } from '../../support/team-rights.ts';
import { createPostbox } from '../../../server/usecases/letters/postbox.ts';
import { createPlanDesk } from '../../../server/usecases/plans/plan-desk.ts';
import { createPriceDesk } from '../../../server/usecases/prices/price-desk.ts';
import { type UsecaseConfig, usecaseDefaults } from '../../../server/usecases/usecase-config.ts';
import { type TestLedger, hashOf, holdId, openTestLedger } from '../../support/server-ledger.ts';
import { personCaller } from '../../support/person-caller.ts';

/** A cent buys a thousand microcredits; an input token costs one, an output token ten. "tiny" costs a tenth of it. */
const priceRules = toPriceRules(
  WrittenPriceRules.parse([
    { id: 'big', models: 'big', venue: 'hosted', per_input_token_microcredits: 1, per_output_token_microcredits: 10 },
    { id: 'tiny', models: 'tiny', venue: 'hosted', per_output_token_microcredits: 1 },
    { id: 'timed', models: 'timed', venue: 'hosted', per_minute_microcredits: 1 },
    { id: 'local', models: '*', venue: 'local', per_request_microcredits: 1_000 },
  ]),
);
const open: TestLedger[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

type World = TestLedger & {
  readonly engine: ChargeEngine;
  /** Another process on the same file. */
  also(): World;
  ask(caller: Caller, asked?: Partial<ChargeAsk>): Promise<ChargeAnswer>;
  /** Asks, and captures so many output tokens of it: what was charged, or why nothing was. */
  use(caller: Caller, outputTokens: number, asked?: Partial<ChargeAsk>): Promise<number | string>;
  end(caller: Caller, answer: ChargeAnswer, outputTokens: number): Promise<number | string>;
};

function world(settings: Partial<UsecaseConfig> = {}): World {
  const config = { ...usecaseDefaults, priceRules, creditRate: toRate('1000'), ...settings };
  const ledger = openTestLedger({ config });
  open.push(ledger);
  return worldOf(ledger, config);
}

function worldOf(ledger: TestLedger, config: UsecaseConfig): World {
  const postbox = createPostbox({ receivers: ['http'], newId: holdId, lowBalance: null });
  const [desk, prices] = [createPlanDesk(config), createPriceDesk(config)];
  const engine = createChargeEngine({
    ...ledger,
    config,
    desk,
    prices,
    postbox,
    spendable: createSpendable(rightsByProof),
  });
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
  const use: World['use'] = async (caller, output, asked) => end(caller, await ask(caller, asked), output);
  return { ...ledger, engine, ask, end, use, also: () => worldOf(ledger.second(), config) };
}

const tokens = (promptTokens: number, completionTokens: number): MeteredUsage => ({
  promptTokens,
  completionTokens,
  durationMs: 1,
});
const ada: Caller = personCaller('ada', { plan: 'club' });

const inCents = { unit: 'cents', overflow: { kind: 'grace', amount: null }, resets_at: '00:00' };

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

it('a request that says what it will use is refused before the work where that does not fit', async () => {
  const one = world();
  await one.usecases.plans.upsert(club({ kind: 'block' }));
  for (const _ of [1, 2, 3, 4]) await one.use(ada, 200);
  await one.use(ada, 150);
  expect(await one.use(ada, 50, { hints: tokens(0, 51) })).toBe('daily_limit_reached');
  expect(await one.use(ada, 50, { hints: tokens(1, 50) })).toBe('daily_limit_reached');
  expect(await one.use(ada, 50, { hints: tokens(0, 50) })).toBe(500);
  expect(await one.use(ada, 0, { hints: tokens(0, 0) })).toBe('daily_limit_reached');
});

it('a released or expired request counts nothing, and a price without a bound is told to send an estimate', async () => {
  const one = world();
  await one.usecases.plans.upsert(club({ kind: 'block' }));
  const whole = { estimate: tokens(0, 1_000) };
  const first = await one.ask(ada, whole);
  expect(await one.use(ada, 1)).toBe('daily_limit_reached');
  if (first.kind === 'held') await one.engine.end(first.hold, { kind: 'release', reason: 'x' }, null);
  await one.ask(ada, whole);
  one.clock.set(one.clock.now() + 60_000);
  await one.runOnce();
  expect(await one.use(ada, 1)).toBe(10);
  expect(await one.ask(ada, { estimate: null })).toMatchObject({
    refused: { code: 'invalid_request', params: { reason: 'estimate_missing', model: 'big' } },
  });
});

it('under grace a wallet pays what is within the limit, whatever it was held for meanwhile, and no more', async () => {
  const one = world();
  await one.usecases.plans.upsert(club({ kind: 'grace', amount: null }));
  const rich = await wallet(one, 'rich', 1);
  const long = await one.ask(rich, { estimate: tokens(0, 2_000) });
  expect(long).toMatchObject({ hold: { amount: 10_000, isOnGrace: false, day: { counted: 20_000 } } });
  for (const _ of [1, 2, 3]) expect(await one.use(rich, 200)).toBe(2_000);
  const onGrace = await one.ask(rich);
  expect(onGrace.kind === 'held' && overflowOf(onGrace.hold)).toBe('grace');
  expect(await one.end(rich, onGrace, 100)).toBe(1_000);
  expect(await one.end(rich, long, 500)).toBe(3_000);
  expect(await one.use(rich, 200)).toBe(0);
  expect((await one.storage.readWallet(tokenOwner(hashOf('rich'))))?.balance).toBe(990_000);
});

it('under grace a wallet that affords nothing is told what it would need, which is no more than the limit leaves', async () => {
  const one = world();
  await one.usecases.plans.upsert(club({ kind: 'grace', amount: null }, { daily: { ...inCents, amount: 5_000 } }));
  const poor = await wallet(one, 'poor', 1);
  expect(await one.ask(poor, { estimate: tokens(6_000_000, 0) })).toMatchObject({
    refused: { code: 'credits_exhausted', params: { needed_microcredits: 5_000_000 } },
  });
});

it('a grace with an amount ends when that much beyond the limit is used', async () => {
  const one = world();
  await one.usecases.plans.upsert(club({ kind: 'grace', amount: 2 }));
  for (const _ of [1, 2, 3, 4, 5]) expect(await one.use(ada, 200)).toBe(2_000);
  expect(await one.use(ada, 150)).toBe(0);
  expect(await one.use(ada, 60, { hints: tokens(0, 60) })).toBe('daily_limit_reached');
  expect(await one.use(ada, 60)).toBe(0);
  expect(await one.use(ada, 1)).toBe('daily_limit_reached');
});

it('degrade holds for the other model at its price, and a repeat of the same question is known', async () => {
  const one = world();
  await one.usecases.plans.upsert(club({ kind: 'degrade', to_model: 'tiny' }));
  const estimateOn = (model: string) => (model === 'tiny' ? tokens(0, 300) : null);
  for (const _ of [1, 2, 3, 4, 5]) await one.use(ada, 200, { estimateOn });
  const asked = { id: holdId(), estimateOn };
  const answer = await one.ask(ada, asked);
  expect(answer).toMatchObject({
    kind: 'held',
    hold: { model: 'tiny', amount: 300, priceRule: 'tiny', degrade: { toModel: 'tiny', fromModel: 'big' } },
  });
  expect(answer.kind === 'held' && overflowOf(answer.hold)).toBe('degrade');
  expect((await one.ask(ada, asked)).kind).toBe('repeated');
  expect((await one.ask(ada, { ...asked, estimateOn: () => tokens(0, 301) })).kind).toBe('conflict');
  const work = { kind: 'model', model: 'tiny', venue: 'hosted', route: null } as const;
  expect((await one.ask(ada, { ...asked, work })).kind).toBe('conflict');
  expect(await one.end(ada, answer, 250)).toBe(250);
});

it('where nobody here can serve the other model the client is told it, and one without a price is refused', async () => {
  const one = world();
  await one.usecases.plans.upsert(club({ kind: 'degrade', to_model: 'unpriced' }));
  for (const _ of [1, 2, 3, 4, 5]) await one.use(ada, 200);
  expect(await one.ask(ada)).toMatchObject({ hold: { model: 'big', degrade: { toModel: 'unpriced' } } });
  expect(await one.use(ada, 1, { estimateOn: () => tokens(0, 1) })).toBe('daily_limit_reached');
  expect(await one.use(ada, 1, { estimateOn: () => null })).toBe('daily_limit_reached');
  // What another model costs by the minute is not known before its work.
  await one.usecases.plans.upsert(club({ kind: 'degrade', to_model: 'timed' }));
  const timeless = { ...tokens(0, 1), durationMs: 0 };
  expect(await one.use(ada, 1, { estimateOn: () => timeless })).toBe('daily_limit_reached');
});

it('degrade to the own computer refuses what the server would answer, and lets local messages through', async () => {
  const one = world();
  for (const unit of ['cents', 'messages']) {
    const overflow = { kind: 'degrade', to_model: 'local' };
    await one.usecases.plans.upsert(club(overflow, { daily: { unit, amount: 0, overflow, resets_at: '00:00' } }));
    expect(await one.ask(ada)).toMatchObject({
      kind: 'refused',
      refused: { code: 'daily_limit_reached', params: { degrade_to: 'local' } },
    });
    const local = { kind: 'model', model: 'llama3', venue: 'local', route: null } as const;
    expect(await one.ask(ada, { work: local })).toMatchObject({ kind: 'held', hold: { degrade: null } });
  }
});

const overdrawn = async (settings: Partial<UsecaseConfig>): Promise<World> => {
  const one = world(settings);
  await one.usecases.plans.upsert(club({ kind: 'block' }));
  for (const _ of [1, 2, 3, 4]) await one.use(ada, 200);
  await one.use(ada, 190);
  expect(await one.use(ada, 200)).toBe(2_000);
  return one;
};
const raised = (amount: number) => club({ kind: 'block' }, { daily: { ...club({ kind: 'block' }).daily, amount } });
const estimateOn = () => tokens(0, 10);

it('the gate blocks the rest of a day that was overdrawn, also where its limit is raised, and no other day', async () => {
  const one = await overdrawn({ overdraftGate: { kind: 'block' } });
  await one.usecases.plans.upsert(raised(100));
  expect(await one.ask(ada)).toMatchObject({
    refused: { code: 'daily_limit_reached', params: { overdrawn_microcredits: 1_900 } },
  });
  one.clock.set(one.clock.now() + 86_400_000);
  expect(await one.use(ada, 200)).toBe(2_000);
});

it('without the gate a raised limit opens the day again', async () => {
  const one = await overdrawn({});
  expect(await one.use(ada, 1)).toBe('daily_limit_reached');
  await one.usecases.plans.upsert(raised(100));
  expect(await one.use(ada, 200)).toBe(2_000);
});

it('the gate degrades to its own model whoever says nothing of the use, and refuses whoever says too much', async () => {
  const one = await overdrawn({ overdraftGate: { kind: 'degrade', toModel: 'tiny' } });
  expect(await one.ask(ada, { estimateOn })).toMatchObject({ hold: { model: 'tiny', degrade: { toModel: 'tiny' } } });
  expect(await one.use(ada, 1, { estimateOn, hints: tokens(0, 1) })).toBe('daily_limit_reached');
});

it('a gate that degrades without a model takes the plan’s, and blocks where that names none', async () => {
  const one = await overdrawn({ overdraftGate: { kind: 'degrade', toModel: null } });
  await one.usecases.plans.upsert(raised(100));
  expect(await one.use(ada, 1)).toBe('daily_limit_reached');
  await one.usecases.plans.upsert(club({ kind: 'degrade', to_model: 'tiny' }));
  expect(await one.ask(ada, { estimateOn })).toMatchObject({ hold: { model: 'tiny' } });
});

it('a gate that blocks also blocks a plan that degrades by now', async () => {
  const one = await overdrawn({ overdraftGate: { kind: 'block' } });
  await one.usecases.plans.upsert(club({ kind: 'degrade', to_model: 'tiny' }));
  expect(await one.use(ada, 1, { estimateOn })).toBe('daily_limit_reached');
});

/** Forty at once, through two processes' worth of use cases on the one file, for a day that ten of them fill. */
async function rush(hints: MeteredUsage | null): Promise<{ readonly served: number; readonly spent: number }> {
  const one = world();
  const other = one.also();
  await one.usecases.plans.upsert(club({ kind: 'block' }));
  const asks = Array.from({ length: 40 }, async (_, i): Promise<number> => {
    const at = i % 2 === 0 ? one : other;
    const charged = await at.use(ada, 100, { hints, estimate: tokens(0, 100 + (i % 7) * 30) });
    return typeof charged === 'number' ? charged : 0;
  });
  const charged = await Promise.all(asks);
  return { served: charged.filter((one) => one > 0).length, spent: charged.reduce((sum, one) => sum + one, 0) };
}

it('of forty requests at once that say what they use, a day lets no more through than its limit covers', async () => {
  const { served, spent } = await rush(tokens(0, 100));
  expect(spent).toBe(served * 1_000);
  expect(spent).toBeLessThanOrEqual(10_000);
  expect(spent).toBeGreaterThan(0);
});

it('of forty that say nothing, or too little, a day is overdrawn by less than the most that one of them may cost', async () => {
  for (const hints of [null, tokens(0, 1)]) {
    const { spent } = await rush(hints);
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThan(10_000 + 2_800);
  }
});
