// Refunds by the operator: the credits move first, the rail is asked after, and whatever is interrupted is carried on.
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { OrderId } from '../../../server/contract/orders/orders.ts';
import { RefundId } from '../../../server/contract/refunds/refunds.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import type { RailRefund } from '../../../server/rails/rail.ts';
import {
  type TestLedger,
  credits,
  hashOf,
  holder,
  holdId,
  openTestLedger,
  orderId,
  start,
} from '../../support/server-ledger.ts';

const signal = new AbortController().signal;
const open: TestLedger[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const buyer = holder('buyer');
const model = { model: 'm', venue: 'local' } as const;
const usage = { prompt_tokens: 0, completion_tokens: 0, duration_ms: 0 };

/** A ledger with one order, paid with 500 cents for 100 credits. */
async function paidLedger(): Promise<TestLedger & { readonly id: OrderId }> {
  const ledger = openTestLedger();
  open.push(ledger);
  const { orderId: id } = await ledger.checkout();
  ledger.rail.say(`txn:${id}`, { state: 'paid', paidCents: 500 });
  await ledger.usecases.orders.status(id, signal);
  return { ...ledger, id };
}

function ask(
  { usecases, id }: { readonly usecases: TestLedger['usecases']; readonly id: OrderId },
  change: { readonly refundId?: RefundId; readonly amountCents?: number | null; readonly reason?: string } = {},
) {
  const asked = { refundId: RefundId.parse(randomUUID()), amountCents: null, reason: 'asked nicely', ...change };
  return usecases.refunds.create({ ...asked, order: { orderId: id } }, signal);
}

const balance = async ({ storage }: TestLedger) => (await storage.readWallet(tokenOwner(hashOf('buyer'))))?.balance;
const told = (refundId: string, change: Partial<RailRefund> = {}): RailRefund => ({
  providerRefundId: `re:${refundId}`,
  refundId,
  amountCents: 500,
  state: 'succeeded',
  collectUrl: null,
  ...change,
});

describe('a refund', () => {
  it('gives back all that is left, takes all its credits, and ends the order as refunded', async () => {
    const ledger = await paidLedger();
    expect(await ask(ledger)).toMatchObject({
      kind: 'refund',
      isNew: true,
      refund: {
        amount_cents: 500,
        currency: 'EUR',
        state: 'succeeded',
        cause: { code: 'written', text: 'asked nicely' },
      },
      order: { state: 'refunded', refunded_cents: 500 },
    });
    expect(await balance(ledger)).toBe(0);
  });

  it('of a part takes its part of the credits, and the next takes the rest and no more', async () => {
    const ledger = await paidLedger();
    expect(await ask(ledger, { amountCents: 120 })).toMatchObject({ order: { state: 'paid', refunded_cents: 120 } });
    expect(await balance(ledger)).toBe(credits(76));
    expect(await ask(ledger, { amountCents: 381 })).toMatchObject({
      code: 'refund_too_large',
      params: { refundable_cents: 380, currency: 'EUR' },
    });
    expect(await ask(ledger)).toMatchObject({ refund: { amount_cents: 380 }, order: { state: 'refunded' } });
    expect(await ask(ledger)).toMatchObject({ code: 'refund_too_large' });
  });

  it('is found by the provider’s id of the payment as well', async () => {
    const { usecases, id } = await paidLedger();
    const asked = { refundId: RefundId.parse(randomUUID()), amountCents: 1, reason: 'r' };
    const order = { providerTxnId: `txn:${id}` };
    expect(await usecases.refunds.create({ ...asked, order }, signal)).toMatchObject({ order: { id } });
    expect(await usecases.refunds.create({ ...asked, order: { providerTxnId: 'none' } }, signal)).toMatchObject({
      code: 'order_not_found',
    });
  });

  it('with the same id is made once, and with another body is a conflict', async () => {
    const ledger = await paidLedger();
    const refundId = RefundId.parse(randomUUID());
    const first = await ask(ledger, { refundId, amountCents: 100 });
    expect(await ask(ledger, { refundId, amountCents: 100 })).toEqual({ ...first, isNew: false });
    for (const other of [{ amountCents: 101 }, { amountCents: null }, { amountCents: 100, reason: 'another' }])
      expect(await ask(ledger, { refundId, ...other })).toMatchObject({ code: 'idempotency_conflict' });
    const { orderId: second } = await ledger.checkout();
    ledger.rail.say(`txn:${second}`, { state: 'paid' });
    expect(await ask({ ...ledger, id: second }, { refundId, amountCents: 100 })).toMatchObject({
      code: 'idempotency_conflict',
    });
    expect([ledger.rail.counts.refunded, await balance(ledger)]).toEqual([1, credits(180)]);
  });

  it('never takes credits that are spent or held, and says how much can be given back', async () => {
    const ledger = await paidLedger();
    const held = holdId();
    const spent = holdId();
    for (const id of [held, spent]) await ledger.usecases.holds.reserve(buyer, { id, ...model });
    await ledger.usecases.holds.capture(buyer, spent, usage, 'complete');
    expect(await ask(ledger)).toMatchObject({
      code: 'refund_too_large',
      params: { refundable_cents: 490, currency: 'EUR' },
    });
    expect(await ask(ledger, { amountCents: 491 })).toMatchObject({ code: 'refund_too_large' });
    expect(await ask(ledger, { amountCents: 490 })).toMatchObject({ kind: 'refund', order: { state: 'paid' } });
    expect(await ledger.storage.readWallet(tokenOwner(hashOf('buyer')))).toMatchObject({
      balance: credits(1),
      held: credits(1),
    });
  });

  it('of an order that is unpaid, unknown or disputed is refused, each in its own words', async () => {
    const ledger = await paidLedger();
    const { orderId: unpaid } = await ledger.checkout();
    expect(await ask({ ...ledger, id: unpaid })).toMatchObject({ code: 'order_unpaid' });
    expect(await ask({ ...ledger, id: orderId() })).toMatchObject({ code: 'order_not_found' });
    ledger.rail.say(`txn:${ledger.id}`, { state: 'paid', dispute: 'open' });
    expect(await ask(ledger)).toMatchObject({ code: 'order_disputed' });
    expect([ledger.rail.counts.refunded, await balance(ledger)]).toEqual([0, 0]);
  });

  it('that the provider refuses gives the credits back at once, and is told to the outside', async () => {
    const ledger = await paidLedger();
    ledger.rail.answerRefunds({ reason: 'more_than_is_left', provider: 'sandbox' });
    expect(await ask(ledger)).toMatchObject({
      refund: { state: 'failed' },
      order: { state: 'paid', refunded_cents: 0 },
    });
    expect(await balance(ledger)).toBe(credits(100));
    expect(await ledger.usecases.refunds.list({ limit: 5, cursor: null })).toMatchObject({
      refunds: [{ origin: 'operator', failure: { reason: 'more_than_is_left', provider: 'sandbox' } }],
    });
    await ledger.runOnce();
    expect(ledger.told.map(({ type }) => type)).toEqual(['order.changed', 'refund.changed', 'refund.changed']);
  });

  it('whose provider is silent stays pending with its credits taken, and is asked for again by the worker', async () => {
    const ledger = await paidLedger();
    ledger.rail.answerRefunds(null);
    expect(await ask(ledger)).toMatchObject({
      refund: { state: 'pending' },
      order: { state: 'paid', refunded_cents: 500 },
    });
    expect(await balance(ledger)).toBe(0);
    ledger.clock.set(start + 1_000);
    await ledger.runOnce();
    expect(ledger.rail.counts.refunded).toBe(2);
    ledger.rail.answerRefunds({});
    ledger.clock.set(start + 60_000);
    await ledger.runOnce();
    expect(await ledger.usecases.orders.own.read(holder('buyer'), ledger.id)).toMatchObject({
      order: { state: 'refunded' },
      refunds: [{ state: 'succeeded' }],
    });
    expect(ledger.rail.counts.refunded).toBe(3);
  });

  it('that was reserved by a process that died is asked for by the next', async () => {
    const ledger = await paidLedger();
    const other = ledger.second();
    ledger.rail.answerRefunds(null);
    await ask(ledger);
    ledger.rail.answerRefunds({});
    await other.runOnce();
    expect(ledger.rail.counts.refunded).toBe(1);
    ledger.clock.set(start + 60_000);
    await Promise.all([other.runOnce(), ledger.runOnce()]);
    expect(ledger.rail.counts.refunded).toBe(2);
    expect(await balance(ledger)).toBe(0);
  });

  it('whose answer was lost is recognised in the next reading, and booked once', async () => {
    const ledger = await paidLedger();
    const refundId = RefundId.parse(randomUUID());
    ledger.rail.answerRefunds(null);
    await ask(ledger, { refundId });
    ledger.rail.say(`txn:${ledger.id}`, { state: 'refunded', refunds: [told(refundId)] });
    await ledger.deliver({ orderId: ledger.id });
    await ledger.runOnce();
    expect(await ledger.usecases.orders.own.read(holder('buyer'), ledger.id)).toMatchObject({
      order: { state: 'refunded', refunded_cents: 500 },
      refunds: [{ id: refundId, state: 'succeeded' }],
    });
    expect(await balance(ledger)).toBe(0);
    ledger.clock.set(start + 60_000);
    await ledger.runOnce();
    expect(ledger.rail.counts.refunded).toBe(1);
  });

  it('that waits for the buyer is shown to them alone, and followed to its end by the reconciler', async () => {
    const ledger = await paidLedger();
    const refundId = RefundId.parse(randomUUID());
    const collectUrl = 'https://pay.example/pull-payments/1';
    ledger.rail.answerRefunds({ state: 'pending', collectUrl });
    expect(await ask(ledger, { refundId })).toMatchObject({ refund: { state: 'pending', collect_url: collectUrl } });
    expect(await ledger.usecases.orders.own.read(holder('thief'), ledger.id)).toMatchObject({
      code: 'order_not_found',
    });
    expect(await ledger.usecases.orders.own.read(holder('buyer'), ledger.id)).toMatchObject({
      refunds: [{ collect_url: collectUrl }],
    });
    ledger.rail.say(`txn:${ledger.id}`, { state: 'paid', refunds: [told(refundId, { state: 'failed' })] });
    ledger.clock.set(start + 10_000);
    await ledger.runOnce();
    expect(await balance(ledger)).toBe(credits(100));
    expect(await ask(ledger)).toMatchObject({ kind: 'refund' });
  });

  it('that succeeded and fails at the provider days later gives the credits back', async () => {
    const ledger = await paidLedger();
    const refundId = RefundId.parse(randomUUID());
    await ask(ledger, { refundId });
    ledger.rail.say(`txn:${ledger.id}`, { state: 'paid', refunds: [told(refundId, { state: 'failed' })] });
    ledger.clock.set(start + 2 * 86_400_000);
    await ledger.runOnce();
    expect([await balance(ledger), (await ledger.storage.readOrder(ledger.id))?.state]).toEqual([credits(100), 'paid']);
  });

  it('counts what was given back at the provider meanwhile', async () => {
    const ledger = await paidLedger();
    ledger.rail.say(`txn:${ledger.id}`, {
      state: 'paid',
      refunds: [told('', { providerRefundId: 're_dashboard', refundId: null, amountCents: 200 })],
    });
    expect(await ask(ledger, { amountCents: 301 })).toMatchObject({ code: 'refund_too_large' });
    expect(await ask(ledger)).toMatchObject({ refund: { amount_cents: 300 }, order: { refunded_cents: 500 } });
    expect(await ledger.usecases.refunds.list({ limit: 1, cursor: null })).toMatchObject({
      refunds: [{ origin: 'operator' }],
      nextCursor: expect.any(String),
    });
  });
});

describe('at once', () => {
  it('refunds, holds and captures never take more than was paid, and never a wallet below nothing', async () => {
    for (let round = 0; round < 10; round += 1) {
      const ledger = await paidLedger();
      const other = ledger.second();
      const ids = Array.from({ length: 40 }, holdId);
      for (const id of ids.slice(0, 20)) await ledger.usecases.holds.reserve(buyer, { id, ...model });
      const refunds = await Promise.all([
        ...[100, 200, 300, 400, 450].map((amountCents, i) =>
          ask({ usecases: (i % 2 === 0 ? ledger : other).usecases, id: ledger.id }, { amountCents }),
        ),
        ...ids.slice(0, 20).map((id) => other.usecases.holds.capture(buyer, id, usage, 'complete').then(() => null)),
        ...ids.slice(20).map((id) => ledger.usecases.holds.reserve(buyer, { id, ...model }).then(() => null)),
      ]);
      const given = refunds.flatMap((one) => (one?.kind === 'refund' ? [one.refund.amount_cents] : []));
      const wallet = await ledger.storage.readWallet(tokenOwner(hashOf('buyer')));
      const sum = given.reduce((all, cents) => all + cents, 0);
      expect(sum).toBeLessThanOrEqual(400);
      expect(given.length).toBeGreaterThan(0);
      // 100 credits are what was given back, what was captured, and what is there.
      expect((wallet?.balance ?? 0) + sum * 200_000 + credits(20)).toBe(credits(100));
      expect(wallet?.held).toBeLessThanOrEqual(wallet?.balance ?? 0);
    }
  }, 180_000);

  it('one refund id asked a hundred times is one refund', async () => {
    const ledger = await paidLedger();
    const other = ledger.second();
    const refundId = RefundId.parse(randomUUID());
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        ask({ usecases: (i % 2 === 0 ? ledger : other).usecases, id: ledger.id }, { refundId, amountCents: 300 }),
      ),
    );
    expect(answers.filter((one) => one.kind === 'refund' && one.isNew)).toHaveLength(1);
    expect([ledger.rail.counts.refunded, await balance(ledger)]).toEqual([1, credits(40)]);
  });

  it('a refund here and one at the provider take no more than there was', async () => {
    const ledger = await paidLedger();
    const other = ledger.second();
    ledger.rail.say(`txn:${ledger.id}`, {
      state: 'paid',
      refunds: [told('', { providerRefundId: 're_dashboard', refundId: null, amountCents: 400 })],
    });
    await Promise.all([
      ask(ledger, { amountCents: 100 }),
      other.usecases.orders.claim(hashOf('buyer'), ledger.id),
      other.deliver({ orderId: ledger.id }).then(other.runOnce),
    ]);
    expect([await balance(ledger), (await ledger.storage.readOrder(ledger.id))?.state]).toEqual([0, 'refunded']);
  });
});
