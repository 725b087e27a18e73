import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BtcpaySim, deliver, simStore, startBtcpaySim } from '../../support/btcpay-sim/btcpay-sim.ts';
import { call, until } from '../../support/companion.ts';
import { buy, openShop, packCredits, price, type Purchase, type Shop } from './rail-shop.ts';

let sim: BtcpaySim;
let shop: Shop;
beforeAll(async () => {
  sim = await startBtcpaySim({ now: () => shop.now() });
  shop = await openShop({
    BTCPAY_URL: sim.url,
    BTCPAY_STORE_ID: simStore.id,
    BTCPAY_API_KEY: simStore.apiKey,
    BTCPAY_WEBHOOK_SECRET: simStore.webhookSecret,
  });
});
afterAll(async () => {
  await shop.close();
  await sim.close();
});

const again = async ({ id, token }: Purchase) => (await buy(shop.url, 'btcpay', { id, token })).reply;
const looks = (id: string) => {
  const invoice = sim.invoices().find(({ orderId }) => orderId === id);
  return sim.requests.filter(({ path }) => path.includes(`${invoice?.id}/payment-methods`)).length;
};

/** Two of the five euros, told by webhook. */
async function payPart(id: string): Promise<void> {
  for (const one of sim.receive(id, 2)) expect(await deliver(shop.url, one)).toBe(200);
  await shop.quiet();
}

describe('an invoice of which a part was paid', () => {
  it('is shown with what is left, in the repeated answer and on the page', async () => {
    const purchase = await buy(shop.url, 'btcpay');
    const [first] = purchase.reply.body.payload.methods;
    await payPart(purchase.id);
    const { status, body } = await again(purchase);
    const [lightning, chain] = body.payload.methods;
    expect([status, body.order.state, body.order.checkout_revision]).toEqual([200, 'open', 1]);
    expect(chain).toMatchObject({ amount: '0.00007813', due: '0.00004688' });
    expect(chain.payment_link).toBe(`bitcoin:${chain.destination}?amount=0.00004688`);
    expect(lightning.destination).not.toBe(first.destination);
    const page = await shop.page(purchase.id);
    expect(page).toContain(`href="${chain.payment_link.replaceAll('&', '&amp;')}"`);
    expect(page).toContain('data-copy="0.00004688"');
    expect(page).toContain('data-revision="1"');
    expect(page).toContain('Partial payment received: ');
    expect(page).not.toContain('0.00007813');
    expect(page).not.toContain(`"${first.destination}"`);
  });

  it('is told of to those who watch the order', async () => {
    const { id } = await buy(shop.url, 'btcpay');
    const stop = new AbortController();
    const watching = await fetch(`${shop.url}/v1/orders/${id}/events`, { signal: stop.signal });
    const heard: string[] = [];
    const reading = (async () => {
      for await (const chunk of watching.body ?? []) heard.push(Buffer.from(chunk).toString());
    })().catch(() => undefined);
    await until(
      async () => heard.join(''),
      (text) => text.includes('"checkout_revision":0'),
    );
    await payPart(id);
    const told = await until(
      async () => heard.join(''),
      (text) => text.includes('"checkout_revision":1'),
    );
    expect(told).toContain('"state":"open"');
    stop.abort();
    await reading;
  });

  it('is shown whole again when that part is replaced by a payment to somebody else', async () => {
    const purchase = await buy(shop.url, 'btcpay');
    await payPart(purchase.id);
    sim.replace(purchase.id);
    expect(await shop.state(purchase.id)).toBe('open');
    const { body } = await again(purchase);
    expect(body.payload.methods[1]).toMatchObject({ due: '0.00007813' });
    expect(body.order.checkout_revision).toBe(2);
  });

  it('credits all of it once the rest has come', async () => {
    const { id, token } = await buy(shop.url, 'btcpay');
    await payPart(id);
    sim.receive(id, price - 2);
    sim.confirm(id);
    await until(
      () => shop.state(id),
      (state) => state === 'paid',
    );
    expect(await shop.balance(token)).toBe(packCredits);
    expect(await shop.isSound()).toBe(true);
  });

  it('stays as it was while a part is asked about again and nothing more came', async () => {
    const purchase = await buy(shop.url, 'btcpay');
    await payPart(purchase.id);
    await shop.state(purchase.id);
    await shop.state(purchase.id);
    expect((await again(purchase)).body.order.checkout_revision).toBe(1);
  });
});

it('an invoice without money in it costs no more questions than before', async () => {
  const { id } = await buy(shop.url, 'btcpay');
  const before = looks(id);
  await shop.state(id);
  await shop.state(id);
  expect([before, looks(id)]).toEqual([1, 1]);
  expect((await call(shop.url, `GET /v1/payments/status?order_id=${id}`)).body.order.checkout_revision).toBe(0);
});
