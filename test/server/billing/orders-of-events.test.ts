// Two lives of subscriptions and an invoice, told of in every order, twice, in part, or not at all, by processes that die: whatever
// happened, they end as the provider has them, and the plan with them.
import * as fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { personCaller } from '../../support/person-caller.ts';
import { type BillingLedger, openBillingLedger } from '../../support/fake-billing/billing-ledger.ts';
import { start } from '../../support/server-ledger.ts';

const hour = 3_600_000;
const open: BillingLedger[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function ledger(): Promise<BillingLedger> {
  const base = await openBillingLedger();
  open.push(base);
  return base;
}

/** One customer's two subscriptions and an invoice; the provider goes through `moves` in their order. */
type Lives = {
  readonly user: string;
  readonly moves: readonly (() => void)[];
  /** What each move is told of by. */
  readonly events: readonly (() => readonly ['subscription' | 'invoice', string])[];
};

async function livesOf(base: BillingLedger, user: string): Promise<Lives> {
  const made = await base.usecases.billing.customers.create({ type: 'user', id: user }, `cus_${user}`);
  if (made.kind === 'refused') throw new Error(made.code);
  const ids = { first: '', second: '', invoice: '' };
  const { fake } = base;
  const customer = `cus_${user}`;
  return {
    user,
    moves: [
      () => void (ids.first = fake.begin(customer, 'price_gold').providerSubscriptionId),
      () => void (ids.second = fake.begin(customer, 'price_silver').providerSubscriptionId),
      () =>
        void (ids.invoice = fake.invoice(customer, {
          invoiceId: null,
          amountCents: 1000,
          currency: 'USD',
          providerSubscriptionId: ids.first,
        }).providerInvoiceId),
      () => fake.moveSubscription(ids.first, { status: 'canceled', providerStatus: 'canceled' }),
      () => fake.moveInvoice(ids.invoice, { status: 'paid', providerStatus: 'paid' }),
    ],
    events: [
      () => ['subscription', ids.first],
      () => ['subscription', ids.second],
      () => ['invoice', ids.invoice],
      () => ['subscription', ids.first],
      () => ['invoice', ids.invoice],
    ],
  };
}

const ended = { plan: 'silver', subscriptions: ['gold canceled', 'silver active'], invoices: ['1000 paid'] };

async function stateOf(base: BillingLedger, user: string) {
  const { subscriptions, customer } = await base.storage.readBilling({ entity: { type: 'user', id: user } });
  const customerId = customer?.id ?? null;
  const { rows } = await base.storage.pageInvoices({ customerId, limit: 50, offset: 0 });
  return {
    plan: await base.planOf(personCaller(user)),
    subscriptions: subscriptions.map(({ planId, status }) => `${planId} ${status}`).toSorted(),
    invoices: rows.map(({ amountCents, status }) => `${amountCents} ${status}`),
  };
}

function ordersOf(count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  return ordersOf(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => [...rest.slice(0, at), count - 1, ...rest.slice(at)]),
  );
}

/** Until nothing is left to be tried again. */
async function settleAll(base: BillingLedger, from: number): Promise<void> {
  for (const later of [1_000, 60_000, hour, 2 * hour, 12 * hour, 36 * hour, 60 * hour]) {
    base.clock.set(from + later);
    await base.runOnce();
  }
}

it('in whatever order the events come, also before what they tell of is there', { timeout: 240_000 }, async () => {
  const base = await ledger();
  const orders = ordersOf(5);
  expect(orders).toHaveLength(120);
  const all = await Promise.all(orders.map((_, index) => livesOf(base, `user${index}`)));
  for (let step = 0; step < 5; step += 1) {
    for (const [index, { moves, events }] of all.entries()) {
      moves[step]?.();
      const event = events[orders[index]?.[step] ?? 0]?.() ?? (['invoice', ''] as const);
      // An event of something that the provider has not made yet names what nobody knows.
      const [object, id] = event;
      await base.webhook(object, id === '' ? `later_${index}` : id);
      if (step % 2 === 0) await base.webhook(object, id === '' ? `later_${index}` : id);
    }
    await base.runOnce();
  }
  await settleAll(base, start);
  for (const { user } of all) expect([user, await stateOf(base, user)]).toEqual([user, ended]);
});

it('without any event at all', async () => {
  const base = await ledger();
  const { moves, user } = await livesOf(base, 'ada');
  for (const [index, move] of moves.entries()) {
    move();
    base.clock.set(start + index * hour);
    await base.runOnce();
  }
  await settleAll(base, start + 5 * hour);
  expect(await stateOf(base, user)).toEqual(ended);
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant('move' as const) },
  { weight: 4, arbitrary: fc.record({ event: fc.nat({ max: 4 }) }) },
  { weight: 3, arbitrary: fc.constant('work' as const) },
  { weight: 1, arbitrary: fc.constant('work of another' as const) },
  { weight: 1, arbitrary: fc.constant('killed' as const) },
  { weight: 2, arbitrary: fc.record({ fault: fc.constantFrom('down' as const, 'cut' as const) }) },
  { weight: 1, arbitrary: fc.record({ later: fc.integer({ min: 1, max: 5 * hour }) }) },
);

it('by chance, with faults, losses, repeats, two processes and kills', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const base = await openBillingLedger();
      const other = base.second();
      const { moves, events, user } = await livesOf(base, 'ada');
      let moved = 0;
      let now = start;
      for (const one of steps) {
        if (one === 'move') moves[moved++]?.();
        else if (one === 'work') await Promise.all([base.runOnce(), other.runOnce()]);
        else if (one === 'work of another') await other.runOnce();
        // It took the work up, and died.
        else if (one === 'killed') await base.storage.leaseDeliveries({ now, until: now + 30_000, limit: 50 });
        else if ('fault' in one) base.fake.faults.push(one.fault);
        else if ('later' in one) base.clock.set((now += one.later));
        else {
          const [object, id] = events[one.event]?.() ?? ['invoice', ''];
          if (id !== '') await base.webhook(object, id);
        }
      }
      for (; moved < moves.length; moved += 1) moves[moved]?.();
      base.fake.faults.length = 0;
      await settleAll(base, now + hour);
      expect(await stateOf(base, user)).toEqual(ended);
      await base.close();
    }),
    { numRuns: Number(process.env['BILLING_RUNS'] ?? 25) },
  );
});
