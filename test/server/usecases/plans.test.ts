// What plans let people do, from a verified caller to the answer they read.
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { AccountId } from '../../../server/contract/wallets/wallets.ts';
import { Plan, PlanId } from '../../../server/contract/plans/plans.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import { createChargeEngine } from '../../../server/usecases/holds/charge-engine.ts';
import { holderOf } from '../../../server/usecases/holds/holder.ts';
import { createSpendable } from '../../../server/usecases/holds/spendable.ts';
import { rightsByProof } from '../../support/team-rights.ts';
import { createPostbox } from '../../../server/usecases/letters/postbox.ts';
import { createPlanDesk } from '../../../server/usecases/plans/plan-desk.ts';
import { createPriceDesk } from '../../../server/usecases/prices/price-desk.ts';
import { usecaseDefaults } from '../../../server/usecases/usecase-config.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import {
  type LedgerOptions,
  type TestLedger,
  guest,
  hashOf,
  holdId,
  openTestLedger,
  start,
} from '../../support/server-ledger.ts';
import { personCaller } from '../../support/person-caller.ts';

const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };
const message = () => ({ id: holdId(), model: 'llama3.2:1b', venue: 'local' as const });
const open: TestLedger[] = [];

function ledger(options?: LedgerOptions): TestLedger {
  const made = openTestLedger(options);
  open.push(made);
  return made;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const user = (subject: string, plan: string | null = null, scope: 'user' | 'org' = 'user'): Caller =>
  scope === 'org' ? personCaller(`one of ${subject}`, { plan, scope, org: subject }) : personCaller(subject, { plan });

const planned = (overrides: object): Plan =>
  Plan.parse({
    id: 'club',
    name: 'Club',
    time_zone: 'UTC',
    monthly_quota: null,
    per_minute: null,
    daily: null,
    routes: null,
    models: null,
    ...overrides,
  });

it('a verified user without a plan has twenty messages a month, and is told of each', async () => {
  const { usecases } = ledger();
  expect(await usecases.holds.reserve(user('ada'), message())).toMatchObject({
    kind: 'answered',
    hold: { source: 'plan', amount_microcredits: 0 },
    remaining: { free_left: null, pro_left_microcredits: null },
    plan: { id: 'free', usageRemaining: 19, usageThisMinute: 1, perMinuteLimit: 30 },
  });
  for (let i = 0; i < 19; i += 1) await usecases.holds.reserve(user('ada'), message());
  expect(await usecases.holds.reserve(user('ada'), message())).toMatchObject({
    kind: 'refused',
    code: 'quota_exhausted',
    params: { plan: 'Free', limit: 20, resets_at: Date.UTC(2026, 1, 1), time_zone: 'UTC' },
    plan: { usageRemaining: 0, usageThisMinute: 20 },
  });
});

it('the plan is the one that the proof names, else the one given, else free', async () => {
  const { usecases } = ledger();
  const planOf = async (caller: Caller) => {
    const answer = await usecases.holds.reserve(caller, message());
    return answer.plan?.id;
  };
  await usecases.plans.assign({ scope: 'user', subject: 'ada', planId: PlanId.parse('team') });
  expect(await planOf(user('ada', 'enterprise'))).toBe('enterprise');
  expect(await planOf(user('ada', 'no such plan'))).toBe('team');
  expect(await planOf(user('ada'))).toBe('team');
  expect(await planOf(user('ada', null, 'org'))).toBe('free');
  await usecases.plans.assign({ scope: 'user', subject: 'ada', planId: null });
  expect(await planOf(user('ada'))).toBe('free');
});

it('a token is on pro unless its wallet was given a plan, and has no monthly quota', async () => {
  const { usecases, grant, storage } = ledger();
  const payer = await grant('rich', 5);
  expect(await usecases.holds.reserve(payer, message())).toMatchObject({
    plan: { id: 'pro', usageRemaining: null, usageThisMinute: 1, perMinuteLimit: 120 },
  });
  const wallet = await storage.readWallet(tokenOwner(hashOf('rich')));
  const given = { scope: 'wallet', subject: wallet?.id ?? '', planId: PlanId.parse('team') } as const;
  expect(await usecases.plans.assign(given)).toMatchObject({ kind: 'assigned' });
  expect(await usecases.holds.reserve(payer, message())).toMatchObject({
    plan: { id: 'team', usageThisMinute: 2, perMinuteLimit: 300 },
  });
});

it('a plan or a wallet that nobody made cannot be given', async () => {
  const { usecases } = ledger();
  const given = { scope: 'user', subject: 'ada', planId: PlanId.parse('gold') } as const;
  expect(await usecases.plans.assign(given)).toMatchObject({ code: 'plan_not_found' });
  const pro = PlanId.parse('pro');
  expect(await usecases.plans.assign({ scope: 'wallet', subject: 'nobody', planId: pro })).toMatchObject({
    code: 'wallet_not_found',
  });
});

it('the operator’s plan stands in place of a built-in one for every process at once', async () => {
  const one = ledger();
  const other = one.second();
  expect(await one.usecases.plans.upsert(planned({ id: 'free', name: 'Ours', per_minute: 1 }))).toMatchObject({
    isNew: false,
  });
  expect(await one.usecases.plans.upsert(planned({}))).toMatchObject({ isNew: true });
  expect((await other.usecases.plans.list()).map(({ id, name }) => `${id} ${name}`)).toEqual([
    'club Club',
    'enterprise Enterprise',
    'free Ours',
    'pro Pro',
    'team Team',
  ]);
  expect(await other.usecases.plans.read(PlanId.parse('gold'))).toMatchObject({ code: 'plan_not_found' });
  await other.usecases.holds.reserve(guest('visitor'), message());
  expect(await one.usecases.holds.reserve(guest('visitor'), message())).toMatchObject({ code: 'plan_rate_limited' });
});

it('the cap of a minute says how long to wait, takes no money, and is over with the minute', async () => {
  const { usecases, clock, grant } = ledger();
  await usecases.plans.upsert(planned({ id: 'pro', per_minute: 2 }));
  const payer = await grant('rich', 5);
  clock.set(start + 15_000);
  await usecases.holds.reserve(payer, message());
  await usecases.holds.reserve(payer, message());
  const third = message();
  expect(await usecases.holds.reserve(payer, third)).toMatchObject({
    code: 'plan_rate_limited',
    params: { limit: 2, retry_after_s: 45, resets_at: start + 60_000 },
    remaining: { pro_left_microcredits: 3_000_000 },
    plan: { usageThisMinute: 2, perMinuteLimit: 2 },
  });
  clock.set(start + 60_000);
  expect(await usecases.holds.reserve(payer, third)).toMatchObject({ kind: 'answered', plan: { usageThisMinute: 1 } });
});

it('the cap of a minute holds over two processes that share the file', async () => {
  const one = ledger();
  const other = one.second();
  await one.usecases.plans.upsert(planned({ per_minute: 10 }));
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      (i % 2 === 0 ? one : other).usecases.holds.reserve(user('ada', 'club'), message()),
    ),
  );
  expect(answers.filter(({ kind }) => kind === 'answered')).toHaveLength(10);
});

it('a no of any limit counts nothing anywhere', async () => {
  const { usecases, clock, grant, storage } = ledger({ config: { freeLimit: 1 } });
  const daily = { amount: 1, overflow: { kind: 'block' }, resets_at: '00:00' };
  await usecases.plans.upsert(planned({ monthly_quota: 5, per_minute: 3, daily }));
  const poor = await grant('poor', 1);
  for (const caller of [user('ada', 'club'), guest('visitor'), poor]) {
    const first = await usecases.holds.reserve(caller, message());
    const second = await usecases.holds.reserve(caller, message());
    expect([first.kind, second.kind]).toEqual(['answered', 'refused']);
    expect(second.plan?.usageThisMinute).toBe(1);
    expect(second.plan?.usageRemaining).toBe(first.plan?.usageRemaining);
  }
  clock.set(start + 86_400_000);
  await usecases.plans.upsert(planned({ monthly_quota: 5, per_minute: 0, daily }));
  expect(await usecases.holds.reserve(user('ada', 'club'), message())).toMatchObject({
    code: 'plan_rate_limited',
    plan: { usageRemaining: 4, usageThisMinute: 0 },
  });
  expect(await storage.audit()).toMatchObject({ findings: [] });
});

it('a used-up day tells its reset by the clocks of the plan’s time zone', async () => {
  const { usecases } = ledger();
  const daily = { amount: 1, overflow: { kind: 'block' }, resets_at: '04:30' };
  await usecases.plans.upsert(planned({ daily, time_zone: 'Asia/Kolkata' }));
  await usecases.holds.reserve(user('ada', 'club'), message());
  expect(await usecases.holds.reserve(user('ada', 'club'), message())).toMatchObject({
    code: 'daily_limit_reached',
    params: { plan: 'Club', limit: 1, resets_at: Date.UTC(2026, 0, 7, 23), time_zone: 'Asia/Kolkata' },
  });
});

it('a degraded message is allowed and names the model to use, also when it is asked for again', async () => {
  const { usecases } = ledger();
  const daily = { amount: 1, overflow: { kind: 'degrade', to_model: 'tiny' }, resets_at: '00:00' };
  await usecases.plans.upsert(planned({ daily }));
  const first = await usecases.holds.reserve(user('ada', 'club'), message());
  expect(first.kind === 'answered' && first.hold.degraded).toBeUndefined();
  const request = message();
  const degraded = { kind: 'answered', hold: { degraded: true, degrade_to_model: 'tiny' } };
  expect(await usecases.holds.reserve(user('ada', 'club'), request)).toMatchObject(degraded);
  expect(await usecases.holds.reserve(user('ada', 'club'), request)).toMatchObject(degraded);
});

it('a plan’s gates are told in a sentence, and closing a model later does not undo a hold', async () => {
  const { usecases, storage, clock } = ledger();
  const postbox = createPostbox({ receivers: [], newId: holdId, lowBalance: null });
  const desk = createPlanDesk(usecaseDefaults);
  const prices = createPriceDesk(usecaseDefaults);
  const engine = createChargeEngine({
    storage,
    clock,
    config: usecaseDefaults,
    desk,
    prices,
    postbox,
    spendable: createSpendable(rightsByProof),
  });
  const onRoute = ({ id, model, venue }: ReturnType<typeof message>) => {
    const caller = user('ada', 'club');
    const work = { kind: 'model', model, venue, route: 'images' } as const;
    return engine.hold({ id, holder: holderOf(caller), caller, work, estimate: null, ttlMs: 1, keepsRefusals: true });
  };
  const request = message();
  await usecases.plans.upsert(planned({ routes: ['images'], models: ['llama*'] }));
  await onRoute(request);
  await usecases.plans.upsert(planned({ routes: ['texts'], models: ['qwen*'] }));
  expect(await onRoute(request)).toMatchObject({ kind: 'repeated' });
  expect(await onRoute(message())).toMatchObject({
    kind: 'refused',
    refused: { code: 'forbidden', params: { reason: 'route_not_in_plan', plan: 'Club' } },
  });
  expect(await usecases.holds.reserve(user('ada', 'club'), message())).toMatchObject({
    code: 'forbidden',
    params: { reason: 'model_not_in_plan', plan: 'Club', model: 'llama3.2:1b' },
  });
});

it('a released or expired message is given back to the month that counted it, once, and to no other', async () => {
  const { usecases, clock, runOnce } = ledger();
  const ada = user('ada');
  clock.set(Date.UTC(2026, 0, 31, 23, 50));
  const [released, expired, late] = [message(), message(), message()];
  for (const one of [released, expired, late]) await usecases.holds.reserve(ada, one);
  expect(await usecases.holds.release(ada, released.id, null)).toMatchObject({ plan: { usageRemaining: 18 } });
  expect(await usecases.holds.release(ada, released.id, null)).toMatchObject({ plan: { usageRemaining: 18 } });
  await usecases.holds.capture(ada, late.id, usage, 'completed');
  expect(await usecases.holds.read(ada, late.id)).toMatchObject({ plan: { usageRemaining: 18 } });
  clock.set(Date.UTC(2026, 1, 1, 0, 1));
  await usecases.holds.reserve(ada, message());
  clock.set(Date.UTC(2026, 1, 1, 0, 5));
  await runOnce();
  expect(await usecases.holds.read(ada, expired.id)).toMatchObject({
    hold: { state: 'expired' },
    plan: { usageRemaining: 19 },
  });
  clock.set(Date.UTC(2026, 0, 31, 23, 59));
  expect(await usecases.holds.read(ada, late.id)).toMatchObject({ plan: { usageRemaining: 19 } });
});

it('people of one organisation share its messages, and the hold of one is nobody else’s', async () => {
  const { usecases } = ledger();
  const acme = user('acme', null, 'org');
  const request = message();
  await usecases.holds.reserve(acme, request);
  expect(await usecases.holds.reserve(acme, message())).toMatchObject({ plan: { usageRemaining: 18 } });
  const another = personCaller('another', { scope: 'org', org: 'acme' });
  expect(await usecases.holds.reserve(another, message())).toMatchObject({ plan: { usageRemaining: 17 } });
  for (const stranger of [user('acme'), another])
    expect(await usecases.holds.read(stranger, request.id)).toMatchObject({ code: 'hold_not_found' });
  expect(await usecases.holds.release(acme, request.id, null)).toMatchObject({ hold: { state: 'released' } });
});

it('a user who was never given credits has no wallet', async () => {
  const { usecases } = ledger();
  expect(await usecases.status.pro(user('ada'), null)).toMatchObject({ kind: 'status', mode: 'off', balance: 0 });
  expect(await usecases.wallets.read({ accountId: AccountId.parse('ada') })).toMatchObject({
    code: 'wallet_not_found',
  });
});

const zones = ['UTC', 'Europe/Berlin', 'America/Havana', 'Asia/Kathmandu', 'Australia/Lord_Howe'] as const;
const step = fc.record({
  kind: fc.constantFrom(
    'reserve' as const,
    'reserve' as const,
    'capture' as const,
    'release' as const,
    'sweep' as const,
  ),
  wait: fc.oneof(fc.nat(600_000), fc.nat(40 * 86_400_000)),
  which: fc.nat(3),
});

it('what a plan counts in its month and day is what the ledger’s holds come to, across DST and month ends', async () => {
  const property = fc.asyncProperty(
    fc.constantFrom(...zones),
    fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
    fc.array(step, { minLength: 5, maxLength: 40 }),
    async (zone, from, steps) => {
      const { usecases, clock, close, runOnce } = openTestLedger();
      const daily = { amount: 4, overflow: { kind: 'block' }, resets_at: '00:00' };
      await usecases.plans.upsert(planned({ monthly_quota: 7, time_zone: zone, daily }));
      const shown = (at: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);
      const ada = user('ada', 'club');
      const made: { readonly id: ReturnType<typeof holdId>; readonly at: number; isCounted: boolean }[] = [];
      let now = from;
      for (const { kind, wait, which } of steps) {
        now += wait;
        clock.set(now);
        for (const one of made) await usecases.holds.read(ada, one.id);
        const request = message();
        const target = made[made.length - 1 - which];
        if (kind === 'sweep') await runOnce();
        if (kind === 'capture' && target !== undefined)
          await usecases.holds.capture(ada, target.id, usage, 'completed');
        if (kind === 'release' && target !== undefined) await usecases.holds.release(ada, target.id, null);
        // The ledger's own word on each hold is the oracle's.
        for (const one of made) {
          const read = await usecases.holds.read(ada, one.id);
          one.isCounted = read.kind === 'answered' && ['held', 'captured'].includes(read.hold.state);
        }
        const inMonth = made.filter((one) => one.isCounted && shown(one.at).slice(0, 7) === shown(now).slice(0, 7));
        const inDay = inMonth.filter((one) => shown(one.at) === shown(now));
        if (kind !== 'reserve') continue;
        const answer = await usecases.holds.reserve(ada, request);
        const predicted =
          inMonth.length >= 7 ? 'quota_exhausted' : inDay.length >= 4 ? 'daily_limit_reached' : 'answered';
        expect(answer.kind === 'refused' ? answer.code : answer.kind).toBe(predicted);
        expect(answer.plan?.usageRemaining).toBe(7 - inMonth.length - (answer.kind === 'answered' ? 1 : 0));
        if (answer.kind === 'answered') made.push({ id: request.id, at: now, isCounted: true });
      }
      await close();
    },
  );
  await fc.assert(property, { numRuns: Number(process.env['PLAN_RUNS'] ?? 15) });
}, 120_000);

it('an audit counts the windows of plans again from their holds, some at a time, and money is sound all the same', async () => {
  const { usecases, path, storage } = ledger();
  await usecases.plans.upsert(planned({ daily: { amount: 9, overflow: { kind: 'block' }, resets_at: '00:00' } }));
  const [first, second] = [message(), message()];
  for (const one of [first, second, message()]) await usecases.holds.reserve(user('ada', 'club'), one);
  await usecases.holds.capture(user('ada', 'club'), first.id, usage, 'completed');
  await usecases.holds.release(user('ada', 'club'), second.id, null);
  expect((await storage.audit()).planFindings).toEqual([]);
  const db = new Database(path);
  const add = (by: number) => db.prepare("UPDATE plan_counters SET used = used + ? WHERE key LIKE 'day:%'").run(by);
  add(1);
  expect(await usecases.operator.audit()).toMatchObject({
    isSound: true,
    planFindings: [{ code: 'messages_differ', window: expect.stringMatching(/^day:\d+:user:ada$/), kept: 3, holds: 2 }],
  });
  add(-1);
  for (let i = 0; i < 250; i += 1)
    db.prepare('INSERT INTO plan_counters (key, ends_at, used) VALUES (?, 1, 1)').run(`month:1:user:${i}`);
  const seen = [...(await storage.audit()).planFindings, ...(await storage.audit()).planFindings];
  expect(new Set(seen).size).toBe(250);
  db.exec("DELETE FROM plan_counters WHERE key LIKE 'month:1:%'");
  db.close();
});
