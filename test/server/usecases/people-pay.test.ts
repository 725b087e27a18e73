// Who pays for what a verified person asks: their team's wallet, their own, or their plan. The money of one owner is never another's.
import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { Plan } from '../../../server/contract/plans/plans.ts';
import { ratePer } from '../../../server/domain/rate.ts';
import { noMicrocredits } from '../../../server/domain/money.ts';
import { builtInPlans } from '../../../server/domain/plans/plan.ts';
import { type PriceRule, flatRule } from '../../../server/domain/holds/price.ts';
import { type WalletOwner, teamOwner, tokenOwner, userOwner } from '../../../server/domain/wallets/ledger.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import { personCaller } from '../../support/person-caller.ts';
import {
  type LedgerOptions,
  type TestLedger,
  credits,
  hashOf,
  holder,
  holdId,
  openTestLedger,
} from '../../support/server-ledger.ts';
import { rightsByProof } from '../../support/team-rights.ts';

const opened: TestLedger[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const small = Plan.parse({
  id: 'small',
  name: 'Small',
  time_zone: 'UTC',
  monthly_quota: 1,
  per_minute: null,
  daily: null,
  routes: null,
  models: null,
});
const none: Plan = { ...small, id: Plan.shape.id.parse('none'), monthly_quota: 0 };
const perToken: PriceRule = {
  id: 'tokens',
  models: 'tokens',
  venue: 'local',
  price: { kind: 'metered', minimum: noMicrocredits, rates: { output: ratePer(1_000_000, 1) } },
};
const gratis = flatRule({ id: 'gratis', models: 'gratis', venue: 'local', perRequest: noMicrocredits });
const flat = flatRule({ id: 'flat', models: '*', venue: 'local', perRequest: credits(1) });

function ledger(options: LedgerOptions = {}): TestLedger {
  const config = { plans: [...builtInPlans, small, none], priceRules: [perToken, gratis, flat], ...options.config };
  const made = openTestLedger({ rights: rightsByProof, ...options, config });
  opened.push(made);
  return made;
}

async function give({ usecases }: TestLedger, owner: WalletOwner, count: number): Promise<void> {
  await usecases.operator.grant({ owner, amount: credits(count), reason: 'test', ref: randomUUID() });
}

async function balances({ storage }: TestLedger, owners: readonly WalletOwner[]): Promise<readonly unknown[]> {
  const wallets = await Promise.all(owners.map((owner) => storage.readWallet(owner)));
  return wallets.map((wallet) => wallet && [wallet.balance / credits(1), wallet.held / credits(1)]);
}

const message = (model = 'm') => ({ id: holdId(), model, venue: 'local' as const });
const tokens = (output: number) => ({
  ...message('tokens'),
  estimate: { prompt_tokens: 0, output_tokens: output },
});
const usage = { prompt_tokens: 0, completion_tokens: 0, duration_ms: 0 };

const ada = personCaller('ada', { org: 'acme', scope: 'org', plan: 'small' });
const adaAlone = personCaller('ada', { plan: 'small' });
const acme = teamOwner('acme');
const adas = userOwner('ada');

it('the team’s wallet pays first, then the person’s own, then the plan, and then nobody', async () => {
  const base = ledger();
  await give(base, acme, 1);
  await give(base, adas, 1);
  const answers = [];
  for (let i = 0; i < 4; i += 1) answers.push(await base.usecases.holds.reserve(ada, message()));
  expect(answers).toMatchObject([
    { hold: { source: 'pro' }, remaining: { pro_left_microcredits: credits(1) }, plan: { usageRemaining: 1 } },
    { hold: { source: 'pro' }, remaining: { pro_left_microcredits: 0 }, plan: { usageRemaining: 1 } },
    { hold: { source: 'plan' }, remaining: { pro_left_microcredits: 0 }, plan: { usageRemaining: 0 } },
    { code: 'quota_exhausted' },
  ]);
  expect(await balances(base, [acme, adas])).toEqual([
    [1, 1],
    [1, 1],
  ]);
});

it('where wallets pay last, what the plan includes is used first', async () => {
  const base = ledger({ config: { walletsPay: 'last' } });
  await give(base, adas, 1);
  const sources = [];
  for (let i = 0; i < 3; i += 1) sources.push(await base.usecases.holds.reserve(ada, message()));
  expect(sources).toMatchObject([
    { hold: { source: 'plan' } },
    { hold: { source: 'pro' } },
    { code: 'quota_exhausted' },
  ]);
});

it.each(['grace', 'degrade'] as const)(
  'money goes before a plan’s %s, and that before a shorter answer',
  async (kind) => {
    const base = ledger({ config: { walletsPay: 'last' } });
    const overflow = kind === 'grace' ? { kind, amount: 5 } : { kind, to_model: 'm' };
    const daily = { unit: 'messages', amount: 1, resets_at: '00:00', overflow };
    await base.usecases.plans.upsert(Plan.parse({ ...small, monthly_quota: null, daily }));
    await give(base, adas, 3);
    const ask = () => base.usecases.holds.reserve(adaAlone, tokens(2));
    const answers = [await ask(), await ask(), await ask()];
    expect(answers).toMatchObject([
      { hold: { source: 'plan' } },
      { hold: { source: 'pro' } },
      { hold: { source: 'plan' } },
    ]);
    expect(await balances(base, [adas])).toEqual([[3, 2]]);
  },
);

it('a shorter answer is bought only where no other wallet and no plan has the whole', async () => {
  const base = ledger();
  await give(base, acme, 2);
  await give(base, adas, 3);
  const first = tokens(3);
  expect(await base.usecases.holds.reserve(ada, first)).toMatchObject({ hold: { source: 'pro' } });
  expect(await balances(base, [acme, adas])).toEqual([
    [2, 0],
    [3, 3],
  ]);
  expect(await base.usecases.holds.reserve(ada, tokens(3))).toMatchObject({ hold: { source: 'plan' } });
  expect(await base.usecases.holds.reserve(ada, tokens(3))).toMatchObject({
    hold: { source: 'pro', output_limit_tokens: 2 },
  });
  expect(await balances(base, [acme, adas])).toEqual([
    [2, 2],
    [3, 3],
  ]);
});

it('what costs nothing takes no wallet, and counts in the plan', async () => {
  const base = ledger();
  await give(base, adas, 1);
  expect(await base.usecases.holds.reserve(ada, message('gratis'))).toMatchObject({ hold: { source: 'plan' } });
  expect(await base.usecases.holds.reserve(ada, message('gratis'))).toMatchObject({ code: 'quota_exhausted' });
});

it('money for ten holds in a person’s wallet lets exactly ten of forty through, over two connections', async () => {
  const base = ledger();
  const other = base.second();
  const bob = personCaller('bob', { plan: 'none' });
  await give(base, userOwner('bob'), 10);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? base : other).usecases.holds.reserve(bob, message())),
  );
  expect(answers.filter(({ kind }) => kind === 'answered')).toHaveLength(10);
  expect(await balances(base, [userOwner('bob')])).toEqual([[10, 10]]);
  expect(await base.usecases.operator.audit()).toMatchObject({ findings: [], planFindings: [] });
});

it('a repeat hears the payer that it had, whatever there is by then', async () => {
  const base = ledger();
  const byPlan = message();
  await base.usecases.holds.reserve(ada, byPlan);
  await give(base, adas, 5);
  const byWallet = message();
  await base.usecases.holds.reserve(ada, byWallet);
  await give(base, acme, 5);
  const sources = [];
  for (const one of [byPlan, byWallet]) sources.push(await base.usecases.holds.reserve(ada, one));
  expect(sources).toMatchObject([
    { hold: { source: 'plan' }, isNew: false },
    { hold: { source: 'pro' }, isNew: false },
  ]);
  expect(await balances(base, [acme, adas])).toEqual([
    [5, 0],
    [5, 1],
  ]);
});

it('what is released or expires goes back to the wallet that it came from', async () => {
  const base = ledger();
  await give(base, acme, 1);
  await give(base, adas, 1);
  const [ofTeam, ofAda] = [message(), message()];
  await base.usecases.holds.reserve(ada, ofTeam);
  await base.usecases.holds.reserve(ada, ofAda);
  expect(await base.usecases.holds.release(ada, ofTeam.id, null)).toMatchObject({
    hold: { state: 'released' },
    remaining: { pro_left_microcredits: credits(1) },
  });
  expect(await balances(base, [acme, adas])).toEqual([
    [1, 0],
    [1, 1],
  ]);
  base.clock.set(base.clock.now() + 3_600_000);
  await base.runOnce();
  expect(await balances(base, [acme, adas])).toEqual([
    [1, 0],
    [1, 0],
  ]);
});

it('a capture takes from the wallet that held, and says who used it', async () => {
  const base = ledger();
  await give(base, acme, 2);
  const request = message();
  await base.usecases.holds.reserve(ada, request);
  expect(await base.usecases.holds.capture(ada, request.id, usage, 'completed')).toMatchObject({
    hold: { captured_microcredits: credits(1) },
    remaining: { pro_left_microcredits: credits(1) },
  });
  expect(await base.storage.readHold(request.id)).toMatchObject({
    hold: { usedBy: { user: 'ada', team: 'acme', key: null }, worth: credits(1) },
  });
});

it('a team’s wallet pays only where the proof names the team, its organisation counts, and the team allows it', async () => {
  const asked: (readonly [string, string | null])[] = [];
  const maySpend = (team: string, user: string | null) => {
    asked.push([team, user]);
    return Promise.resolve(user !== 'eve');
  };
  const base = ledger({ rights: { maySpend, mayBuy: () => false } });
  await give(base, acme, 9);
  const callers: readonly Caller[] = [
    personCaller('ada', { plan: 'none' }),
    personCaller('ada', { org: 'acme', plan: 'none' }),
    personCaller('ada', { org: 'other', scope: 'org', plan: 'none' }),
    personCaller('eve', { org: 'acme', scope: 'org', plan: 'none' }),
    personCaller('acme', { plan: 'none' }),
    ada,
  ];
  const answers = [];
  for (const caller of callers) answers.push(await base.usecases.holds.reserve(caller, message()));
  expect(answers.map((answer) => ('hold' in answer ? answer.hold.source : answer.code))).toEqual([
    ...Array.from({ length: 5 }, () => 'quota_exhausted'),
    'pro',
  ]);
  expect(asked).toEqual([
    ['other', 'ada'],
    ['acme', 'eve'],
    ['acme', 'ada'],
  ]);
  expect(await balances(base, [acme])).toEqual([[9, 1]]);
});

it('no name of a person or a team is another owner', async () => {
  const names = [
    'ada',
    'user:ada',
    'team:ada',
    `token:${hashOf('t')}`,
    'wallet:ada',
    'ADA',
    'a\u0301da',
    'áda',
    'ada ',
    '../ada',
  ];
  const owners = [...names.map(userOwner), ...names.map(teamOwner), tokenOwner(hashOf('t'))];
  expect(new Set(owners).size).toBe(owners.length);
  const base = ledger();
  await give(base, tokenOwner(hashOf('t')), 7);
  await give(base, teamOwner('ada'), 7);
  for (const name of names) {
    const answer = await base.usecases.holds.reserve(personCaller(name, { plan: 'none' }), message());
    expect([name, answer]).toMatchObject([name, { code: 'quota_exhausted' }]);
  }
  expect(await base.usecases.holds.reserve(holder('t'), message())).toMatchObject({ hold: { source: 'pro' } });
});
