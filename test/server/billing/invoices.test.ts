// Invoices from usage: what is on them, on which one, and how they reach the provider.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CustomerId } from '../../../server/contract/billing/subscription.ts';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import { pushTimeoutMs } from '../../../server/usecases/billing/billing-waits.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import { type BillingLedger, never, newPlan, openBillingLedger } from '../../support/fake-billing/billing-ledger.ts';
import { personCaller } from '../../support/person-caller.ts';
import { holdId, start } from '../../support/server-ledger.ts';

const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };
const day = 86_400_000;
const ada = personCaller('ada');

let base: BillingLedger;
let customerId: CustomerId;

beforeEach(async () => {
  base = await openBillingLedger();
  customerId = await customer('user', 'ada');
});
afterEach(() => base.close());

async function customer(type: 'user' | 'team', id: string): Promise<CustomerId> {
  const made = await base.usecases.billing.customers.create({ type, id }, null);
  if (made.kind === 'refused') throw new Error(made.code);
  return made.customer.id;
}

/** One message is worth two cents. */
async function use(caller: Caller, model = 'llama3.2:1b'): Promise<void> {
  const id = holdId();
  await base.usecases.holds.reserve(caller, { id, model, venue: 'local' });
  await base.usecases.holds.capture(caller, id, usage, 'done');
}

const dateAt = (at: number) => new Date(at).toISOString().slice(0, 10);

async function invoice(from = start, to = start, of = customerId) {
  const made = await base.usecases.billing.invoices.generate({ customerId: of, from: dateAt(from), to: dateAt(to) });
  if (made.kind === 'refused') throw new Error(made.code);
  return made;
}

it('has a line for each model, in whole cents, and the same days give the same invoice', async () => {
  await use(ada);
  await use(ada);
  await use(ada, 'qwen3:8b');
  const made = await invoice();
  expect(made).toMatchObject({
    isNew: true,
    invoice: { status: 'draft', amountCents: 6, currency: 'EUR' },
    lines: [
      { kind: 'usage', model: 'llama3.2:1b', quantity: 2, tokens: 16, amount_cents: 4, amount_microcredits: 2_000_000 },
      { kind: 'usage', model: 'qwen3:8b', quantity: 1, tokens: 8, amount_cents: 2 },
    ],
  });
  expect(await invoice()).toMatchObject({ isNew: false, invoice: { id: made.invoice.id, amountCents: 6 } });
  // What is used later on the same day is added for as long as it is a draft.
  await use(ada);
  expect(await invoice()).toMatchObject({ isNew: false, invoice: { id: made.invoice.id, amountCents: 8 } });
});

it('is in the currency in which credits are sold; a draft in another one is not sent until it was drawn again', async () => {
  await use(ada);
  const { invoice: made } = await invoice();
  await base.storage.changeInvoice({ id: made.id }, ({ invoice: kept }) => {
    expect(kept).not.toBeNull();
    return kept === null
      ? { write: null, answer: null }
      : { write: { invoice: { ...kept, currency: 'USD' } }, answer: null };
  });
  const push = () => base.usecases.billing.invoices.push(made.id, never);
  expect(await push()).toMatchObject({
    params: { reason: 'invoice_in_other_currency', currency: 'USD', sold_in: 'EUR' },
  });
  expect(base.fake.invoices()).toEqual([]);
  expect(await invoice()).toMatchObject({ isNew: false, invoice: { id: made.id, amountCents: 2, currency: 'EUR' } });
  await base.runOnce();
  expect(base.told.filter(({ type }) => type === 'invoice.changed')).toHaveLength(2);
  expect(await push()).toMatchObject({ invoice: { status: 'finalized', currency: 'EUR' } });
});

it('bills no use twice, whatever days overlap', async () => {
  await use(ada);
  base.clock.set(start + day);
  await use(ada);
  await use(ada);
  expect((await invoice()).invoice.amountCents).toBe(2);
  const both = await invoice(start, start + day);
  expect(both.invoice.amountCents).toBe(4);
  expect((await invoice(start + day, start + day)).invoice.amountCents).toBe(0);
  expect((await invoice(start, start + day)).invoice).toMatchObject({ id: both.invoice.id, amountCents: 4 });
});

it('bills neither what a wallet paid, nor what another plan counted, nor what was given back', async () => {
  const holder = await base.grant('buyer', 100);
  await use(holder);
  await use(personCaller('ada', { scope: 'org', org: 'acme' }));
  await base.usecases.holds.reserve(ada, { id: holdId(), model: 'llama3.2:1b', venue: 'local' });
  expect((await invoice()).lines).toEqual([]);
  const team = await customer('team', 'acme');
  expect((await invoice(start, start, team)).invoice.amountCents).toBe(2);
});

it('bills only what is charged of a day in money under grace', async () => {
  const daily = { unit: 'cents', amount: 3, overflow: { kind: 'grace', amount: null }, resets_at: '00:00' };
  await base.usecases.plans.upsert(newPlan('gold', { daily }));
  const planId = PlanId.parse('gold');
  await base.usecases.plans.assign({ scope: 'user', subject: 'ada', planId });
  for (let i = 0; i < 3; i += 1) await use(ada);
  expect((await invoice()).invoice.amountCents).toBe(3);
});

it('has its days by the clocks of whoever pays', async () => {
  const planId = PlanId.parse('gold');
  await base.usecases.plans.assign({ scope: 'user', subject: 'ada', planId, timeZone: 'Asia/Shanghai' });
  // Eight in the evening in London is the next day in Shanghai.
  base.clock.set(start - (start % day) + 20 * 3_600_000);
  await use(ada);
  expect((await invoice(start)).invoice.amountCents).toBe(0);
  const next = await invoice(start + day, start + day);
  expect(next.invoice).toMatchObject({ amountCents: 2, period: { zone: 'Asia/Shanghai' } });
  // A draft that is drawn again keeps the clocks by which it was drawn first, and what it bills.
  await base.usecases.plans.assign({ scope: 'user', subject: 'ada', planId, timeZone: 'UTC' });
  await use(ada);
  expect((await invoice(start + day, start + day)).invoice).toMatchObject({
    id: next.invoice.id,
    amountCents: 4,
    period: { zone: 'Asia/Shanghai' },
  });
  expect((await invoice(start, start + day)).invoice).toMatchObject({ amountCents: 0, period: { zone: 'UTC' } });
});

it('refuses days in the wrong order, too many of them, and customers who are not there', async () => {
  const generate = (from: string, to: string) => base.usecases.billing.invoices.generate({ customerId, from, to });
  expect(await generate('2026-01-02', '2026-01-01')).toMatchObject({ params: { reason: 'period_reversed' } });
  expect(await generate('2025-01-01', '2026-12-31')).toMatchObject({ params: { reason: 'period_too_long' } });
});

it('is given to the provider once, also where the reply was cut, and grows no more from then on', async () => {
  await use(ada);
  const { invoice: made } = await invoice();
  const push = () => base.usecases.billing.invoices.push(made.id, never);
  base.fake.faults.push('down');
  expect(await push()).toMatchObject({ code: 'provider_unavailable' });
  await use(ada);
  expect((await invoice()).invoice.amountCents).toBe(2);
  await base.runOnce();
  base.clock.set(start + 5_000);
  await base.runOnce();
  expect(base.fake.invoices()).toMatchObject([{ invoiceId: made.id, amountCents: 2 }]);
  expect(await push()).toMatchObject({ invoice: { status: 'finalized', providerInvoiceId: expect.any(String) } });
  expect(base.fake.invoices()).toHaveLength(1);
  // What came later stands on the next one.
  expect((await invoice(start, start + day)).invoice.amountCents).toBe(2);
});

it('follows what becomes of it at the provider, by webhooks and without any', async () => {
  await use(ada);
  const { invoice: made } = await invoice();
  await base.usecases.billing.invoices.push(made.id, never);
  const [at] = base.fake.invoices();
  const id = at?.providerInvoiceId ?? '';
  const status = async () => {
    const shown = await base.usecases.billing.invoices.read(made.id);
    return shown.kind === 'invoice' ? shown.invoice.status : null;
  };
  base.fake.moveInvoice(id, { status: 'failed', providerStatus: 'open' });
  await base.webhook('invoice', id);
  await base.runOnce();
  expect(await status()).toBe('failed');
  base.fake.moveInvoice(id, { status: 'paid', providerStatus: 'paid' });
  base.clock.set(start + day);
  await base.runOnce();
  expect(await status()).toBe('paid');
  expect(base.told.filter(({ type }) => type === 'invoice.changed').length).toBeGreaterThan(2);
});

it.for([
  ['paid', { status: 'paid', providerStatus: 'paid' }, true],
  ['voided', { status: 'failed', providerStatus: 'void', isOver: true }, true],
  ['refused by a bank', { status: 'failed', providerStatus: 'open' }, false],
] as const)('that was %s is asked about often only while it may still be paid', async ([, by, isOver]) => {
  await use(ada);
  const { invoice: made } = await invoice();
  await base.usecases.billing.invoices.push(made.id, never);
  base.fake.moveInvoice(base.fake.invoices()[0]?.providerInvoiceId ?? '', by);
  const rounds = [1, 2, 3, 4].map((days) => start + days * day);
  for (const at of rounds) {
    base.clock.set(at);
    await base.runOnce();
  }
  const { customer: seen } = await base.storage.readBilling({ id: customerId });
  expect((seen?.nextPollAt ?? 0) - (rounds.at(-1) ?? 0) > 3_600_000).toBe(isOver);
});

it('cannot be sent where there is nothing to pay', async () => {
  const { invoice: made } = await invoice();
  expect(await base.usecases.billing.invoices.push(made.id, never)).toMatchObject({
    params: { reason: 'invoice_empty' },
  });
});

it('has longer than one question for all that sending it takes, and longer still with more lines', async () => {
  await base.close();
  base = await openBillingLedger({ config: { railTimeoutMs: 20 } });
  customerId = await customer('user', 'ada');
  await use(ada);
  const { invoice: made } = await invoice();
  // Begun before the push is, so that it ends before anything that gives the push longer.
  const longer = AbortSignal.timeout(40);
  base.fake.holdBack(new Promise((done) => longer.addEventListener('abort', () => done(), { once: true })), 'push');
  expect(await base.usecases.billing.invoices.push(made.id, never)).toMatchObject({ invoice: { status: 'finalized' } });
  expect(pushTimeoutMs(10_000, 250)).toBeGreaterThan(pushTimeoutMs(10_000, 1) + 249 * 500);
});

it('is sent by one worker at a time, for as long as sending it may take', async () => {
  await use(ada);
  const { invoice: made } = await invoice();
  base.fake.faults.push('down');
  await base.usecases.billing.invoices.push(made.id, never);
  base.clock.set(start + 5_000);
  const answered = Promise.withResolvers<void>();
  const sent = () => base.fake.calls.filter((call) => call.startsWith('push')).length;
  const before = sent();
  const due = () => base.storage.leaseInvoices({ now: base.clock.now(), until: base.clock.now() + 1, limit: 5 });
  base.fake.holdBack(answered.promise, 'push');
  const round = base.runOnce();
  await vi.waitUntil(() => sent() > before, { timeout: 60_000 });
  // What it is given to answer in, and more than a job is leased for.
  base.clock.set(start + 5_000 + Math.max(30_000, pushTimeoutMs(10_000, 1)));
  expect(await due()).toEqual([]);
  answered.resolve();
  await round;
  expect(base.fake.invoices()).toHaveLength(1);
  base.clock.set(start + day);
  expect(await due()).toEqual([]);
});
