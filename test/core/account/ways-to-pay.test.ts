// What is shown of each way to pay: an invoice that the page draws, a form for a card, a page elsewhere, and an amount of one's own.
import { call } from '@orpc/server';
import { describe, expect, test } from 'vitest';
import type { OrderId, Provider } from '../../../server/contract/orders/orders.ts';
import type { AccountState } from '../../../src/preload/contract/account.ts';
import { createRig, newOrderId, type Rig } from './rig.ts';

const isState = (orderId: OrderId, wanted: string) => (state: AccountState) =>
  state.purchases.some((one) => one.orderId === orderId && one.state === wanted);

async function readyRig() {
  const rig = await createRig();
  await rig.until((state) => state.link.kind === 'online' && state.credits.mode === 'free');
  return rig;
}

const buy = (rig: Rig, orderId: OrderId, provider: Provider) =>
  call(rig.account().router.buy, { orderId, packId: 'small', provider });
const resume = (rig: Rig, orderId: OrderId, as?: 'best' | 'page') =>
  call(rig.account().router.resume, { orderId, ...(as ? { as } : {}) });

const lightning = {
  id: 'BTC-LN',
  destination: 'lnbc50u1p',
  paymentLink: 'lightning:lnbc50u1p',
  amount: '0.00005',
  due: '0.00005',
  rate: '100000',
};

/** Lets the server double answer an order with another checkout than its own. */
async function answered(rig: Rig, orderId: OrderId, checkout: object): Promise<void> {
  const order = {
    id: orderId,
    state: 'open',
    provider: 'btcpay',
    pack_id: 'small',
    amount_cents: 500,
    currency: 'EUR',
    credits_microcredits: 50_000_000,
    is_claimed: false,
    created_at: 1,
    expires_at: 4_102_444_800_000,
    paid_at: null,
    refunded_cents: 0,
    checkout_revision: 0,
  };
  const body = JSON.stringify({ request_id: 'r', order_id: orderId, provider_txn_id: 't', order, ...checkout });
  rig.server.next('POST /v1/payments/checkout', { kind: 'answer', status: 201, body });
}

describe('an invoice', () => {
  test('is given to the page to draw, and no window is opened', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    expect(await buy(rig, orderId, 'btcpay')).toMatchObject({
      kind: 'opened',
      purchase: { state: 'open', expiresAt: 4_102_444_800_000 },
      view: { kind: 'invoice', methods: [lightning], url: `${rig.server.origin}/checkout/${orderId}` },
    });
    expect(rig.shell.opened).toEqual([]);
  });

  test('is there again after a restart without the server being asked again, also once its payment is seen', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId, 'btcpay');
    await rig.restart();
    rig.server.setOrder(orderId, 'seen');
    await rig.until(isState(orderId, 'seen'));
    expect(await resume(rig, orderId)).toMatchObject({ view: { kind: 'invoice', methods: [lightning] } });
    expect(rig.server.count('POST /v1/payments/checkout')).toBe(1);
  });

  test('can be paid on the server’s page instead, which may go nowhere else', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId, 'btcpay');
    expect(await resume(rig, orderId, 'page')).toMatchObject({ view: { kind: 'frame' } });
    const url = `${rig.server.origin}/checkout/${orderId}`;
    expect(rig.shell.pages).toEqual([{ url, mayVisit: [rig.server.origin], mayLoad: 'same' }]);
  });

  test('whose links are of no wallet is shown as a page', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    const url = `${rig.server.origin}/checkout/${orderId}`;
    const method = { id: 'BTC-LN', destination: 'x', amount: '1', due: '1', rate: '1' };
    await answered(rig, orderId, {
      type: 'invoice',
      payload: { url, methods: [{ ...method, payment_link: 'file:///bin/sh' }] },
    });
    expect(await buy(rig, orderId, 'btcpay')).toMatchObject({ view: { kind: 'frame', url } });
  });
});

describe('an invoice of which a part was paid', () => {
  const shown = (rig: Rig, orderId: OrderId) => rig.state().purchases.find((one) => one.orderId === orderId)?.methods;
  const rest = { ...lightning, destination: 'lnbc20u1p', paymentLink: 'lightning:lnbc20u1p', due: '0.00002' };
  const isRestShown = (orderId: OrderId) => (state: AccountState) =>
    state.purchases.some((one) => one.orderId === orderId && one.methods[0]?.due === rest.due);

  test('is drawn with what is left while it is open, as soon as the server tells of it', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId, 'btcpay');
    expect(shown(rig, orderId)).toEqual([lightning]);
    rig.server.payPart(orderId, rest);
    await rig.until(isRestShown(orderId));
    expect(shown(rig, orderId)).toEqual([rest]);
    expect(await resume(rig, orderId)).toMatchObject({ view: { kind: 'invoice', methods: [rest] } });
    expect(rig.server.count('POST /v1/payments/checkout')).toBe(2);
  });

  test('is asked about again when the server did not answer, and is current after a restart', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId, 'btcpay');
    rig.server.next('POST /v1/payments/checkout', { kind: 'lose' });
    rig.server.payPart(orderId, rest);
    await rig.until(isRestShown(orderId), 1000);
    await rig.restart();
    expect(shown(rig, orderId)).toEqual([rest]);
  });

  test('is offered no more once its payment is seen', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId, 'btcpay');
    rig.server.setOrder(orderId, 'seen');
    await rig.until(isState(orderId, 'seen'));
    expect(shown(rig, orderId)).toEqual([]);
  });
});

describe('a card', () => {
  test('is paid on the server’s page, which may load the frames of banks but go only to the server and to Stripe', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    expect(await buy(rig, orderId, 'stripe')).toMatchObject({ kind: 'opened', view: { kind: 'frame' } });
    expect(rig.shell.pages).toEqual([
      {
        url: `${rig.server.origin}/checkout/${orderId}`,
        mayVisit: [rig.server.origin, 'https://*.stripe.com'],
        mayLoad: 'any_https',
      },
    ]);
  });

  test('never brings the provider’s secret to the page or into the database', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    const outcome = await buy(rig, orderId, 'stripe');
    expect(JSON.stringify([outcome, rig.state()])).not.toContain('_secret');
  });

  test('on a page of Stripe’s own may go there and come back', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    const url = 'https://checkout.stripe.com/c/pay/cs_test_1';
    await answered(rig, orderId, { type: 'redirect', payload: { url } });
    await buy(rig, orderId, 'btcpay');
    expect(rig.shell.pages).toEqual([
      {
        url,
        mayVisit: [rig.server.origin, 'https://checkout.stripe.com', 'https://*.stripe.com'],
        mayLoad: 'any_https',
      },
    ]);
  });
});

describe.each(['btcpay', 'stripe'] as const)('a purchase through %s goes on after the app ends', (provider) => {
  test('while the order is on its way', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    rig.server.next('POST /v1/payments/checkout', { kind: 'lose' });
    expect(await buy(rig, orderId, provider)).toMatchObject({ kind: 'offline' });
    await rig.restart();
    await rig.until(isState(orderId, 'open'), 1000);
    expect(await resume(rig, orderId)).toMatchObject({ kind: 'opened' });
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'), 1000);
    expect(rig.server.orders.size).toBe(1);
  });

  test.each(['open', 'seen', 'declined'])('while it is %s, and is paid meanwhile', async (state) => {
    const rig = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId, provider);
    rig.server.setOrder(orderId, state);
    await rig.until(isState(orderId, state));
    await rig.close();
    rig.server.setOrder(orderId, 'paid');
    rig.open();
    await rig.until(isState(orderId, 'claimed'), 1000);
    expect(rig.server.claims).toEqual([orderId]);
  });

  test('while its claim is answered', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId, provider);
    rig.server.always('POST /v1/pro/claim', { kind: 'lose' });
    rig.server.setOrder(orderId, 'paid');
    await rig.until((now) => isState(orderId, 'paid')(now) && now.purchases[0]?.trouble !== null);
    await rig.close();
    rig.server.always('POST /v1/pro/claim', null);
    rig.open();
    await rig.until((now) => isState(orderId, 'claimed')(now) && now.credits.proMicrocredits === 50_000_000, 1000);
    expect(rig.server.claims).toEqual([orderId]);
  });
});

describe('an amount of one’s own', () => {
  const buyFor = (rig: Rig, orderId: OrderId, cents: number, currency = 'EUR') =>
    call(rig.account().router.buy, { orderId, provider: 'sandbox', amount: { cents, currency } });

  test('is ordered as an amount, and brings what the server’s rate gives', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    expect(await buyFor(rig, orderId, 250)).toMatchObject({
      purchase: { packId: null, packName: null, amountCents: 250, creditsMicrocredits: 25_000_000 },
    });
    const sent = rig.server.seen.find((seen) => seen.route === 'POST /v1/payments/checkout')?.body ?? '';
    expect(JSON.parse(sent)).toMatchObject({ amount_cents: 250, currency: 'EUR' });
    expect(sent).not.toContain('pack_id');
    rig.server.setOrder(orderId, 'paid');
    await rig.until((state) => isState(orderId, 'claimed')(state) && state.credits.proMicrocredits === 25_000_000);
  });

  test('is sent once more under the same id, and another amount under it is refused', async () => {
    const rig = await readyRig();
    const orderId = newOrderId();
    await buyFor(rig, orderId, 250);
    expect(await buyFor(rig, orderId, 250)).toMatchObject({ kind: 'opened' });
    expect(await buyFor(rig, orderId, 300)).toMatchObject({ kind: 'refused' });
    expect(await buy(rig, orderId, 'sandbox')).toMatchObject({ kind: 'refused' });
  });

  test.each([
    [99, 'EUR'],
    [10_001, 'EUR'],
    [500, 'USD'],
  ])('of %i %s is refused here when the server does not sell it', async (cents, currency) => {
    const rig = await readyRig();
    expect(await buyFor(rig, newOrderId(), cents, currency)).toMatchObject({ kind: 'refused' });
    expect(rig.state().purchases).toEqual([]);
    expect(rig.server.count('POST /v1/payments/checkout')).toBe(0);
  });
});
