// Budgets of API keys and the months of a team's members: what counts in them, when they start again, and what they refuse.
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import { ApiKeyTerms } from '../../../server/contract/keys/api-keys.ts';
import { type HoldId } from '../../../server/contract/holds/holds.ts';
import { Plan } from '../../../server/contract/plans/plans.ts';
import { flatRule, type PriceRule } from '../../../server/domain/holds/price.ts';
import { noMicrocredits } from '../../../server/domain/money.ts';
import { ratePer } from '../../../server/domain/rate.ts';
import { teamOwner, userOwner, type WalletOwner } from '../../../server/domain/wallets/ledger.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import { personCaller } from '../../support/person-caller.ts';
import { credits, holdId, openTestLedger, type TestLedger } from '../../support/server-ledger.ts';

const day = 86_400_000;
const opened: TestLedger[] = [];
afterEach(async () => {
  // Closing audits the ledger, and what its budgets count with it.
  for (const one of opened.splice(0)) await one.close();
});

const flat = flatRule({ id: 'flat', models: 'flat', venue: 'local', perRequest: credits(1) });
const perToken: PriceRule = {
  id: 'tokens',
  models: 'tokens',
  venue: 'local',
  price: { kind: 'metered', minimum: noMicrocredits, rates: { output: ratePer(1_000_000, 1) } },
};

/** `quota`: messages that the plan includes; with none only wallets pay. */
function open(quota: number | null = 0): TestLedger {
  const limits = { time_zone: 'UTC', monthly_quota: quota, per_minute: null, daily: null, routes: null, models: null };
  const plans = ['free', 'pro'].map((id) => Plan.parse({ id, name: id, ...limits }));
  const made = openTestLedger({ config: { plans, priceRules: [flat, perToken] } });
  opened.push(made);
  return made;
}

async function give({ usecases }: TestLedger, owner: WalletOwner, count: number): Promise<void> {
  await usecases.operator.grant({ owner, amount: credits(count), reason: 'test', ref: randomUUID() });
}

/** A new key of ada's, which may use so many credits. */
async function keyWith({ usecases }: TestLedger, budget: number, terms: object = {}): Promise<string> {
  const asked = ApiKeyTerms.parse({ name: 'k', max_budget_microcredits: credits(budget), ...terms });
  const made = await usecases.keys.make({ kind: 'user', user: 'ada' }, asked);
  if (made.kind !== 'made') throw new Error(made.code);
  return made.secret;
}

async function callerBy({ usecases }: TestLedger, secret: string): Promise<Caller> {
  const found = await usecases.keys.find(secret);
  if (found?.kind !== 'user') throw new Error('a wrong key');
  return found;
}

const message = (id: HoldId = holdId()) => ({ id, model: 'flat', venue: 'local' }) as const;
const tokens = (outputTokens: number) => ({
  ...message(),
  model: 'tokens',
  estimate: { prompt_tokens: 0, output_tokens: outputTokens },
});

async function ask({ usecases }: TestLedger, caller: Caller, asked: Parameters<typeof usecases.holds.reserve>[1]) {
  const answer = await usecases.holds.reserve(caller, asked);
  return answer.kind === 'refused' ? answer.code : answer.hold.state;
}

describe('the budget of a key', () => {
  it('lets exactly ten of forty through, over two connections, though the wallet has plenty', async () => {
    const base = open();
    const other = base.second();
    await give(base, userOwner('ada'), 1_000);
    const caller = await callerBy(base, await keyWith(base, 10));
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, nth) => ask(nth % 2 === 0 ? base : other, caller, message())),
    );
    const count = (wanted: string) => answers.filter((one) => one === wanted).length;
    expect([count('held'), count('budget_exhausted')]).toEqual([10, 30]);
  });

  it('gets back what is released or expires, and keeps what a capture came to', async () => {
    const base = open();
    await give(base, userOwner('ada'), 1_000);
    const caller = await callerBy(base, await keyWith(base, 3));
    const [released, expiring, used] = [tokens(3), tokens(3), tokens(3)];
    expect(await ask(base, caller, released)).toBe('held');
    expect(await ask(base, caller, tokens(1))).toBe('budget_exhausted');
    await base.usecases.holds.release(caller, released.id, null);
    expect(await ask(base, caller, expiring)).toBe('held');
    base.clock.set(base.clock.now() + day);
    await base.runOnce();
    expect(await ask(base, caller, used)).toBe('held');
    const usage = { prompt_tokens: 0, completion_tokens: 2, duration_ms: 0 };
    await base.usecases.holds.capture(caller, used.id, usage, 'completed');
    expect(await ask(base, caller, message())).toBe('held');
    expect(await ask(base, caller, message())).toBe('budget_exhausted');
  });

  it('lowers the output to what is left of it, and says when it starts again', async () => {
    const base = open();
    await give(base, userOwner('ada'), 1_000);
    const caller = await callerBy(base, await keyWith(base, 5, { budget_duration: '1d' }));
    const made = base.clock.now();
    const lowered = await base.usecases.holds.reserve(caller, tokens(50));
    expect(lowered).toMatchObject({ hold: { output_limit_tokens: 5, amount_microcredits: credits(5) } });
    expect(await base.usecases.holds.reserve(caller, tokens(1))).toMatchObject({
      code: 'budget_exhausted',
      params: { kind: 'key', limit_microcredits: credits(5), resets_at: made + day },
    });
  });

  it('starts again when its window is over', async () => {
    const base = open();
    await give(base, userOwner('ada'), 1_000);
    const secret = await keyWith(base, 1, { budget_duration: '7d' });
    expect(await ask(base, await callerBy(base, secret), message())).toBe('held');
    expect(await ask(base, await callerBy(base, secret), message())).toBe('budget_exhausted');
    base.clock.set(base.clock.now() + 7 * day);
    expect(await ask(base, await callerBy(base, secret), message())).toBe('held');
  });

  it('counts what a plan pays for as well, and needs a bound for it', async () => {
    const base = open(null);
    const caller = await callerBy(base, await keyWith(base, 2));
    expect(await ask(base, caller, message())).toBe('held');
    expect(await ask(base, caller, { ...message(), model: 'tokens' })).toBe('invalid_request');
    const lowered = await base.usecases.holds.reserve(caller, tokens(50));
    expect(lowered).toMatchObject({ hold: { source: 'plan', output_limit_tokens: 1 } });
    expect(await ask(base, caller, message())).toBe('budget_exhausted');
    expect(await ask(base, personCaller('ada'), message())).toBe('held');
  });

  it('comes after the plan: where neither plan nor wallet would pay, the plan says no', async () => {
    const base = open();
    const caller = await callerBy(base, await keyWith(base, 0));
    expect(await ask(base, caller, message())).toBe('quota_exhausted');
  });

  it('that counts otherwise than its holds is found by the audit', async () => {
    const base = open();
    await give(base, userOwner('ada'), 1_000);
    await ask(base, await callerBy(base, await keyWith(base, 10)), message());
    const change = (by: number) => {
      const db = new Database(base.path);
      db.prepare('UPDATE budgets SET used = used + ?').run(by);
      db.close();
    };
    change(7);
    expect((await base.storage.audit()).planFindings).toMatchObject([
      { code: 'budget_differs', window: expect.stringMatching(/^key:/), kept: 1_000_007, holds: 1_000_000 },
    ]);
    change(-7);
  });
});

describe('a member’s month', () => {
  async function openTeam(limit: number): Promise<TestLedger> {
    const base = open();
    await base.usecases.teams.upsert({ id: 'acme', name: 'Acme', admits: 'members', namedLimit: null });
    const member = { teamId: 'acme', userId: 'ada', role: 'member', monthlyLimit: credits(limit) } as const;
    await base.usecases.teams.putMember({ kind: 'operator' }, member);
    await give(base, teamOwner('acme'), 100);
    return base;
  }
  const ada = personCaller('ada', { org: 'acme', scope: 'org' });
  const spent = async ({ storage }: TestLedger) =>
    (await Promise.all([teamOwner('acme'), userOwner('ada')].map((owner) => storage.readWallet(owner)))).map(
      (wallet) => (wallet?.held ?? 0) / 1_000_000,
    );

  it('bounds what they take from the team’s wallet, then their own pays, and then nobody', async () => {
    const base = await openTeam(2);
    await give(base, userOwner('ada'), 1);
    for (let nth = 0; nth < 3; nth += 1) expect(await ask(base, ada, message())).toBe('held');
    expect(await spent(base)).toEqual([2, 1]);
    expect(await base.usecases.holds.reserve(ada, message())).toMatchObject({
      code: 'budget_exhausted',
      params: { kind: 'member', limit_microcredits: credits(2), resets_at: Date.UTC(2026, 1, 1) },
    });
  });

  it('starts again with the month of the team’s plan', async () => {
    const base = await openTeam(1);
    expect(await ask(base, ada, message())).toBe('held');
    expect(await ask(base, ada, message())).toBe('budget_exhausted');
    base.clock.set(Date.UTC(2026, 1, 1));
    expect(await ask(base, ada, message())).toBe('held');
  });

  it('is one month, whatever plan a proof names and whatever its clocks are', async () => {
    const base = await openTeam(2);
    const limits = { per_minute: null, monthly_quota: 0, daily: null, routes: null, models: null };
    await base.usecases.plans.upsert({
      id: PlanId.parse('abroad'),
      name: 'Abroad',
      time_zone: 'Asia/Shanghai',
      ...limits,
    });
    const abroad = personCaller('ada', { org: 'acme', scope: 'org', plan: 'abroad' });
    expect(await ask(base, ada, message())).toBe('held');
    expect(await ask(base, abroad, message())).toBe('held');
    for (const caller of [ada, abroad]) expect(await ask(base, caller, message())).not.toBe('held');
    expect(await spent(base)).toEqual([2, 0]);
    // Of the plan that the team was given they are the clocks.
    await base.usecases.plans.assign({ scope: 'org', subject: 'acme', planId: PlanId.parse('abroad') });
    base.clock.set(Date.UTC(2026, 0, 31, 16));
    expect(await ask(base, ada, message())).toBe('held');
  });

  it('holds for a key of the team’s that was made for them, beside the key’s own budget', async () => {
    const base = await openTeam(2);
    const terms = ApiKeyTerms.parse({ name: 'k', max_budget_microcredits: credits(3) });
    const made = await base.usecases.keys.make({ kind: 'team', team: 'acme', member: 'ada' }, terms);
    if (made.kind !== 'made') throw new Error(made.code);
    const caller = await callerBy(base, made.secret);
    expect(await ask(base, ada, message())).toBe('held');
    expect(await ask(base, caller, message())).toBe('held');
    expect(await base.usecases.holds.reserve(caller, message())).toMatchObject({ params: { kind: 'member' } });
  });
});
