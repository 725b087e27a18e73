// Usage plans in a life: credits at the beginning of a cycle, what is left taken back at its end, and the least that it comes to billed.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import { microcreditsDelta } from '../../../server/domain/money.ts';
import type { AccountId } from '../../../server/contract/wallets/wallets.ts';
import { brand } from '../../../server/lib/brand.ts';
import { silentLog } from '../../../server/lib/log.ts';
import { createPostbox } from '../../../server/usecases/letters/postbox.ts';
import { cycleTurner } from '../../../server/usecases/plans/turn-cycles.ts';
import { usecaseDefaults } from '../../../server/usecases/usecase-config.ts';
import { userOwner } from '../../../server/domain/wallets/ledger.ts';
import { invoiceWords } from '../../../server/words/invoices.ts';
import { type BillingLedger, never, newPlan, openBillingLedger } from '../../support/fake-billing/billing-ledger.ts';
import { personCaller } from '../../support/person-caller.ts';
import { credits, holdId, start } from '../../support/server-ledger.ts';

const day = 86_400_000;
const ada = personCaller('ada');
const metered = PlanId.parse('metered');
const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };

let base: BillingLedger;
beforeEach(async () => {
  base = await openBillingLedger({ config: { invoiceWords: invoiceWords('de') } });
  // Ten cents are five credits; a message costs one.
  const terms = { billing_cycle: 'monthly', min_commit_cents: 20, credit_grant_cents: 10 };
  await base.usecases.plans.upsert(newPlan('metered', { type: 'usage', usage: terms }));
});
afterEach(() => base.close());

const balance = async () => (await base.storage.readWallet(userOwner('ada')))?.balance ?? null;
const account = async () => brand<AccountId>((await base.storage.readWallet(userOwner('ada')))?.id ?? '');
const assign = (planId: PlanId | null) => base.usecases.plans.assign({ scope: 'user', subject: 'ada', planId });

async function at(ms: number): Promise<void> {
  base.clock.set(start + ms);
  await base.runOnce();
}

/** The worker of a process that ends where it would draw an invoice. */
function dying(generate: Parameters<typeof cycleTurner>[0]['invoices']['generate']) {
  const { storage, clock } = base;
  const guard = { isSound: () => Promise.resolve(true) };
  return cycleTurner({
    storage,
    clock,
    newId: randomUUID,
    log: silentLog,
    config: usecaseDefaults,
    guard,
    postbox: createPostbox({ receivers: ['http'], newId: randomUUID, lowBalance: credits(5) }),
    invoices: { generate },
  });
}

async function hold(): Promise<ReturnType<typeof holdId>> {
  const id = holdId();
  await base.usecases.holds.reserve(ada, { id, model: 'llama3.2:1b', venue: 'local' });
  return id;
}

async function use(times = 1): Promise<void> {
  for (let i = 0; i < times; i += 1) await base.usecases.holds.capture(ada, await hold(), usage, 'done');
}

async function buy(count: number): Promise<void> {
  const amount = microcreditsDelta(credits(count));
  await base.usecases.operator.adjust({ accountId: await account(), amount, reason: 'bought', ref: `buy ${count}` });
}

it('a cycle grants its credits once, and what is left of them goes with it', async () => {
  await assign(metered);
  await at(0);
  await at(1);
  expect(await balance()).toBe(credits(5));
  await use(2);
  expect(await balance()).toBe(credits(3));
  await at(31 * day);
  // The three are gone, and the next five are there.
  expect(await balance()).toBe(credits(5));
  await at(31 * day + 1);
  expect(await balance()).toBe(credits(5));
});

it('never takes what was bought: grants are spent first', async () => {
  await assign(metered);
  await at(0);
  await buy(10);
  await use(7);
  expect(await balance()).toBe(credits(8));
  await assign(null);
  await at(2);
  expect(await balance()).toBe(credits(8));
});

it('takes back what is held only once the hold has ended', async () => {
  await assign(metered);
  await at(0);
  const id = await hold();
  await assign(null);
  await at(1);
  expect(await balance()).toBe(credits(1));
  await base.usecases.holds.release(ada, id, null);
  await at(15 * 60_000 + 1);
  expect(await balance()).toBe(0);
});

it('bills the least that was agreed where a cycle came to less, and draws its invoice by itself', async () => {
  const made = await base.usecases.billing.customers.create({ type: 'user', id: 'ada' }, null);
  await assign(metered);
  await at(0);
  // Five of the grant, and three more that the plan pays for: six cents.
  await use(8);
  await at(31 * day);
  const { rows } = await base.usecases.billing.invoices.list({ customerId: null, limit: 5, offset: 0 });
  expect(rows).toMatchObject([{ status: 'draft', amountCents: 20, period: { from: '2026-01-07', to: '2026-02-06' } }]);
  const [drawn] = rows;
  expect(drawn && (await base.usecases.billing.invoices.read(drawn.id))).toMatchObject({
    lines: [
      { kind: 'usage', quantity: 3, amount_cents: 6 },
      {
        kind: 'minimum_commitment',
        amount_cents: 14,
        description: 'Nicht genutzter Teil der Mindestabnahme, Zeitraum ab 7. Januar 2026',
      },
    ],
  });
  expect(made.kind).toBe('customer');
});

it('draws the invoice of a cycle by the clocks by which it ran, whatever holds by now', async () => {
  await base.usecases.billing.customers.create({ type: 'user', id: 'ada' }, null);
  await assign(metered);
  await at(0);
  await use(8);
  const planId = PlanId.parse('metered');
  await base.usecases.plans.assign({ scope: 'user', subject: 'ada', planId, timeZone: 'Pacific/Kiritimati' });
  await at(31 * day);
  const { rows } = await base.usecases.billing.invoices.list({ customerId: null, limit: 5, offset: 0 });
  // The minimum, which the cycle did not come to.
  expect(rows).toMatchObject([{ amountCents: 20, period: { from: '2026-01-07', to: '2026-02-06' } }]);
});

it('draws the invoice of a cycle at the next round where the process died before it or after it, and draws one', async () => {
  await base.usecases.billing.customers.create({ type: 'user', id: 'ada' }, null);
  await assign(metered);
  await at(0);
  await use(8);
  const drawn = async () =>
    (await base.usecases.billing.invoices.list({ customerId: null, limit: 5, offset: 0 })).rows.map(
      ({ amountCents, period }) => [amountCents, period?.from],
    );
  // The process dies before it has drawn anything: the cycle is over, and nothing is billed.
  base.clock.set(start + 31 * day);
  await dying(() => Promise.reject(new Error('died')))(never);
  expect([await balance(), await drawn()]).toEqual([credits(5), []]);
  // Another one dies with the invoice drawn and the cycle not closed.
  base.clock.set(start + 31 * day + 30_000);
  await dying(async (asked) => {
    await base.usecases.billing.invoices.generate(asked);
    throw new Error('died');
  })(never);
  expect(await drawn()).toEqual([[20, '2026-01-07']]);
  await at(31 * day + 60_000);
  await at(31 * day + 16 * 60_000);
  expect([await balance(), await drawn()]).toEqual([credits(5), [[20, '2026-01-07']]]);
  // Nothing is left to do until the next cycle ends.
  const lease = { now: start + 58 * day, until: start + 58 * day, limit: 5 };
  expect(await base.storage.leaseCycles(lease)).toEqual([]);
});

it('owes nothing for a cycle that was cut short, and begins another with the next plan', async () => {
  await base.usecases.billing.customers.create({ type: 'user', id: 'ada' }, null);
  await assign(metered);
  await at(0);
  await at(10 * day);
  await assign(null);
  await at(10 * day + 1);
  expect(await balance()).toBe(0);
  await at(40 * day);
  expect((await base.usecases.billing.invoices.list({ customerId: null, limit: 5, offset: 0 })).total).toBe(0);
  await assign(metered);
  await at(40 * day + 1);
  expect(await balance()).toBe(credits(5));
});

it('a server that slept through cycles grants only for the one that runs', async () => {
  await assign(metered);
  await at(0);
  await at(100 * day);
  expect(await balance()).toBe(credits(5));
  const lines = await base.usecases.wallets.ledger({ accountId: await account() }, { limit: 50, cursor: null });
  expect('page' in lines && lines.page.entries.map(({ cause }) => cause.code)).toEqual([
    'plan_grant',
    'plan_grant_over',
    'plan_grant',
  ]);
});

it('a plan that becomes one of usage begins its cycles for those who have it', async () => {
  await base.usecases.plans.upsert(newPlan('plain'));
  await assign(PlanId.parse('plain'));
  await at(0);
  expect(await balance()).toBeNull();
  const terms = { billing_cycle: 'weekly', min_commit_cents: 0, credit_grant_cents: 4 } as const;
  await base.usecases.plans.setUsage(PlanId.parse('plain'), terms);
  await at(1);
  expect(await balance()).toBe(credits(2));
  await at(7 * day);
  expect(await balance()).toBe(credits(2));
});

const causes = async () => {
  const lines = await base.usecases.wallets.ledger({ accountId: await account() }, { limit: 50, cursor: null });
  return 'page' in lines ? lines.page.entries.map(({ cause }) => cause.code).toReversed() : [];
};

it('a plan that is no longer one of usage grants nothing more, though its terms stand beside it', async () => {
  await assign(metered);
  await at(0);
  const terms = { billing_cycle: 'monthly', min_commit_cents: 20, credit_grant_cents: 10 } as const;
  await base.usecases.plans.upsert(newPlan('metered', { type: 'daily_limit', usage: terms }));
  await at(10 * day);
  await at(40 * day);
  expect([await balance(), await causes()]).toEqual([0, ['plan_grant', 'plan_grant_over']]);
  // It may become one of usage again.
  await base.usecases.plans.upsert(newPlan('metered', { type: 'usage', usage: terms }));
  await at(41 * day);
  expect(await balance()).toBe(credits(5));
});

it('what a plan grants is spent before the plan pays, also where wallets pay last', async () => {
  await base.close();
  base = await openBillingLedger({ config: { walletsPay: 'last' } });
  const terms = { billing_cycle: 'monthly', min_commit_cents: 0, credit_grant_cents: 4 };
  await base.usecases.plans.upsert(newPlan('metered', { type: 'usage', usage: terms }));
  await assign(metered);
  await at(0);
  await use(3);
  expect([await balance(), await causes()]).toEqual([0, ['plan_grant', 'charge', 'charge']]);
  // A plan that grants nothing pays first, as it was set.
  await base.usecases.plans.upsert(newPlan('plain'));
  await assign(PlanId.parse('plain'));
  await buy(2);
  await use(1);
  expect(await balance()).toBe(credits(2));
  // Whoever has the plan by their proof alone is granted nothing.
  await assign(null);
  const byProof = personCaller('ada', { plan: 'metered' });
  expect(
    await base.usecases.holds.reserve(byProof, { id: holdId(), model: 'llama3.2:1b', venue: 'local' }),
  ).toMatchObject({ hold: { source: 'plan' } });
});

it('what was spent of a grant is not granted again where the plan is changed and changed back', async () => {
  const terms = { billing_cycle: 'monthly', min_commit_cents: 0, credit_grant_cents: 10 };
  await base.usecases.plans.upsert(newPlan('other', { type: 'usage', usage: terms }));
  await assign(metered);
  await at(0);
  await use(3);
  await assign(PlanId.parse('other'));
  await at(day);
  expect(await balance()).toBe(credits(2));
  await use(2);
  await assign(metered);
  await at(2 * day);
  expect(await balance()).toBe(0);
  // Nor where it is taken back and given anew.
  await assign(null);
  await at(3 * day);
  await assign(metered);
  await at(4 * day);
  expect(await balance()).toBe(0);
  // The next cycle grants as ever.
  await at(34 * day);
  expect(await balance()).toBe(credits(5));
});

it('a usage plan whose limits are changed by its id goes on with its cycles', async () => {
  await assign(metered);
  await at(0);
  const { type, usage: terms, ...limits } = newPlan('metered', { per_minute: 5 });
  expect([type, terms]).toEqual([undefined, undefined]);
  expect(await base.usecases.plans.upsert(limits)).toMatchObject({ plan: { type: 'usage', per_minute: 5 } });
  await at(10 * day);
  expect(await causes()).toEqual(['plan_grant']);
});

it.each([
  ['clocks that are behind', { time_zone: 'America/New_York' }, '2026-03-07T05:00Z'],
  ['clocks that are ahead', { time_zone: 'Asia/Shanghai' }, '2026-03-06T16:00Z'],
  ['weeks', { usage: { billing_cycle: 'weekly', min_commit_cents: 20, credit_grant_cents: 10 } }, '2026-02-11T00:00Z'],
])('where a plan is given %s, the next cycle begins where the last one ended', async (_, over, nextEnd) => {
  await base.usecases.billing.customers.create({ type: 'user', id: 'ada' }, null);
  await assign(metered);
  await at(0);
  const terms = { billing_cycle: 'monthly', min_commit_cents: 20, credit_grant_cents: 10 };
  await base.usecases.plans.upsert(newPlan('metered', { type: 'usage', usage: terms, ...over }));
  const end = Date.parse('2026-02-07T00:00Z') - start;
  const next = Date.parse(nextEnd) - start;
  await at(end);
  await at(next - 1);
  expect(await causes()).toEqual(['plan_grant', 'plan_grant_over', 'plan_grant']);
  await at(next);
  await at(next + 31_000);
  expect(await causes()).toHaveLength(5);
  // Each cycle owes its minimum once.
  const { rows } = await base.usecases.billing.invoices.list({ customerId: null, limit: 9, offset: 0 });
  expect(rows.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(40);
});

it('a wallet that the end of a cycle takes below the threshold is told to be low', async () => {
  await assign(metered);
  await at(0);
  await assign(null);
  await dying(() => Promise.resolve(null))(never);
  await base.runOnce();
  const lows = base.told.filter(({ type }) => type === 'wallet.low').map(({ data }) => JSON.parse(data));
  expect(lows).toMatchObject([{ user_id: 'ada', balance_microcredits: 0, threshold_microcredits: credits(5) }]);
});
