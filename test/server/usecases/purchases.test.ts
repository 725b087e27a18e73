// Buying credits: from the checkout to the claim, with rails that are silent, late, repetitive or wrong.
import { afterEach, expect, it } from 'vitest';
import type { Order } from '../../../server/contract/orders/orders.ts';
import {
  type LedgerOptions,
  type TestLedger,
  credits,
  guest,
  hashOf,
  holder,
  openTestLedger,
  orderId,
  start,
} from '../../support/server-ledger.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';

const signal = new AbortController().signal;
const open: TestLedger[] = [];

function ledger(options?: LedgerOptions): TestLedger {
  const made = openTestLedger(options);
  open.push(made);
  return made;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const buyer = hashOf('buyer');

it('a paid order is credited, and claimed with the same answer however often', async () => {
  const { usecases, rail, checkout, deliver, runOnce } = ledger();
  const { orderId: id } = await checkout();
  expect(await usecases.orders.claim(buyer, id)).toMatchObject({ kind: 'refused', code: 'order_unpaid' });
  rail.say(`txn:${id}`, { state: 'paid' });
  expect(await deliver({ orderId: id })).toMatchObject({ kind: 'filed', orderId: id });
  await runOnce();
  const claimed = await usecases.orders.claim(buyer, id);
  expect(claimed).toMatchObject({
    kind: 'claimed',
    order: { state: 'paid', is_claimed: true },
    balance: credits(100),
    available: credits(100),
  });
  expect(await usecases.orders.claim(buyer, id)).toEqual(claimed);
  expect(await usecases.status.pro(holder('buyer'), null)).toMatchObject({ mode: 'active', balance: credits(100) });
});

it('nobody but the holder of the committed token can claim', async () => {
  const { usecases, rail, checkout, runOnce, clock } = ledger();
  const { orderId: id } = await checkout();
  rail.say(`txn:${id}`, { state: 'paid' });
  clock.set(start + 10_000);
  await runOnce();
  expect(await usecases.orders.claim(hashOf('thief'), id)).toMatchObject({ kind: 'refused', code: 'order_claimed' });
  expect(await usecases.orders.claim(buyer, orderId())).toMatchObject({ kind: 'refused', code: 'order_not_found' });
});

it('a claim that is faster than the webhook asks the rail itself', async () => {
  const { usecases, rail, checkout } = ledger();
  const { orderId: id } = await checkout();
  rail.say(`txn:${id}`, { state: 'paid' });
  expect(await usecases.orders.claim(buyer, id)).toMatchObject({ kind: 'claimed', balance: credits(100) });
});

it('any number of webhooks for one payment, at once and later, credit it once', async () => {
  const one = ledger();
  const other = one.second();
  const { orderId: id } = await one.checkout();
  one.rail.say(`txn:${id}`, { state: 'paid' });
  await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? one : other).deliver({ orderId: id })));
  await Promise.all([
    one.runOnce(),
    other.runOnce(),
    one.usecases.orders.status(id, signal),
    other.usecases.orders.claim(buyer, id),
  ]);
  await one.deliver({ orderId: id });
  await one.runOnce();
  expect(await one.usecases.status.pro(holder('buyer'), null)).toMatchObject({ balance: credits(100) });
});

it('with webhooks switched off the reconciler finds the payment', async () => {
  const { usecases, rail, checkout, runOnce, clock } = ledger();
  const { orderId: id } = await checkout();
  await runOnce();
  expect(rail.counts.read).toBe(0);
  rail.say(`txn:${id}`, { state: 'paid' });
  clock.set(start + 5_000);
  await runOnce();
  expect(await usecases.status.pro(holder('buyer'), null)).toMatchObject({ balance: credits(100) });
});

it('the credits come from the order, whatever the rail says was paid above it; the surplus is booked, not lost', async () => {
  const { usecases, rail, checkout, deliver, runOnce, storage } = ledger();
  const { orderId: id } = await checkout();
  rail.say(`txn:${id}`, { state: 'paid', paidCents: 750 });
  await deliver({ orderId: id });
  await runOnce();
  expect(await usecases.status.pro(holder('buyer'), null)).toMatchObject({ balance: credits(100) });
  expect((await storage.audit()).entries).toBe(4);
});

it('an order paid in part is not credited while more may come', async () => {
  const { usecases, rail, checkout, deliver, runOnce } = ledger();
  const { orderId: id } = await checkout();
  rail.say(`txn:${id}`, { state: 'seen', paidCents: 499 });
  await deliver({ orderId: id });
  await runOnce();
  expect(await usecases.orders.status(id, signal)).toMatchObject({ order: { state: 'seen', paid_at: null } });
  expect(await usecases.status.pro(holder('buyer'), null)).toMatchObject({ kind: 'refused' });
});

it('money that comes after the order expired is credited all the same', async () => {
  const { usecases, rail, checkout, runOnce, clock } = ledger();
  const { orderId: id } = await checkout();
  clock.set(start + 3_600_000);
  await runOnce();
  expect(await usecases.orders.status(id, signal)).toMatchObject({ order: { state: 'expired' } });
  rail.say(`txn:${id}`, { state: 'paid' });
  clock.set(start + 2 * 3_600_000);
  await runOnce();
  expect(await usecases.orders.claim(buyer, id)).toMatchObject({ kind: 'claimed', balance: credits(100) });
});

it('a refund at the provider takes back what is free of the credits, once', async () => {
  const { usecases, rail, checkout, deliver, runOnce } = ledger();
  const { orderId: id } = await checkout();
  rail.say(`txn:${id}`, { state: 'paid' });
  await deliver({ orderId: id });
  await runOnce();
  rail.say(`txn:${id}`, { state: 'refunded' });
  await deliver({ orderId: id });
  await deliver({ orderId: id });
  await runOnce();
  expect(await usecases.status.pro(holder('buyer'), null)).toMatchObject({ mode: 'exhausted', balance: 0 });
});

it('a webhook of an order that is not known yet is parked, and worked off when it is', async () => {
  const { usecases, rail, checkout, deliver, runOnce, clock } = ledger();
  const id = orderId();
  rail.say(`txn:${id}`, { state: 'paid' });
  expect(await deliver({ orderId: id })).toMatchObject({ kind: 'filed', orderId: id });
  await runOnce();
  await checkout({ orderId: id });
  clock.set(start + 1_000);
  await runOnce();
  expect(await usecases.status.pro(holder('buyer'), null)).toMatchObject({ balance: credits(100) });
});

it('a silent rail delays a webhook and loses nothing', async () => {
  const { usecases, rail, checkout, deliver, runOnce, clock } = ledger();
  const { orderId: id } = await checkout();
  rail.say(`txn:${id}`, null);
  await deliver({ orderId: id });
  await runOnce();
  expect(await usecases.orders.status(id, signal)).toMatchObject({ order: { state: 'open' }, providerStatus: null });
  rail.say(`txn:${id}`, { state: 'paid' });
  clock.set(start + 1_000);
  await runOnce();
  expect(await usecases.status.pro(holder('buyer'), null)).toMatchObject({ balance: credits(100) });
});

it('an unsigned webhook is rejected and files nothing', async () => {
  const { usecases, storage } = ledger();
  const delivery = { body: Buffer.from('{}'), headers: {} };
  expect(await usecases.inbox.file('sandbox', delivery)).toEqual({ kind: 'rejected', reason: 'unsigned' });
  expect(await usecases.inbox.file('stripe', delivery)).toMatchObject({ kind: 'rejected' });
  expect(await storage.leaseDeliveries({ now: start, until: start + 1, limit: 5 })).toEqual([]);
});

it('the same checkout again gets the same payment, and another body under its id a conflict', async () => {
  const { usecases, rail, checkout } = ledger();
  const request = await checkout();
  const again = await usecases.orders.checkout(null, request, signal);
  expect(again).toMatchObject({
    kind: 'started',
    isNew: false,
    answer: { type: 'redirect', provider_txn_id: `txn:${request.orderId}` },
  });
  expect(rail.counts.started).toBe(1);
  expect(await usecases.orders.checkout(null, { ...request, tokenHash: hashOf('thief') }, signal)).toMatchObject({
    code: 'idempotency_conflict',
  });
  expect(await usecases.orders.checkout(null, { ...request, packId: 'large' }, signal)).toMatchObject({
    code: 'idempotency_conflict',
  });
});

it('a checkout whose rail was silent is carried on by the same request later', async () => {
  const { usecases, rail, checkout } = ledger();
  rail.silence(true);
  const request = await checkout();
  expect(await usecases.orders.checkout(null, request, signal)).toMatchObject({
    kind: 'refused',
    code: 'provider_unavailable',
  });
  rail.silence(false);
  expect(await usecases.orders.checkout(null, request, signal)).toMatchObject({ kind: 'started', isNew: false });
});

it('an order that never came to a payment ends by itself', async () => {
  const { usecases, rail, checkout, runOnce, clock } = ledger();
  rail.silence(true);
  const { orderId: id } = await checkout();
  clock.set(start + 3_600_000);
  await runOnce();
  expect(await usecases.orders.status(id, signal)).toMatchObject({ order: { state: 'expired' } });
});

it('buying with a known token tops its wallet up, and with an unknown one is refused', async () => {
  const { usecases, rail, grant, clock, runOnce } = ledger();
  const owner = await grant('owner', 1);
  const request = { orderId: orderId(), packId: 'small', amount: null, provider: 'sandbox' as const, tokenHash: null };
  expect(await usecases.orders.checkout(holder('nobody'), request, signal)).toMatchObject({ code: 'token_rejected' });
  expect(await usecases.orders.checkout(null, request, signal)).toMatchObject({ code: 'invalid_request' });
  expect(await usecases.orders.checkout(owner, request, signal)).toMatchObject({ kind: 'started', isNew: true });
  rail.say(`txn:${request.orderId}`, { state: 'paid' });
  clock.set(start + 5_000);
  await runOnce();
  expect(await usecases.status.pro(owner, null)).toMatchObject({ balance: credits(101) });
});

it('wares, rails and amounts that are not sold are refused in words', async () => {
  const rate = { amount_cents: 100, credits_microcredits: credits(100) };
  const freeAmount = { currency: 'EUR', min_cents: 100, max_cents: 10_000, rate };
  const { usecases } = ledger({ config: { freeAmount } });
  const request = { orderId: orderId(), packId: null, amount: null, provider: 'sandbox' as const, tokenHash: buyer };
  const ask = (change: object) => usecases.orders.checkout(null, { ...request, ...change }, signal);
  expect(await ask({})).toMatchObject({ code: 'invalid_request' });
  expect(await ask({ packId: 'gone' })).toMatchObject({ code: 'pack_unknown' });
  expect(await ask({ packId: 'small', provider: 'stripe' })).toMatchObject({ code: 'provider_unknown' });
  expect(await ask({ amount: { cents: 99, currency: 'EUR' } })).toMatchObject({
    params: { reason: 'amount_not_offered', min_cents: 100, max_cents: 10_000, currency: 'EUR' },
  });
  expect(await ask({ amount: { cents: 200, currency: 'EUR' } })).toMatchObject({
    kind: 'started',
    answer: { order: { credits_microcredits: credits(200), pack_id: null } },
  });
});

it('a watcher sees the order now, each change, and the end', async () => {
  const { usecases, rail, checkout } = ledger();
  const { orderId: id } = await checkout();
  expect(await usecases.orders.watch(orderId(), signal)).toBeNull();
  const seen: Order['state'][] = [];
  for await (const order of (await usecases.orders.watch(id, signal)) ?? []) {
    seen.push(order.state);
    rail.say(`txn:${id}`, { state: seen.length === 1 ? 'seen' : 'paid' });
    void usecases.orders.status(id, signal);
  }
  expect(seen).toEqual(['open', 'seen', 'paid']);
});

it('a watcher that leaves ends its stream', async () => {
  const { usecases, checkout } = ledger();
  const { orderId: id } = await checkout();
  const leaving = new AbortController();
  let count = 0;
  for await (const _ of (await usecases.orders.watch(id, leaving.signal)) ?? []) {
    count += 1;
    leaving.abort();
  }
  expect(count).toBe(1);
});

it('each change of an order is told once, in order, also when telling fails at first', async () => {
  const told: string[] = [];
  let failures = 2;
  const { rail, checkout, deliver, runOnce, clock } = ledger({
    tell: ({ data }) => {
      failures -= 1;
      if (failures >= 0) return Promise.reject(new Error('nobody listens'));
      told.push(JSON.parse(data).order.state);
      return Promise.resolve();
    },
  });
  const { orderId: id } = await checkout();
  rail.say(`txn:${id}`, { state: 'seen' });
  await deliver({ orderId: id });
  await runOnce();
  rail.say(`txn:${id}`, { state: 'paid' });
  await deliver({ orderId: id });
  for (const later of [1_000, 4_000, 20_000]) {
    clock.set(start + later);
    await runOnce();
  }
  expect(told).toEqual(['seen', 'paid']);
});

it('a grant counts once per reference, makes the wallet, and not of nothing', async () => {
  const { usecases } = ledger();
  const grant = { owner: tokenOwner(buyer), amount: credits(5), reason: 'hello', ref: 'r1' };
  expect(await usecases.operator.grant(grant)).toMatchObject({ kind: 'granted', balance: credits(5), isNew: true });
  expect(await usecases.operator.grant(grant)).toMatchObject({ kind: 'granted', balance: credits(5), isNew: false });
  expect(await usecases.operator.grant({ ...grant, amount: credits(6) })).toMatchObject({
    code: 'idempotency_conflict',
  });
  expect(await usecases.operator.grant({ ...grant, ref: 'r2', amount: credits(0) })).toMatchObject({
    code: 'invalid_request',
  });
});

it('an anonymous person sees their free messages and no wallet', async () => {
  const { usecases } = ledger();
  expect(await usecases.status.pro(guest('visitor'), null)).toEqual({
    kind: 'status',
    mode: 'off',
    balance: 0,
    held: 0,
    free: { limit: 20, left: 20, resetsAt: null },
  });
});
