// What nobody asked for or nobody may have yet: listed, decided once, and followed to its end.
import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { type SuspenseAction, type SuspenseCase, SuspenseId } from '../../../server/contract/suspense/suspense.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import type { RailReading } from '../../../server/rails/rail.ts';
import { type TestLedger, credits, hashOf, openTestLedger, start, holder } from '../../support/server-ledger.ts';

const signal = new AbortController().signal;
const open: TestLedger[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function bought(reading: Partial<RailReading>) {
  const ledger = openTestLedger();
  open.push(ledger);
  const { orderId: id } = await ledger.checkout();
  const say = async (said: Partial<RailReading>) => {
    ledger.rail.say(`txn:${id}`, said);
    await ledger.deliver({ orderId: id });
    await ledger.runOnce();
  };
  await say(reading);
  const list = async (state: SuspenseCase['state'] = 'open') => {
    const page = await ledger.usecases.suspense.list({ state, limit: 50, cursor: null });
    return page.kind === 'page' ? page.cases : [];
  };
  const resolve = async (action: SuspenseAction, reason = 'looked into it') => {
    const [one = (await list('resolved'))[0]] = await list();
    return ledger.usecases.suspense.resolve({ id: one?.id ?? SuspenseId.parse(randomUUID()), action, reason }, signal);
  };
  const balance = async () => (await ledger.storage.readWallet(tokenOwner(hashOf('buyer'))))?.balance;
  return { ...ledger, id, say, list, resolve, balance };
}

const over = { state: 'paid', paidCents: 750 } as const;
const under = { state: 'expired', paidCents: 200 } as const;

it('a surplus is listed with what it stands for', async () => {
  const { list, id } = await bought(over);
  expect(await list()).toMatchObject([
    {
      kind: 'overpaid',
      order_id: id,
      amount_microcredits: credits(50),
      amount_cents: 250,
      currency: 'EUR',
      state: 'open',
    },
  ]);
});

it('a surplus may be credited, once, and the same decision again changes nothing', async () => {
  const { resolve, balance, list } = await bought(over);
  const first = await resolve('credit');
  expect(first).toMatchObject({
    kind: 'resolved',
    case: { state: 'resolved', outcome: 'credit', reason: 'looked into it' },
  });
  expect(await resolve('credit', 'in other words')).toEqual(first);
  expect(await resolve('keep')).toMatchObject({ code: 'suspense_resolved' });
  expect([await balance(), await list()]).toEqual([credits(150), []]);
});

it('too little may be credited to a wallet that did not exist before', async () => {
  const { resolve, balance, usecases } = await bought(under);
  expect(await usecases.status.pro({ kind: 'token', tokenHash: hashOf('buyer') }, null)).toMatchObject({ balance: 0 });
  await resolve('credit');
  expect(await balance()).toBe(credits(40));
});

it('a surplus may be kept, and what comes later is a case of its own', async () => {
  const { resolve, list, say, balance } = await bought(over);
  await resolve('keep');
  await say({ ...over, paidCents: 760 });
  expect(await list()).toMatchObject([{ kind: 'overpaid', amount_cents: 10 }]);
  expect(await balance()).toBe(credits(100));
});

it('a surplus may be given back by the provider, and does not touch the order’s credits', async () => {
  const { resolve, usecases, id, balance, rail } = await bought(over);
  await resolve('refund');
  await resolve('refund');
  expect(await usecases.orders.own.read(holder('buyer'), id)).toMatchObject({
    order: { state: 'paid', refunded_cents: 250 },
    refunds: [{ amount_cents: 250, state: 'succeeded' }],
  });
  expect([await balance(), rail.counts.refunded]).toEqual([credits(100), 1]);
});

it('too little may be given back, and an order that is then paid in full buys for the rest', async () => {
  const { resolve, say, balance, list, usecases, id } = await bought(under);
  await resolve('refund');
  await say({ state: 'paid', paidCents: 500 });
  expect(await usecases.orders.status(id, signal)).toMatchObject({ order: { state: 'paid', refunded_cents: 200 } });
  expect([await balance(), await list()]).toEqual([credits(60), []]);
});

it('a refund that the provider refuses opens its case again', async () => {
  const { resolve, list, rail, usecases, id } = await bought(over);
  rail.answerRefunds({ reason: 'provider_balance_too_low', provider: 'sandbox' });
  expect(await resolve('refund')).toMatchObject({ case: { state: 'open', outcome: null } });
  expect(await list()).toMatchObject([{ kind: 'overpaid', amount_cents: 250 }]);
  expect(await usecases.orders.own.read(holder('buyer'), id)).toMatchObject({ order: { refunded_cents: 0 } });
  rail.answerRefunds({});
  expect(await resolve('refund')).toMatchObject({ case: { state: 'resolved' } });
});

it('a refund whose provider is silent is asked for again, and its case stays decided', async () => {
  const { resolve, list, rail, runOnce, clock } = await bought(over);
  rail.answerRefunds(null);
  expect(await resolve('refund')).toMatchObject({ case: { state: 'resolved' } });
  rail.answerRefunds({});
  clock.set(start + 60_000);
  await runOnce();
  expect([rail.counts.refunded, await list()]).toEqual([2, []]);
});

it('a dispute is listed and cannot be decided here, since a bank does', async () => {
  const { resolve, list, balance, say } = await bought({ state: 'paid', dispute: 'open' });
  expect(await list()).toMatchObject([{ kind: 'disputed', amount_microcredits: credits(100), amount_cents: 500 }]);
  expect(await resolve('credit')).toMatchObject({ code: 'order_disputed' });
  expect(await balance()).toBe(0);
  await say({ state: 'paid', dispute: 'won' });
  expect([await balance(), (await list('resolved'))[0]?.outcome]).toEqual([credits(100), 'won']);
});

it('a disputed order can be claimed by its holder, who then sees what is frozen', async () => {
  const { usecases, id } = await bought({ state: 'paid', dispute: 'open' });
  expect(await usecases.orders.claim(hashOf('buyer'), id)).toMatchObject({
    kind: 'claimed',
    order: { state: 'disputed', is_claimed: true },
    balance: 0,
  });
});

it('a refunded order can be claimed by its holder, and has nothing left', async () => {
  const { usecases, id } = await bought({ state: 'refunded', paidCents: 500 });
  expect(await usecases.orders.claim(hashOf('buyer'), id)).toMatchObject({ order: { state: 'refunded' }, balance: 0 });
  expect(await usecases.orders.claim(hashOf('thief'), id)).toMatchObject({ code: 'order_claimed' });
});

it('a watcher of an order that is disputed, failed or refunded is let go', async () => {
  for (const reading of [{ state: 'paid', dispute: 'open' }, { state: 'failed' }, { state: 'refunded' }] as const) {
    const { usecases, id } = await bought(reading);
    const seen: string[] = [];
    for await (const order of (await usecases.orders.watch(id, signal)) ?? []) seen.push(order.state);
    expect(seen).toHaveLength(1);
  }
});

it('an unknown case and an unknown cursor are refused', async () => {
  const { usecases } = await bought(over);
  const id = SuspenseId.parse(randomUUID());
  expect(await usecases.suspense.resolve({ id, action: 'keep', reason: 'r' }, signal)).toMatchObject({
    code: 'suspense_not_found',
  });
  for (const cursor of ['nonsense', id])
    expect(await usecases.suspense.list({ state: 'open', limit: 1, cursor })).toMatchObject({
      code: 'invalid_request',
    });
});

it('two who decide at once decide once', async () => {
  const one = await bought(over);
  const other = one.second();
  const [first] = await one.list();
  const id = first?.id ?? SuspenseId.parse(randomUUID());
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => {
      const action = i % 3 === 0 ? 'credit' : i % 3 === 1 ? 'keep' : 'refund';
      return (i % 2 === 0 ? one : other).usecases.suspense.resolve({ id, action, reason: 'r' }, signal);
    }),
  );
  const kinds = new Set(answers.map((answer) => (answer.kind === 'resolved' ? answer.case.outcome : answer.code)));
  expect(kinds).toEqual(new Set(['credit', 'suspense_resolved']));
  expect(await one.balance()).toBe(credits(150));
});

it('what a rail said before something else was booked is asked again, not believed', async () => {
  const { rail, usecases, balance, say, list, id, ...one } = await bought({ state: 'seen' });
  rail.say(`txn:${id}`, { state: 'paid', dispute: 'open' });
  const gate = Promise.withResolvers<void>();
  rail.holdBack(gate.promise);
  const slow = usecases.orders.status(id, signal);
  while (rail.counts.read < 2) await one.storage.readOrder(id);
  rail.holdBack(null);
  await say({ state: 'paid', dispute: 'won' });
  gate.resolve();
  expect(await slow).toMatchObject({ order: { state: 'paid' } });
  expect([await balance(), await list(), rail.counts.read]).toEqual([credits(100), [], 4]);
});
