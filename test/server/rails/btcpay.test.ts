import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createBtcpayRail } from '../../../server/rails/btcpay/btcpay-rail.ts';
import {
  type BtcpaySim,
  deliver,
  type SimDelivery,
  signatureOf,
  simStore,
  startBtcpaySim,
} from '../../support/btcpay-sim/btcpay-sim.ts';
import type { Fault } from '../../support/provider-sim/faults.ts';
import { call, tempFolder, until } from '../../support/companion.ts';
import { buy, openShop, packCredits, price, type Shop } from './rail-shop.ts';

let sim: BtcpaySim;
let shop: Shop;
const clock = { now: Date.now, wait: () => Promise.resolve() };
const envFor = (url: string) => ({
  BTCPAY_URL: url,
  BTCPAY_STORE_ID: simStore.id,
  BTCPAY_API_KEY: simStore.apiKey,
  BTCPAY_WEBHOOK_SECRET: simStore.webhookSecret,
});
beforeAll(async () => {
  // Both live by one clock, which some of the tests put forward.
  sim = await startBtcpaySim({ now: () => shop.now() });
  shop = await openShop(envFor(sim.url));
});
afterAll(async () => {
  await shop.close();
  await sim.close();
});

const arrives = (id: string, state: string) =>
  until(
    () => shop.state(id),
    (now) => now === state,
  );
async function carry(deliveries: readonly SimDelivery[]): Promise<void> {
  for (const one of deliveries) expect(await deliver(shop.url, one)).toBe(200);
  await shop.quiet();
}

async function deliverAll(deliveries: readonly SimDelivery[]): Promise<void> {
  for (const one of deliveries) expect(await deliver(shop.url, one)).toBe(200);
  await shop.worked();
}

describe('a purchase with bitcoin', () => {
  it('shows Lightning and on-chain, in the answer and as codes on the page', async () => {
    const { id, reply } = await buy(shop.url, 'btcpay');
    expect([reply.status, reply.body.type, reply.body.payload.url]).toEqual([
      201,
      'invoice',
      `${shop.url}/checkout/${id}`,
    ]);
    const [lightning, chain] = reply.body.payload.methods;
    expect([lightning.id, chain.id]).toEqual(['BTC-LN', 'BTC-CHAIN']);
    expect(lightning.payment_link).toMatch(/^lightning:lnbcrt/);
    expect(chain).toMatchObject({ amount: '0.00007813', due: '0.00007813', rate: '64000' });
    const page = await shop.page(id);
    for (const { payment_link: link, destination } of [lightning, chain]) {
      expect(page).toContain(`href="${link}"`);
      expect(page).toContain(`data-copy="${destination}"`);
    }
    expect(page.match(/class="qr"/g)).toHaveLength(2);
    expect(page).toContain('data-left');
  });

  it('asks for our price, with the order’s id and nothing about the buyer', async () => {
    const { id } = await buy(shop.url, 'btcpay');
    const sent = sim.requests.findLast(({ method, path }) => method === 'POST' && path.endsWith('/invoices'));
    expect(sent?.body).toMatchObject({
      amount: '5.00',
      currency: 'EUR',
      metadata: { orderId: id },
      checkout: { expirationMinutes: 15, monitoringMinutes: 1440, paymentTolerance: 0 },
    });
    expect(Object.keys(Object(Object(sent?.body).metadata))).toEqual(['orderId']);
  });

  it('is credited by its webhook, and again however often that comes changes nothing', async () => {
    const { id, token } = await buy(shop.url, 'btcpay');
    const seen = sim.receive(id, price);
    await carry(seen);
    expect(await shop.state(id)).toBe('seen');
    expect(await shop.balance(token)).toBe(0);
    expect(await shop.page(id)).toContain('Your payment is on its way');
    const settled = sim.confirm(id);
    await carry(settled);
    expect(await shop.balance(token)).toBe(packCredits);
    await carry([...settled, ...seen, ...settled, ...settled]);
    expect([await shop.state(id), await shop.balance(token)]).toEqual(['paid', packCredits]);
    expect(await shop.page(id)).toContain('Paid. Thank you');
  });

  it('has its webhook answered with what the event is, of which order, and the request’s id', async () => {
    const { id } = await buy(shop.url, 'btcpay');
    const [event] = sim.receive(id, price);
    if (event === undefined) throw new Error('no webhook');
    const answer = await fetch(`${shop.url}/v1/webhooks/btcpay`, {
      method: 'POST',
      headers: { ...event.headers, 'x-request-id': '7' },
      body: new Uint8Array(event.body),
    });
    expect(await answer.json()).toEqual({ ok: true, request_id: '7', event_type: event.type, order_id: id });
  });

  it('arrives with every webhook lost, by the reconciler alone', async () => {
    const { id, token } = await buy(shop.url, 'btcpay');
    sim.receive(id, price);
    sim.confirm(id);
    shop.putForward(10_000);
    await until(
      () => shop.balance(token),
      (balance) => balance === packCredits,
    );
    expect(await shop.isSound()).toBe(true);
  });

  it('is not moved by a webhook that is forged, altered, unsigned or of another store', async () => {
    const { id, reply } = await buy(shop.url, 'btcpay');
    const [first] = sim.receive(id, price);
    if (first === undefined) throw new Error('no webhook');
    const compact = Buffer.from(JSON.stringify(JSON.parse(first.body.toString())));
    const elsewhere = Buffer.from(first.body.toString().replace(simStore.id, 'OtherStore'));
    // The server looks after orders of the tests before, too.
    const looks = () => sim.requests.filter(({ path }) => path.includes(reply.body.provider_txn_id)).length;
    const before = looks();
    const answers = [
      await deliver(shop.url, { ...first, signature: signatureOf(first.body, 'a guess') }),
      await deliver(shop.url, { ...first, signature: signatureOf(first.body, '') }),
      await deliver(shop.url, { ...first, body: compact }),
      await deliver(shop.url, { ...first, body: Buffer.concat([first.body, Buffer.from(' ')]) }),
      await deliver(shop.url, { ...first, signature: '' }),
      await deliver(shop.url, { ...first, signature: first.signature.slice(0, -2) }),
      await deliver(shop.url, { body: elsewhere, signature: signatureOf(elsewhere, simStore.webhookSecret) }),
    ];
    expect(answers).toEqual([400, 400, 400, 400, 400, 400, 400]);
    expect(looks()).toBe(before);
  });

  it('is not believed from a signed webhook alone', async () => {
    const { id, token } = await buy(shop.url, 'btcpay');
    const [event] = sim.receive(id, price);
    sim.replace(id);
    const lie = Buffer.from(event?.body.toString().replace('InvoiceReceivedPayment', 'InvoiceSettled') ?? '');
    await carry([{ type: '', headers: {}, body: lie, signature: signatureOf(lie, simStore.webhookSecret) }]);
    expect([await shop.state(id), await shop.balance(token)]).toEqual(['open', 0]);
  });

  it('whose payment is replaced goes back to waiting, and can be paid again', async () => {
    const { id, token } = await buy(shop.url, 'btcpay');
    await carry(sim.receive(id, price));
    expect(await shop.state(id)).toBe('seen');
    sim.replace(id);
    expect(await shop.state(id)).toBe('open');
    sim.receive(id, price);
    await carry(sim.confirm(id));
    expect([await shop.state(id), await shop.balance(token)]).toEqual(['paid', packCredits]);
  });

  it.each([
    ['both ids', '__test__d__test__', '__test__i__test__'],
    ['the delivery alone', '__test__d__test__', 'an invoice'],
    ['the invoice alone', 'a delivery', '__test__i__test__'],
  ])('that only tries whether it arrives is taken and noted, known by %s', async (_what, deliveryId, invoiceId) => {
    const noted = () => shop.log().split('a test delivery arrived, and its signature fits').length;
    const before = noted();
    const event = { deliveryId, type: 'InvoiceSettled', storeId: simStore.id, invoiceId, isRedelivery: false };
    const body = Buffer.from(JSON.stringify(event, null, 2));
    await carry([{ type: '', headers: {}, body, signature: signatureOf(body, simStore.webhookSecret) }]);
    expect(noted()).toBe(before + 1);
    expect(shop.waiting()).toBe(0);
  });

  it('of an invoice that another program made in the same store is let be after one look', async () => {
    const minutes = { expirationMinutes: 15, monitoringMinutes: 60 };
    const made = await fetch(`${sim.url}/api/v1/stores/${simStore.id}/invoices`, {
      method: 'POST',
      headers: { authorization: `token ${simStore.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ amount: '5', currency: 'EUR', metadata: { orderId: 'POS 12' }, checkout: minutes }),
    });
    const { id } = z.object({ id: z.string() }).parse(await made.json());
    const body = Buffer.from(
      JSON.stringify({ deliveryId: 'pos', type: 'InvoiceSettled', storeId: simStore.id, invoiceId: id }),
    );
    await carry([{ type: '', headers: {}, body, signature: signatureOf(body, simStore.webhookSecret) }]);
    expect(shop.log()).toContain('it is let be');
    expect(shop.waiting()).toBe(0);
  });

  it('of an order nobody knows is parked, and one about something else is taken and forgotten', async () => {
    const body = Buffer.from(JSON.stringify({ deliveryId: 'd1', type: 'PayoutCreated', storeId: simStore.id }));
    await carry([{ type: '', headers: {}, body, signature: signatureOf(body, simStore.webhookSecret) }]);
    const stray = Buffer.from(
      JSON.stringify({ deliveryId: 'd2', type: 'InvoiceSettled', storeId: simStore.id, invoiceId: 'nobody' }),
    );
    expect(await deliver(shop.url, { body: stray, signature: signatureOf(stray, simStore.webhookSecret) })).toBe(200);
    await until(
      async () => shop.log(),
      (log) => log.includes('it is parked'),
    );
    expect(shop.waiting()).toBe(1);
    shop.putForward(3_600_000 * 30);
    await until(
      async () => shop.log().split('it is parked').length,
      (tries) => tries > 3,
    );
  });
});

describe('money that does not fit', () => {
  let suspense = 0;
  beforeEach(() => {
    suspense = shop.account('suspense');
  });
  const aside = () => shop.account('suspense') - suspense;

  it.each([
    ['at once', (id: string) => [...sim.receive(id, 7), ...sim.confirm(id)]],
    [
      'twice, the second time after it was settled',
      (id: string) => [...sim.receive(id, 5), ...sim.confirm(id), ...sim.receive(id, 2), ...sim.confirm(id)],
    ],
  ])('too much %s: the price is credited, the surplus set aside', async (_name, pay) => {
    const { id, token } = await buy(shop.url, 'btcpay');
    for (const one of pay(id)) expect(await deliver(shop.url, one)).toBe(200);
    await until(
      async () => [await shop.balance(token), aside()].join(),
      (now) => now === `${packCredits},40000000`,
    );
    expect(await shop.state(id)).toBe('paid');
  });

  it('too little and over: it is set aside when BTCPay Server stops looking, and nothing is credited', async () => {
    const { id, token } = await buy(shop.url, 'btcpay');
    await deliverAll(sim.receive(id, 2));
    expect(await shop.state(id)).toBe('open');
    await deliverAll(sim.expire(id));
    expect([await shop.state(id), aside()]).toEqual(['seen', 0]);
    shop.putForward(2 * 86_400_000);
    expect(await shop.state(id)).toBe('expired');
    expect([await shop.balance(token), aside()]).toEqual([0, 40_000_000]);
    sim.mark(id, 'Settled');
    shop.putForward(3_600_000 * 2);
    await until(
      () => shop.balance(token),
      (balance) => balance === packCredits,
    );
    expect(aside()).toBe(0);
  });

  it('too late: credited once it is confirmed, though the invoice stays expired', async () => {
    const { id, token } = await buy(shop.url, 'btcpay');
    await deliverAll(sim.expire(id));
    expect(await shop.state(id)).toBe('expired');
    await deliverAll(sim.receive(id, price));
    await until(
      async () => shop.page(id),
      (page) => page.includes('on its way'),
    );
    expect(await shop.balance(token)).toBe(0);
    await deliverAll(sim.confirm(id));
    await until(
      () => shop.balance(token),
      (balance) => balance === packCredits,
    );
    expect(aside()).toBe(0);
  });

  it('that never confirms is not credited', async () => {
    const { id, token } = await buy(shop.url, 'btcpay');
    await deliverAll(sim.receive(id, price));
    await deliverAll(sim.invalidate(id));
    await arrives(id, 'failed');
    expect([await shop.balance(token), aside()]).toEqual([0, 0]);
  });

  it('marked as paid by hand is credited, taken back when the mark is, and given again when it is marked again', async () => {
    const { id, token } = await buy(shop.url, 'btcpay');
    await deliverAll(sim.mark(id, 'Settled'));
    await until(
      () => shop.balance(token),
      (balance) => balance === packCredits,
    );
    await deliverAll(sim.mark(id, 'Invalid'));
    await until(
      () => shop.balance(token),
      (balance) => balance === 0,
    );
    expect(await shop.state(id)).toBe('failed');
    await deliverAll(sim.mark(id, 'Settled'));
    await until(
      () => shop.balance(token),
      (balance) => balance === packCredits,
    );
    expect(await shop.state(id)).toBe('paid');
  });
});

describe('whatever order the webhooks come in', () => {
  it('the ledger ends the same, with duplicates and with the invoice moving in between', async () => {
    const suspense = shop.account('suspense');
    const orders = permutations([0, 1, 2, 3]);
    const tokens: string[] = [];
    for (const order of orders) {
      const { id, token } = await buy(shop.url, 'btcpay');
      tokens.push(token);
      const steps = [
        () => sim.receive(id, 2),
        () => sim.receive(id, 3),
        () => sim.confirm(id),
        () => [...sim.receive(id, 1), ...sim.confirm(id)],
      ];
      const made: (SimDelivery | undefined)[] = [];
      for (const [index, step] of steps.entries()) {
        made.push(step().at(-1));
        // What this permutation sends by now, in its own order; what does not exist yet comes later.
        for (const one of order.slice(0, index + 1).flatMap((at) => made[at] ?? [])) await deliver(shop.url, one);
      }
      for (const one of order.flatMap((at) => made[at] ?? [])) await deliver(shop.url, one);
    }
    await shop.worked();
    for (const token of tokens) expect(await shop.balance(token)).toBe(packCredits);
    expect(shop.account('suspense') - suspense).toBe(orders.length * 20_000_000);
    expect(await shop.isSound()).toBe(true);
  }, 180_000);
});

describe('a provider that', () => {
  const create = /^POST .*\/invoices$/;
  const look = /^GET .*\/invoices\?/;
  const methods = /\/payment-methods$/;
  const read = /^GET .*\/invoices\/\w+$/;
  const faults: readonly (readonly [string, Fault])[] = [
    ['answers 500', { kind: 'status', status: 500 }],
    ['answers 401', { kind: 'status', status: 401 }],
    ['answers HTML', { kind: 'html' }],
    ['sends elsewhere', { kind: 'redirect' }],
    ['cuts the line', { kind: 'cut' }],
    ['never stops talking', { kind: 'flood' }],
    ['lies about the shape', { kind: 'lie', body: { id: 7 } }],
    ['does it and says nothing', { kind: 'lost' }],
  ];

  it.each(faults)('%s at any call leaves one invoice, and the second try pays', async (_name, fault) => {
    for (const match of [look, create, methods]) {
      sim.plan(match, fault);
      const first = await buy(shop.url, 'btcpay');
      expect([first.reply.status, first.reply.body.code]).toEqual([502, 'provider_unavailable']);
      const again = await buy(shop.url, 'btcpay', first);
      expect([again.reply.status, again.reply.body.type]).toEqual([200, 'invoice']);
      expect(sim.invoices().filter(({ orderId }) => orderId === first.id)).toHaveLength(1);
    }
    const { id, token } = await buy(shop.url, 'btcpay');
    sim.plan(read, fault);
    sim.receive(id, price);
    for (const one of sim.confirm(id)) expect(await deliver(shop.url, one)).toBe(200);
    await until(
      () => shop.balance(token),
      (balance) => balance === packCredits,
    );
    expect(sim.requests.some(({ path }) => path === '/elsewhere')).toBe(false);
  });

  it('says a final no, and the order ends with the reason', async () => {
    const body = [{ path: 'Amount', message: 'The amount is below the minimum' }];
    sim.plan(create, { kind: 'status', status: 422, body });
    const first = await buy(shop.url, 'btcpay');
    expect([first.reply.status, first.reply.body.code, first.reply.body.detail]).toEqual([
      422,
      'provider_refused',
      expect.stringContaining('The amount is below the minimum'),
    ]);
    expect((await buy(shop.url, 'btcpay', first)).reply.status).toBe(422);
    expect(await shop.state(first.id)).toBe('failed');
  });

  it('has no rate just now, and the second try pays', async () => {
    const body = { code: 'generic-error', message: 'No rate' };
    sim.plan(create, { kind: 'status', status: 400, body });
    const first = await buy(shop.url, 'btcpay');
    expect(first.reply.status).toBe(502);
    expect((await buy(shop.url, 'btcpay', first)).reply.status).toBe(200);
  });

  it('hangs is given up on, and the second try pays', async () => {
    sim.plan(create, { kind: 'hang' });
    const first = await buy(shop.url, 'btcpay');
    expect([first.reply.status, first.reply.body.code]).toEqual([502, 'provider_unavailable']);
    expect((await buy(shop.url, 'btcpay', first)).reply.status).toBe(200);
  });

  it('makes an invoice of another price is not paid through', async () => {
    sim.plan(look, { kind: 'lie', body: [] });
    const cheap = {
      id: 'cheap',
      amount: '0.05',
      paidAmount: '0',
      currency: 'EUR',
      status: 'New',
      additionalStatus: 'None',
      createdTime: 1,
      monitoringExpiration: 1,
    };
    sim.plan(create, { kind: 'lie', body: cheap });
    expect((await buy(shop.url, 'btcpay')).reply.body.code).toBe('provider_unavailable');
  });

  it('is never named with its key, in any log line or answer', () => {
    expect(shop.log()).toContain('a checkout could not be started');
    for (const secret of [simStore.apiKey, simStore.webhookSecret]) expect(shop.log()).not.toContain(secret);
  });
});

describe('the verifier', () => {
  it('refuses a thousand mutated deliveries, and never throws', () => {
    const rail = createBtcpayRail({ ...simStore, storeId: simStore.id, url: sim.url, pageUrl: String, clock });
    const body = Buffer.from(JSON.stringify({ deliveryId: 'd', type: 'InvoiceSettled', invoiceId: 'i' }, null, 2));
    const header = signatureOf(body, simStore.webhookSecret);
    expect(rail.verify({ body, headers: { 'btcpay-sig': header } }).kind).toBe('event');
    for (let round = 0; round < 1_000; round += 1) {
      const [at = 0, bit = 0] = randomBytes(2);
      const isBody = round % 2 === 0;
      const bytes = Buffer.from(isBody ? body : header);
      // Hexadecimal digits may be written large or small: that bit changes nothing that is signed.
      const flipped = isBody || bit % 8 !== 5 ? bit % 8 : 0;
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << flipped);
      const signature = isBody ? header : bytes.toString('latin1');
      const answer = rail.verify({ body: isBody ? bytes : body, headers: { 'btcpay-sig': signature } });
      expect([answer.kind, signature]).toEqual(['rejected', signature]);
    }
  });

  it('is not made with an empty secret', () => {
    const empty = { ...simStore, storeId: simStore.id, webhookSecret: '', url: sim.url, pageUrl: String, clock };
    expect(() => createBtcpayRail(empty)).toThrow('must not be empty');
  });
});

describe('a server that dies between the provider’s answer and its own note of it', () => {
  const open: Shop[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('finds its order and the one invoice again, and credits it', async () => {
    const folder = tempFolder();
    const first = await openShop(envFor(sim.url), folder);
    sim.plan(/^POST .*\/invoices$/, { kind: 'lost' });
    const { id, token } = await buy(first.url, 'btcpay');
    const paid = [...sim.receive(id, price), ...sim.confirm(id)];
    await first.close(false);
    const second = await openShop(envFor(sim.url), folder);
    open.push(second);
    for (const one of paid) expect(await deliver(second.url, one)).toBe(200);
    await until(
      () => second.balance(token),
      (balance) => balance === packCredits,
    );
    expect(sim.invoices().filter(({ orderId }) => orderId === id)).toHaveLength(1);
    expect((await call(second.url, `GET /v1/payments/status?order_id=${id}`)).body).toMatchObject({
      order: { state: 'paid' },
      provider_status: 'Settled',
    });
  });
});

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((one, at) => permutations(items.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}
