// Money back through BTCPay Server: a link that the buyer collects from, made here or in BTCPay Server's own pages.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBtcpayRail } from '../../../server/rails/btcpay/btcpay-rail.ts';
import { type Rail, RailRefused, RailUnavailable } from '../../../server/rails/rail.ts';
import { type BtcpaySim, simStore, startBtcpaySim } from '../../support/btcpay-sim/btcpay-sim.ts';
import { deskOf, newOrder } from './rail-desk.ts';

const hands = { aheadMs: 0 };
const clock = { now: () => Date.now() + hands.aheadMs, wait: () => Promise.resolve() };
const purchases = ['btcpay.store.cancreateinvoice', 'btcpay.store.canviewinvoices'];
let sim: BtcpaySim;
let rail: Rail;
let desk: ReturnType<typeof deskOf>;
beforeAll(async () => {
  sim = await startBtcpaySim({ now: clock.now });
  rail = createBtcpayRail({ ...simStore, storeId: simStore.id, url: sim.url, pageUrl: String, clock });
  desk = deskOf(rail);
});
beforeEach(() => sim.grantPermissions([...purchases, 'btcpay.store.cancreatenonapprovedpullpayments']));
afterAll(async () => {
  await rail.close();
  await sim.close();
});

async function begun() {
  const order = newOrder({ provider: 'btcpay', created_at: clock.now(), expires_at: clock.now() + 900_000 });
  const { providerTxnId } = await desk.start(order);
  return { id: order.id, txn: providerTxnId };
}
async function paid(value = 5) {
  const one = await begun();
  sim.receive(one.id, value);
  sim.confirm(one.id);
  return one;
}

describe('a refund through us', () => {
  it('is pending under a link until the buyer has collected it', async () => {
    const { txn } = await paid();
    const id = randomUUID();
    const made = await desk.refund(txn, 200, id);
    const [pull] = sim.pulls;
    expect(made).toEqual({
      providerRefundId: pull?.id,
      refundId: id,
      amountCents: 200,
      state: 'pending',
      collectUrl: pull?.viewLink,
    });
    expect(pull).toMatchObject({ amount: '2.00', currency: 'EUR', autoApproveClaims: false });
    const steps = [
      () => sim.claim(made.providerRefundId),
      () => sim.movePayouts(made.providerRefundId, 'AwaitingPayment'),
      () => sim.movePayouts(made.providerRefundId, 'InProgress'),
    ];
    for (const step of steps) {
      expect((await desk.read(txn)).refunds).toEqual([made]);
      step();
    }
    sim.movePayouts(made.providerRefundId, 'Completed');
    const done = { ...made, state: 'succeeded', collectUrl: null };
    expect(await desk.read(txn)).toMatchObject({
      state: 'paid',
      providerStatus: 'Settled, refunds: 1 succeeded',
      paidCents: 500,
      refunds: [done],
    });
    expect(await desk.refund(txn, 200, id)).toEqual(done);
  });

  it('of everything makes the payment refunded once it is collected, and not before', async () => {
    const { txn } = await paid();
    const { providerRefundId } = await desk.refund(txn, 500);
    expect((await desk.read(txn)).state).toBe('paid');
    sim.claim(providerRefundId);
    sim.movePayouts(providerRefundId, 'Completed');
    expect(await desk.read(txn)).toMatchObject({ state: 'refunded', paidCents: 500 });
  });

  it('closed before anything was collected has failed; collected in part, it is that part', async () => {
    const { txn } = await paid();
    const untouched = await desk.refund(txn, 100);
    sim.archive(untouched.providerRefundId);
    const cancelled = await desk.refund(txn, 100);
    sim.claim(cancelled.providerRefundId);
    sim.movePayouts(cancelled.providerRefundId, 'Cancelled');
    const partly = await desk.refund(txn, 200);
    sim.claim(partly.providerRefundId, '0.50');
    sim.movePayouts(partly.providerRefundId, 'Completed');
    expect((await desk.read(txn)).refunds).toMatchObject([
      { amountCents: 200, state: 'pending' },
      { amountCents: 100, state: 'pending', collectUrl: cancelled.collectUrl },
      { amountCents: 100, state: 'failed', collectUrl: null },
    ]);
    sim.archive(partly.providerRefundId);
    expect((await desk.read(txn)).refunds[0]).toMatchObject({ amountCents: 50, state: 'succeeded', collectUrl: null });
  });

  it('closed while the money is on its way is still pending', async () => {
    const { txn } = await paid();
    const { providerRefundId } = await desk.refund(txn, 100);
    sim.claim(providerRefundId);
    sim.movePayouts(providerRefundId, 'InProgress');
    sim.archive(providerRefundId);
    expect((await desk.read(txn)).refunds).toMatchObject([{ state: 'pending', collectUrl: null }]);
  });

  it.each(['lost', 'torn', 'cut', 'garbage'] as const)(
    'asked for again after an answer that was %s is one',
    async (kind) => {
      const { txn } = await paid();
      const id = randomUUID();
      sim.plan(/^POST .*\/refund$/, { kind });
      await expect(desk.refund(txn, 200, id)).rejects.toThrow(RailUnavailable);
      await desk.refund(txn, 200, id);
      await desk.refund(txn, 200, id);
      expect(sim.pulls.filter(({ name }) => name === `Refund ${id}`)).toHaveLength(1);
      expect((await desk.read(txn)).refunds).toMatchObject([{ refundId: id, amountCents: 200 }]);
    },
  );

  it('asked for by ten at once is one', async () => {
    const { txn } = await paid();
    const id = randomUUID();
    const all = await Promise.all(Array.from({ length: 10 }, () => desk.refund(txn, 200, id)));
    expect(new Set(all.map(({ providerRefundId }) => providerRefundId)).size).toBe(1);
    expect(sim.pulls.filter(({ name }) => name === `Refund ${id}`)).toHaveLength(1);
  });

  it('that two servers made at once is ours once, and the other counts as made at the provider', async () => {
    const { txn } = await paid();
    const id = randomUUID();
    const first = await desk.refund(txn, 200, id);
    sim.plan(/pull-payments\?/, { kind: 'lie', body: [] });
    const second = await desk.refund(txn, 200, id);
    expect((await desk.read(txn)).refunds).toMatchObject([
      { providerRefundId: second.providerRefundId, refundId: null },
      { providerRefundId: first.providerRefundId, refundId: id },
    ]);
    expect(await desk.refund(txn, 200, id)).toEqual(first);
  });

  it('that BTCPay Server will never make is refused with a reason, and silence is no refusal', async () => {
    const unpaid = await begun();
    await expect(desk.refund(unpaid.txn, 100)).rejects.toThrow(
      new RailRefused({ reason: 'payment_not_final', provider: 'btcpay' }),
    );
    await expect(desk.refund('nosuchinvoice', 100)).rejects.toThrow(RailRefused);
    const { txn } = await paid();
    const post = /^POST .*\/refund$/;
    sim.plan(post, { kind: 'status', status: 422, body: [{ path: 'PayoutMethods', message: 'Please select one' }] });
    await expect(desk.refund(txn, 100)).rejects.toThrow(
      '"refund_not_taken","provider":"btcpay","told":"PayoutMethods"',
    );
    sim.plan(post, {
      kind: 'status',
      status: 422,
      body: [{ path: 'RefundVariant', message: 'Impossible to fetch rate' }],
    });
    await expect(desk.refund(txn, 100)).rejects.toThrow(RailUnavailable);
    for (const status of [401, 408, 429, 500, 503]) {
      sim.plan(post, { kind: 'status', status });
      await expect(desk.refund(txn, 100)).rejects.toThrow(RailUnavailable);
    }
    sim.grantPermissions(purchases);
    await expect(desk.refund(txn, 100)).rejects.toThrow('give it btcpay.store.cancreatenonapprovedpullpayments');
  });
});

describe('a refund made in BTCPay Server’s own pages', () => {
  it('is found by the invoice in its name, in bitcoin at the invoice’s rate', async () => {
    const { id, txn } = await paid();
    sim.refundInUi(id, { amount: '0.00003125', currency: 'BTC' });
    sim.refundInUi(id, { amount: '1.00', currency: 'EUR' });
    expect((await desk.read(txn)).refunds).toMatchObject([
      { refundId: null, amountCents: 100, state: 'pending' },
      { refundId: null, amountCents: 200, state: 'pending' },
    ]);
  });

  it('leads to a reading by its webhook', async () => {
    const { id, txn } = await paid();
    const [told] = sim.refundInUi(id, { amount: '1.00', currency: 'EUR' });
    expect(told?.type).toBe('InvoiceRefund');
    expect(rail.verify(told ?? { body: Buffer.alloc(0), headers: {} })).toMatchObject({
      orderId: id,
      providerTxnId: txn,
    });
  });

  it('of a kind that is not known does not hide the others', async () => {
    const { id, txn } = await paid();
    sim.refundInUi(id, { amount: 'all of it', currency: 'EUR' });
    const { providerRefundId } = await desk.refund(txn, 100);
    expect((await desk.read(txn)).refunds).toMatchObject([{ providerRefundId }]);
  });

  it('of another invoice is not taken for this one’s', async () => {
    const one = await paid();
    const other = await paid();
    sim.refundInUi(other.id, { amount: '1.00', currency: 'EUR' });
    await desk.refund(other.txn, 100);
    expect((await desk.read(one.txn)).refunds).toEqual([]);
    expect((await desk.read(other.txn)).refunds).toHaveLength(2);
  });
});

describe('a reading', () => {
  it('by a key that may not list pull payments has the refunds that are known', async () => {
    const { txn } = await paid();
    const { providerRefundId } = await desk.refund(txn, 100);
    sim.grantPermissions(purchases);
    expect((await desk.read(txn)).refunds).toEqual([]);
    expect((await desk.read(txn, [providerRefundId])).refunds).toMatchObject([{ providerRefundId, state: 'pending' }]);
  });

  it('of an invoice that nothing was paid of asks once, and of one without refunds twice', async () => {
    const count = async (txn: string) => {
      const before = sim.requests.length;
      await desk.read(txn);
      return sim.requests.length - before;
    };
    const open = await begun();
    expect(await count(open.txn)).toBe(1);
    sim.receive(open.id, 5);
    expect(await count(open.txn)).toBe(1);
    expect(await count((await paid()).txn)).toBe(2);
  });

  it('of what came late and in part says paid with that part, once every payment has settled', async () => {
    const { id, txn } = await begun();
    sim.expire(id);
    sim.receive(id, 5);
    const late = { kind: 'twist', change: (body: object) => ({ ...body, paidAmount: '3.00' }) } as const;
    sim.plan(/\/invoices\/\w+$/, late, 2);
    expect(await desk.read(txn)).toMatchObject({ state: 'seen', paidCents: 300 });
    sim.confirm(id);
    expect(await desk.read(txn)).toMatchObject({ state: 'paid', providerStatus: 'Expired (PaidLate)', paidCents: 300 });
  });

  it.each([
    ['4.99', 500],
    ['4.98', 498],
    ['5.01', 501],
  ])('of %s that came late is %s cents: one may be lost in rounding', async (paidAmount, paidCents) => {
    const { id, txn } = await begun();
    sim.expire(id);
    sim.receive(id, 5);
    sim.confirm(id);
    sim.plan(/\/invoices\/\w+$/, { kind: 'twist', change: (body) => ({ ...body, paidAmount }) });
    expect(await desk.read(txn)).toMatchObject({ state: 'paid', paidCents });
  });

  it('of too little says seen while BTCPay Server still looks, then expired with what came', async () => {
    const { id, txn } = await begun();
    sim.receive(id, 2);
    expect(sim.expire(id).map(({ type }) => type)).toEqual(['InvoiceExpired', 'InvoiceExpiredPaidPartial']);
    expect(await desk.read(txn)).toMatchObject({ state: 'seen', paidCents: 200 });
    hands.aheadMs += 2 * 86_400_000;
    expect(await desk.read(txn)).toMatchObject({ state: 'expired', paidCents: 200 });
    expect(await desk.refund(txn, 200)).toMatchObject({ state: 'pending', amountCents: 200 });
  });

  it('counts a surplus only when it is confirmed, and a payment that was replaced not at all', async () => {
    const { id, txn } = await paid();
    sim.receive(id, 2);
    expect(await desk.read(txn)).toMatchObject({ state: 'paid', paidCents: 500 });
    sim.confirm(id);
    expect(await desk.read(txn)).toMatchObject({ state: 'paid', paidCents: 700 });
    const other = await begun();
    sim.receive(other.id, 5);
    sim.replace(other.id);
    expect(await desk.read(other.txn)).toMatchObject({ state: 'open', paidCents: 0 });
  });

  it('of a mark by hand that was taken back says failed', async () => {
    const { id, txn } = await begun();
    sim.mark(id, 'Settled');
    expect(await desk.read(txn)).toMatchObject({ state: 'paid', paidCents: null });
    sim.mark(id, 'Invalid');
    expect(await desk.read(txn)).toMatchObject({ state: 'failed', providerStatus: 'Invalid (Marked)' });
  });

  it('answered about another invoice, or with another shape, is not believed', async () => {
    const one = await paid();
    const other = await paid();
    const answer = /^GET .*\/invoices\/\w+$/;
    for (const change of [
      (body: object) => ({ ...body, id: other.txn }),
      (body: object) => ({ ...body, paidAmount: 'plenty' }),
      (body: object) => ({ ...body, status: 'Sold' }),
    ]) {
      sim.plan(answer, { kind: 'twist', change });
      await expect(desk.read(one.txn)).rejects.toThrow(RailUnavailable);
    }
    sim.plan(/pull-payments/, { kind: 'garbage' });
    await expect(desk.read(one.txn)).rejects.toThrow(RailUnavailable);
  });
});
