// The rules of the ledger that the auditor knows: packs, prices and plans, and who is on which of them.
import type { Pack } from '../../../../server/contract/config.ts';
import { Plan, PlanId } from '../../../../server/contract/plans/plans.ts';
import { microcredits } from '../../../../server/domain/money.ts';
import { type PriceRule, flatRule } from '../../../../server/domain/holds/price.ts';
import { ratePer } from '../../../../server/domain/rate.ts';
import { tokenOwner } from '../../../../server/domain/wallets/ledger.ts';
import { type TestLedger, credits, hashOf } from '../../../support/server-ledger.ts';
import { credit, rules, tokenPrice } from './auditor-rules.ts';

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

export const config = {
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

export async function putOnPlan({ storage, usecases }: TestLedger, name: string, plan: string): Promise<void> {
  const wallet = await storage.readWallet(tokenOwner(hashOf(name)));
  await usecases.plans.assign({ scope: 'wallet', subject: wallet?.id ?? '', planId: PlanId.parse(plan) });
}
