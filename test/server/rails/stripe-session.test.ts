// Stripe's hosted page: one purchase under two names, the page's and the payment's.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RailRefused, RailUnavailable } from '../../../server/rails/rail.ts';
import { createStripeRail } from '../../../server/rails/stripe/stripe-rail.ts';
import { purchaseNames } from '../../../server/words/purchases.ts';
import { simAccount, startStripeSim, type StripeSim } from '../../support/stripe-sim/stripe-sim.ts';
import { deskOf, newOrder } from './rail-desk.ts';

const hands = { aheadMs: 0 };
const clock = { now: () => Date.now() + hands.aheadMs, wait: () => Promise.resolve() };
let sim: StripeSim;
let desk: ReturnType<typeof deskOf>;
let verify: ReturnType<typeof createStripeRail>['verify'];
beforeAll(async () => {
  sim = await startStripeSim({ now: clock.now });
  const rail = createStripeRail({
    ...simAccount,
    apiUrl: sim.url,
    checkout: 'session',
    pageUrl: (id) => `https://credits.example.org/checkout/${id}`,
    purchaseName: purchaseNames.de,
    clock,
  });
  desk = deskOf(rail);
  verify = rail.verify;
});
afterAll(() => sim.close());

const fresh = () => newOrder({ created_at: clock.now(), expires_at: clock.now() + 3_600_000 });

async function begun() {
  const order = fresh();
  const { providerTxnId } = await desk.start(order);
  return { id: order.id, session: providerTxnId };
}

describe('the start', () => {
  it('asks for our price, on a page that comes back to ours, with the order’s id on the page and on the payment', async () => {
    const order = fresh();
    const { providerTxnId, checkout } = await desk.start(order);
    expect(providerTxnId).toMatch(/^cs_/);
    expect(checkout).toEqual({
      type: 'redirect',
      url: `https://credits.example.org/checkout/${order.id}`,
      providerUrl: `${sim.url}/c/pay/${providerTxnId}`,
    });
    const sent = sim.requests.at(-1);
    expect(sent?.form).toEqual({
      mode: 'payment',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][unit_amount]': '500',
      'line_items[0][price_data][product_data][name]': `Guthaben, Bestellung ${order.id.slice(-8)}`,
      'adaptive_pricing[enabled]': 'false',
      client_reference_id: order.id,
      'metadata[order_id]': order.id,
      'payment_intent_data[metadata][order_id]': order.id,
      success_url: `https://credits.example.org/checkout/${order.id}?back=done`,
      cancel_url: `https://credits.example.org/checkout/${order.id}?back=cancelled`,
      expires_at: String(Math.ceil(order.expires_at / 1000) + 31 * 60),
    });
    expect(sent?.headers['idempotency-key']).toBe(`order:${order.id}:session:v1`);
  });

  it('repeated until the order’s last second gives the one page, within Stripe’s bounds for its end', async () => {
    for (const minutes of [1, 15, 60, 24 * 60]) {
      const created_at = clock.now();
      const order = newOrder({ created_at, expires_at: created_at + minutes * 60_000 });
      const first = await desk.start(order);
      hands.aheadMs += Math.min(minutes, 22 * 60) * 60_000;
      expect(await desk.start(order)).toEqual(first);
      const late = newOrder({ ...order, id: newOrder().id });
      expect((await desk.start(late)).providerTxnId).toMatch(/^cs_/);
    }
  });

  it('of another price, or without an address, is not gone on with', async () => {
    const make = /^POST .*sessions$/;
    for (const change of [
      (body: object) => ({ ...body, amount_total: 5 }),
      (body: object) => ({ ...body, currency: 'usd' }),
      (body: object) => ({ ...body, url: null }),
      (body: object) => ({ ...body, url: 'not an address' }),
      (body: object) => ({ ...body, id: 'pi_1' }),
    ]) {
      sim.plan(make, { kind: 'twist', change });
      await expect(desk.start(fresh())).rejects.toThrow(RailUnavailable);
    }
  });
});

describe('a reading', () => {
  it('keeps the page’s id until the money is there, and has the payment’s from then on', async () => {
    const { id, session } = await begun();
    expect(await desk.read(session)).toMatchObject({ state: 'open', paymentTxnId: session, paidCents: 0 });
    sim.decline(id);
    expect(await desk.read(session)).toMatchObject({ state: 'declined', paymentTxnId: session });
    sim.succeed(id);
    const intent = sim.intents().at(-1)?.id ?? '';
    const reading = await desk.read(session);
    expect(reading).toMatchObject({ providerTxnId: session, paymentTxnId: intent, state: 'paid', paidCents: 500 });
    expect(await desk.read(intent)).toEqual({ ...reading, providerTxnId: intent });
  });

  it('of a method that takes days says seen, then paid', async () => {
    const { id, session } = await begun();
    sim.process(id);
    expect(await desk.read(session)).toMatchObject({ state: 'seen', providerStatus: 'session complete, processing' });
    expect(sim.succeed(id).map(({ type }) => type)).toContain('checkout.session.async_payment_succeeded');
    expect(await desk.read(session)).toMatchObject({ state: 'paid' });
  });

  it('of a method that fails after days says failed, since the page is closed', async () => {
    const { id, session } = await begun();
    sim.process(id);
    sim.failLate(id);
    expect(await desk.read(session)).toMatchObject({ state: 'failed', paymentTxnId: session });
  });

  it('of a page that was left says expired, with and without a try', async () => {
    const left = await begun();
    sim.expireSession(left.id);
    expect(await desk.read(left.session)).toMatchObject({ state: 'expired', paidCents: 0 });
    const tried = await begun();
    sim.decline(tried.id);
    sim.expireSession(tried.id);
    expect(await desk.read(tried.session)).toMatchObject({ state: 'expired', paymentTxnId: tried.session });
  });

  it('answered about another page, or with another shape, is not believed', async () => {
    const { session } = await begun();
    const read = /^GET .*sessions\//;
    for (const change of [
      (body: object) => ({ ...body, id: 'cs_test_other' }),
      (body: object) => ({ ...body, status: 'sold' }),
      (body: object) => ({ ...body, status: 'complete', payment_intent: 'pi_1' }),
      (body: object) => ({ ...body, status: 'complete', payment_intent: null }),
    ]) {
      sim.plan(read, { kind: 'twist', change });
      await expect(desk.read(session)).rejects.toThrow(RailUnavailable);
    }
  });
});

it('every webhook of a page names its order, and one of them its payment', async () => {
  const { id, session } = await begun();
  const opened = sim.event('checkout.session.completed', sim.sessions().at(-1));
  expect(verify(opened)).toMatchObject({ orderId: id, providerTxnId: session });
  const told = sim.succeed(id).map((one) => verify(one));
  const intent = sim.intents().at(-1)?.id;
  expect(told).toEqual(told.map(() => expect.objectContaining({ kind: 'event', orderId: id, providerTxnId: intent })));
  expect(told).toHaveLength(3);
});

it('a refund under the page’s id goes to its payment, and is refused while there is none', async () => {
  const { id, session } = await begun();
  await expect(desk.refund(session, 100)).rejects.toThrow(RailRefused);
  sim.succeed(id);
  expect(await desk.refund(session, 500)).toMatchObject({ state: 'succeeded' });
  expect(await desk.read(session)).toMatchObject({
    state: 'refunded',
    providerTxnId: session,
    paymentTxnId: sim.intents().at(-1)?.id,
  });
});
