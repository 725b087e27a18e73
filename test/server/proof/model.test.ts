// Any sequence of commands, repeats, thefts, bursts and jumps of the clock: an auditor predicts each reply of the real
// ledger on real SQLite, and every sum at the end.
import * as fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { Pack } from '../../../server/contract/config.ts';
import { Plan, PlanId } from '../../../server/contract/plans/plans.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import { ratePer } from '../../../server/domain/rate.ts';
import { type PriceRule, flatRule } from '../../../server/domain/holds/price.ts';
import { type TestLedger, credits, hashOf, openTestLedger, start } from '../../support/server-ledger.ts';
import { rightsByProof } from '../../support/team-rights.ts';
import { credit, people, rules, tokenPrice } from './parts/auditor-rules.ts';
import { createAuditor } from './parts/auditor.ts';
import { runs, seed, timeout } from './parts/size.ts';
import { type Step, step } from './parts/steps.ts';
import { type Compared, type World, standings, take } from './parts/take-step.ts';

const pack: Pack = {
  id: 'small',
  name: 'Small',
  credits_microcredits: credits(rules.packCredits),
  amount_cents: 500,
  currency: 'EUR',
};

const tokenRule: PriceRule = {
  id: 'tokens',
  models: 'tokens',
  venue: 'local',
  price: {
    kind: 'metered',
    minimum: microcredits(tokenPrice.minimum),
    rates: {
      request: ratePer(tokenPrice.base, 1),
      input: ratePer(tokenPrice.input * tokenPrice.inputMillionths, 1_000_000),
      output: ratePer(tokenPrice.output, 1),
    },
  },
};

const { amount, grace, resetsAt: resets_at } = rules.day;
const plans = [
  { id: 'free', per_minute: rules.perMinute.free },
  { id: 'pro', per_minute: rules.perMinute.wallet },
].map(({ id, per_minute }) =>
  Plan.parse({
    id,
    name: id,
    per_minute,
    time_zone: 'UTC',
    monthly_quota: rules.month,
    daily: { amount, overflow: { kind: 'grace', amount: grace }, resets_at },
    routes: null,
    models: null,
  }),
);

const money = [
  { id: 'pocket', per_minute: rules.perMinute.wallet, grace: undefined },
  ...rules.money.graceCents.map((grace, i) => ({ id: `purse${i}`, per_minute: rules.perMinute.purse, grace })),
].map(({ id, per_minute, grace }) => {
  const overflow = grace === undefined ? { kind: 'block' } : { kind: 'grace', amount: grace };
  const daily = { unit: 'cents', amount: rules.money.cents, overflow, resets_at };
  const open = { monthly_quota: null, routes: null, models: null };
  return Plan.parse({ id, name: id, per_minute, time_zone: 'UTC', daily, ...open });
});

const years = 10 * 365 * 86_400_000;

const config = {
  freeLimit: rules.free.limit,
  freeWindowSeconds: rules.free.windowMs / 1_000,
  holdTtlMs: rules.ttlMs,
  holdAgeMaxMs: rules.ageMaxMs,
  packs: [pack],
  plans: [...plans, ...money],
  creditRate: ratePer(credit, 1),
  priceRules: [
    flatRule({ id: 'small', models: 'small', venue: 'local', perRequest: credits(1) }),
    flatRule({ id: 'big', models: 'big', venue: 'local', perRequest: credits(2) }),
    tokenRule,
  ],
  // Forgetting is another guarantee, with tests of its own.
  refusalKeepMs: years,
  countKeepMs: years,
  auditEveryMs: years,
};

const said = new Map<string, number>();
afterAll(() => {
  const replies = [...said.values()].reduce((sum, count) => sum + count, 0);
  if (replies > 50_000)
    process.stdout.write(`${replies} replies predicted: ${JSON.stringify(Object.fromEntries(said))}\n`);
});

async function putOnPlan({ storage, usecases }: TestLedger, name: string, plan: string): Promise<void> {
  const wallet = await storage.readWallet(tokenOwner(hashOf(name)));
  await usecases.plans.assign({ scope: 'wallet', subject: wallet?.id ?? '', planId: PlanId.parse(plan) });
}

/** `isShared`: the steps are taken in turn by two processes' worth of use cases on the one file. */
async function audit(
  steps: readonly Step[],
  isShared: boolean,
): Promise<{ readonly told: unknown; readonly predicted: unknown }> {
  const first = openTestLedger({ config, rights: rightsByProof });
  const second = isShared ? first.second() : first;
  const auditor = createAuditor(start);
  const world = { auditor, bought: [], time: { now: start } };
  const compared: Compared[] = [];
  try {
    await first.runOnce();
    for (const [person, name] of ['ann', 'ben'].entries()) {
      await first.grant(name, 2);
      auditor.grant(person, 2);
    }
    await putOnPlan(first, people[rules.money.wallet]?.name ?? '', 'pocket');
    const worlds = [first, second].map((ledger): World => ({ ...world, ledger }));
    for (const [i, one] of steps.entries()) {
      const at = worlds[i % 2];
      if (at !== undefined) compared.push(...(await take(one, at)));
    }
    const all = [...compared, ...(await standings({ ...world, ledger: second }))];
    return { told: all.map(([told]) => told), predicted: all.map(([, predicted]) => predicted) };
  } finally {
    for (const [{ said: word }] of compared) said.set(word, (said.get(word) ?? 0) + 1);
    await first.close();
  }
}

it(
  'every reply is the one that an auditor predicts, whatever is asked in whatever order at whatever time',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), fc.nat({ max: 3 }), async (steps, n) => {
        const { told, predicted } = await audit(steps, n === 0);
        expect(told).toEqual(predicted);
      }),
      { numRuns: runs({ small: 40, full: 100_000 }), seed: seed() },
    );
  },
  timeout(180_000),
);
