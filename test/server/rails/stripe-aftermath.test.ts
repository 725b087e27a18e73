// What comes after a card payment: money given back here or in the dashboard, and banks that take it back.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RailRefused, RailUnavailable } from '../../../server/rails/rail.ts';
import { createStripeRail } from '../../../server/rails/stripe/stripe-rail.ts';
import { simAccount, startStripeSim, type StripeSim } from '../../support/stripe-sim/stripe-sim.ts';
import { deskOf, newOrder } from './rail-desk.ts';

let sim: StripeSim;
let desk: ReturnType<typeof deskOf>;
let verify: ReturnType<typeof createStripeRail>['verify'];
beforeAll(async () => {
  sim = await startStripeSim();
  const clock = { now: Date.now, wait: () => Promise.resolve() };
  const rail = createStripeRail({
    ...simAccount,
    apiUrl: sim.url,
    checkout: 'element',
    pageUrl: String,
    purchaseName: String,
    clock,
  });
  desk = deskOf(rail);
  verify = rail.verify;
});
afterAll(() => sim.close());

async function paid() {
  const order = newOrder();
  const { providerTxnId } = await desk.start(order);
  sim.succeed(order.id);
  return { id: order.id, txn: providerTxnId };
}

describe('a refund through us', () => {
  it('carries our id, and is told of in every later reading', async () => {
    const { txn } = await paid();
    const id = randomUUID();
    const made = await desk.refund(txn, 200, id);
    expect(made).toMatchObject({ refundId: id, amountCents: 200, state: 'succeeded', collectUrl: null });
    expect(await desk.read(txn)).toMatchObject({
      state: 'paid',
      providerStatus: 'succeeded (refunded in part)',
      paidCents: 500,
      refunds: [made],
      dispute: 'none',
    });
  });

  it('asked for twice is one, also when Stripe has long forgotten the key of the first', async () => {
    const { txn } = await paid();
    const id = randomUUID();
    const first = await desk.refund(txn, 200, id);
    const asked = sim.requests.filter(({ method }) => method === 'POST').length;
    expect(await desk.refund(txn, 200, id)).toEqual(first);
    expect(sim.requests.filter(({ method }) => method === 'POST')).toHaveLength(asked);
    expect((await desk.read(txn)).refunds).toHaveLength(1);
  });

  it('whose answer was lost is found again, not made again', async () => {
    const { txn } = await paid();
    const id = randomUUID();
    sim.plan(/^POST .*refunds$/, { kind: 'lost' }, 2);
    await expect(desk.refund(txn, 200, id)).rejects.toThrow(RailUnavailable);
    expect(await desk.refund(txn, 200, id)).toMatchObject({ refundId: id, amountCents: 200 });
    expect((await desk.read(txn)).refunds).toHaveLength(1);
  });

  it('that Stripe will never make is refused with a reason, and silence is no refusal', async () => {
    const { id, txn } = await paid();
    await expect(desk.refund(txn, 501)).rejects.toThrow(
      new RailRefused({ reason: 'more_than_is_left', provider: 'stripe' }),
    );
    sim.dispute(id);
    await expect(desk.refund(txn, 100)).rejects.toThrow('payment_disputed');
    sim.moveDispute(id, 'won');
    await desk.refund(txn, 500);
    await expect(desk.refund(txn, 1)).rejects.toThrow('already_refunded');
    await expect(desk.refund('pi_000000000000000000000000', 1)).rejects.toThrow(RailRefused);
    for (const status of [401, 403, 409, 429, 500, 503]) {
      sim.plan(/^POST .*refunds$/, { kind: 'status', status, body: { error: { type: 'api_error' } } });
      const other = await paid();
      await expect(desk.refund(other.txn, 100)).rejects.toThrow(RailUnavailable);
    }
  });

  it('of another amount than was asked for is not believed', async () => {
    const { txn } = await paid();
    sim.plan(/^POST .*refunds$/, { kind: 'twist', change: (body) => ({ ...body, amount: 500 }) });
    await expect(desk.refund(txn, 100)).rejects.toThrow('another amount');
  });
});

describe('a reading', () => {
  it.each([
    ['pending', 'pending'],
    ['requires_action', 'pending'],
    ['succeeded', 'succeeded'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
  ] as const)('has a refund that is %s at Stripe as %s', async (status, state) => {
    const { id, txn } = await paid();
    sim.giveBack(id, { cents: 100, status });
    expect((await desk.read(txn)).refunds).toMatchObject([{ refundId: null, amountCents: 100, state }]);
  });

  it('says refunded only when all of it has gone back for good', async () => {
    const { id, txn } = await paid();
    sim.giveBack(id, { cents: 200 });
    sim.giveBack(id, { status: 'pending' });
    expect(await desk.read(txn)).toMatchObject({
      state: 'paid',
      refunds: [{ amountCents: 300 }, { amountCents: 200 }],
    });
    const [last] = sim.refunds;
    sim.moveRefund(last?.id ?? '', 'succeeded');
    expect(await desk.read(txn)).toMatchObject({
      state: 'refunded',
      providerStatus: 'succeeded (refunded)',
      paidCents: 500,
    });
    sim.moveRefund(last?.id ?? '', 'failed');
    expect(await desk.read(txn)).toMatchObject({ state: 'paid', providerStatus: 'succeeded (refunded in part)' });
  });

  it('has all of many refunds', async () => {
    const { id, txn } = await paid();
    for (let cents = 1; cents <= 25; cents += 1) sim.giveBack(id, { cents });
    expect((await desk.read(txn)).refunds.map(({ amountCents }) => amountCents).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
  });

  it.each([
    ['needs_response', 'open'],
    ['under_review', 'open'],
    ['appeal_under_review', 'open'],
    ['won', 'won'],
    ['warning_closed', 'won'],
    ['prevented', 'won'],
    ['lost', 'lost'],
  ] as const)('has a dispute that is %s at Stripe as %s', async (status, dispute) => {
    const { id, txn } = await paid();
    sim.dispute(id);
    sim.moveDispute(id, status);
    expect(await desk.read(txn)).toMatchObject({
      state: 'paid',
      providerStatus: `succeeded (dispute ${dispute})`,
      dispute,
    });
  });

  it.each(['warning_needs_response', 'warning_under_review'])(
    'that a bank only asks about (%s) is not disputed, and money may go back',
    async (status) => {
      const { id, txn } = await paid();
      sim.dispute(id, status);
      expect(await desk.read(txn)).toMatchObject({ state: 'paid', providerStatus: 'succeeded', dispute: 'none' });
      expect(await desk.refund(txn, 100)).toMatchObject({ state: 'succeeded' });
      sim.moveDispute(id, 'needs_response');
      expect(await desk.read(txn)).toMatchObject({ dispute: 'open' });
    },
  );

  it('of two disputes tells the one that matters', async () => {
    const { id, txn } = await paid();
    sim.dispute(id, 'lost');
    sim.dispute(id, 'won');
    expect((await desk.read(txn)).dispute).toBe('lost');
    sim.dispute(id, 'needs_response');
    expect((await desk.read(txn)).dispute).toBe('open');
  });

  it('without refunds and disputes costs one question', async () => {
    const { txn } = await paid();
    const before = sim.requests.length;
    await desk.read(txn);
    expect(sim.requests.length - before).toBe(1);
  });

  it('that was answered about another payment, or with another shape, is not believed', async () => {
    const { txn } = await paid();
    const other = await paid();
    const read = /^GET .*payment_intents\//;
    for (const change of [
      (body: object) => ({ ...body, id: other.txn }),
      (body: object) => ({ ...body, amount_received: '500' }),
      (body: object) => ({ ...body, status: 'of another world' }),
      (body: object) => ({ ...body, latest_charge: { id: 'ch_1' } }),
    ]) {
      sim.plan(read, { kind: 'twist', change });
      await expect(desk.read(txn)).rejects.toThrow(RailUnavailable);
    }
    for (const kind of ['garbage', 'torn'] as const) {
      sim.plan(read, { kind }, 2);
      await expect(desk.read(txn)).rejects.toThrow(RailUnavailable);
    }
    sim.plan(read, { kind: 'status', status: 429 });
    await expect(desk.read(txn)).rejects.toThrow(RailUnavailable);
  });
});

describe('a webhook', () => {
  it.each([
    ['refund.created', () => sim.giveBack],
    ['charge.refunded', () => sim.giveBack],
    ['charge.dispute.created', () => sim.dispute],
    ['charge.dispute.funds_withdrawn', () => sim.dispute],
  ])('of the type %s leads to the payment it is about', async (type, act) => {
    const { id, txn } = await paid();
    const delivery = act()(id).find((one) => one.type === type);
    expect(verify(delivery ?? { body: Buffer.alloc(0), headers: {} })).toMatchObject({
      kind: 'event',
      eventType: type,
      providerTxnId: txn,
    });
  });

  it.each([
    ['refund.updated', 'succeeded'],
    ['refund.failed', 'failed'],
    ['charge.refund.updated', 'failed'],
  ])('of the type %s leads to the payment it is about', async (type, status) => {
    const { id, txn } = await paid();
    sim.giveBack(id, { status: 'pending' });
    const delivery = sim.moveRefund(sim.refunds[0]?.id ?? '', status).find((one) => one.type === type);
    expect(verify(delivery ?? { body: Buffer.alloc(0), headers: {} })).toMatchObject({
      eventType: type,
      providerTxnId: txn,
    });
  });

  it.each([
    ['charge.dispute.updated', 'under_review'],
    ['charge.dispute.closed', 'won'],
    ['charge.dispute.funds_reinstated', 'won'],
    ['charge.dispute.closed', 'lost'],
  ])('of the type %s (%s) leads to the payment it is about', async (type, status) => {
    const { id, txn } = await paid();
    sim.dispute(id);
    const delivery = sim.moveDispute(id, status).find((one) => one.type === type);
    expect(verify(delivery ?? { body: Buffer.alloc(0), headers: {} })).toMatchObject({
      eventType: type,
      providerTxnId: txn,
    });
  });
});
