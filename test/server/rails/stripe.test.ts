import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createStripeRail } from '../../../server/rails/stripe/stripe-rail.ts';
import type { Fault } from '../../support/provider-sim/faults.ts';
import { call, tempFolder, until } from '../../support/companion.ts';
import {
  deliver,
  signatureOf,
  simAccount,
  type SimDelivery,
  startStripeSim,
  type StripeSim,
} from '../../support/stripe-sim/stripe-sim.ts';
import { buy, openShop, packCredits, type Shop } from './rail-shop.ts';

let sim: StripeSim;
let shop: Shop;
const envFor = (url: string) => ({
  STRIPE_SECRET_KEY: simAccount.secretKey,
  STRIPE_PUBLISHABLE_KEY: simAccount.publishableKey,
  STRIPE_WEBHOOK_SECRET: simAccount.webhookSecret,
  STRIPE_API_URL: url,
  STRIPE_JS_URL: `${url}/v3/`,
});
beforeAll(async () => {
  sim = await startStripeSim({ now: () => shop.now() });
  shop = await openShop(envFor(sim.url));
});
afterAll(async () => {
  await shop.close();
  await sim.close();
});

async function carry(deliveries: readonly SimDelivery[], target: Shop = shop): Promise<void> {
  for (const one of deliveries) expect(await deliver(target.url, one, { atMs: target.now() })).toBe(200);
  await target.worked();
}
const isCredited = (token: string, target: Shop = shop) =>
  until(
    () => target.balance(token),
    (balance) => balance === packCredits,
  );

describe('a purchase by card', () => {
  it('gives the page its secret and the key, and asks Stripe for our price under the order’s own key', async () => {
    const { id, reply } = await buy(shop.url, 'stripe');
    expect([reply.status, reply.body.type]).toEqual([201, 'client_secret']);
    expect(reply.body.payload).toMatchObject({
      url: `${shop.url}/checkout/${id}`,
      publishable_key: simAccount.publishableKey,
    });
    const sent = sim.requests.findLast(({ method }) => method === 'POST');
    expect(sent?.form).toEqual({
      amount: '500',
      currency: 'eur',
      'automatic_payment_methods[enabled]': 'true',
      'metadata[order_id]': id,
    });
    expect(sent?.headers).toMatchObject({ 'idempotency-key': `order:${id}:v1`, 'stripe-version': '2026-10-28.endive' });
    expect((await call(shop.url, 'GET /v1/config/stripe')).body.publishable_key).toBe(simAccount.publishableKey);
  });

  it('is paid on a page of ours that lets in Stripe’s script and nobody else’s', async () => {
    const { id, reply } = await buy(shop.url, 'stripe');
    const page = await call(shop.url, `GET /checkout/${id}`, { headers: { accept: 'text/html' } });
    expect(page.body).toContain(`<script defer src="${sim.url}/v3/"></script>`);
    expect(page.body).toContain(`data-secret="${reply.body.payload.client_secret}"`);
    const policy = Object.fromEntries(
      (page.headers.get('content-security-policy') ?? '')
        .split(';')
        .map((part) => [part.split(' ')[0], part.split(' ').slice(1)]),
    );
    expect(policy).toMatchObject({
      'default-src': ["'none'"],
      'script-src': ["'self'", sim.url],
      'frame-src': [sim.url, 'https://hooks.stripe.com'],
      'connect-src': ["'self'", 'https://api.stripe.com'],
      'frame-ancestors': ['http://127.0.0.1:*', 'http://localhost:*', 'app:'],
    });
    await carry(sim.succeed(id));
    expect((await shop.page(id)).includes('data-secret')).toBe(false);
  });

  it('is credited once, whatever events of it come, in whatever order and however often', async () => {
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const { id, token } = await buy(shop.url, 'stripe');
      const first = sim.process(id);
      const events = sim.succeed(id);
      await carry([...order, ...order.toReversed()].flatMap((at) => events[at] ?? []).concat(first));
      await isCredited(token);
      expect(await shop.state(id)).toBe('paid');
    }
    expect(await shop.isSound()).toBe(true);
  });

  it('arrives with every webhook lost, by the reconciler alone', async () => {
    const { id, token } = await buy(shop.url, 'stripe');
    sim.succeed(id);
    shop.putForward(10_000);
    await isCredited(token);
    expect(await shop.isSound()).toBe(true);
  });

  it('can be declined, tried again, be under way for long, and paid', async () => {
    const { id, token } = await buy(shop.url, 'stripe');
    await carry(sim.decline(id));
    expect(await shop.page(id)).toContain('The payment was declined');
    expect(await shop.page(id)).toContain('class="card"');
    await carry(sim.process(id));
    expect(await shop.state(id)).toBe('seen');
    await carry(sim.succeed(id));
    await isCredited(token);
  });

  it('that comes when the order has long expired is credited all the same', async () => {
    const { id, token } = await buy(shop.url, 'stripe');
    shop.putForward(2 * 3_600_000);
    expect(await shop.state(id)).toBe('expired');
    await carry(sim.succeed(id));
    await isCredited(token);
  });

  it('that is cancelled gives nothing, and one given back takes the credits back', async () => {
    const cancelled = await buy(shop.url, 'stripe');
    await carry(sim.cancel(cancelled.id));
    expect([await shop.state(cancelled.id), await shop.balance(cancelled.token)]).toEqual(['failed', 0]);
    const { id, token } = await buy(shop.url, 'stripe');
    await carry(sim.succeed(id));
    await isCredited(token);
    await carry([...sim.giveBack(id), ...sim.giveBack(id)]);
    expect([await shop.state(id), await shop.balance(token)]).toEqual(['refunded', 0]);
  });

  it.each([
    ['payment_intent.succeeded', (pi: string) => ({ object: 'payment_intent', id: pi, metadata: {} })],
    [
      'payment_intent.succeeded',
      (pi: string) => ({ object: 'payment_intent', id: pi, metadata: { order_id: '1207' } }),
    ],
    ['refund.created', (pi: string) => ({ object: 'refund', id: 're_1', payment_intent: pi, metadata: {} })],
    ['charge.dispute.created', (pi: string) => ({ object: 'dispute', id: 'du_1', payment_intent: pi })],
  ])('of another shop on the same account (%s) is let be after one look', async (type, object) => {
    const made = await fetch(`${sim.url}/v1/payment_intents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${simAccount.secretKey}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'amount=700&currency=eur&metadata[order_id]=1207',
    });
    const { id } = z.object({ id: z.string() }).parse(await made.json());
    // Gone meanwhile, or never there: Stripe does not know it.
    for (const pi of [id, `pi_${randomBytes(12).toString('hex')}`]) {
      const looks = () => sim.requests.filter(({ path }) => path.includes(pi)).length;
      const body = Buffer.from(
        JSON.stringify({
          id: `evt_${type}_${pi}_${randomBytes(4).toString('hex')}`,
          type,
          data: { object: object(pi) },
        }),
      );
      const waiting = shop.waiting();
      const headers = { 'stripe-signature': signatureOf(body, { atMs: shop.now() }) };
      expect(await deliver(shop.url, { type, body, headers }, { atMs: shop.now() })).toBe(200);
      await until(
        async () => shop.waiting(),
        (count) => count === waiting,
      );
      expect(looks()).toBe(1);
    }
    shop.putForward(60_000);
    expect(sim.requests.filter(({ path }) => path.includes(id)).length).toBe(1);
    expect(shop.log()).toContain('it is let be');
  });

  it('has its webhook answered with what the event is, of which order, and the request’s id', async () => {
    const { id } = await buy(shop.url, 'stripe');
    const [event] = sim.succeed(id);
    if (event === undefined) throw new Error('no webhook');
    const other = Buffer.from(
      JSON.stringify({ id: 'evt_other', object: 'event', type: 'payout.paid', data: { object: { object: 'payout' } } }),
    );
    const tell = async (body: Buffer) => {
      const headers = { 'stripe-signature': signatureOf(body, { atMs: shop.now() }), 'x-request-id': '7' };
      return (
        await fetch(`${shop.url}/v1/webhooks/stripe`, { method: 'POST', headers, body: new Uint8Array(body) })
      ).json();
    };
    const told = { ok: true, request_id: '7', event_type: event.type, order_id: id };
    expect([await tell(event.body), await tell(event.body)]).toEqual([told, told]);
    expect(await tell(other)).toEqual({ ...told, event_type: 'payout.paid', order_id: null });
  });

  it('is not moved by a webhook that is forged, altered, stale, or unsigned', async () => {
    const { id, reply } = await buy(shop.url, 'stripe');
    const [event] = sim.succeed(id);
    if (event === undefined) throw new Error('no webhook');
    // The server looks after orders of the tests before, too.
    const looks = () => sim.requests.filter(({ path }) => path.includes(reply.body.provider_txn_id)).length;
    const before = looks();
    const atMs = shop.now();
    const altered = { ...event, body: Buffer.concat([event.body, Buffer.from(' ')]) };
    const post = (header: string, body: Buffer) =>
      fetch(`${shop.url}/v1/webhooks/stripe`, {
        method: 'POST',
        headers: { 'stripe-signature': header },
        body: new Uint8Array(body),
      });
    const answers = [
      await deliver(shop.url, event, { atMs, secret: 'whsec_a_guess_of_it' }),
      await deliver(shop.url, event, { atMs, secret: '' }),
      await deliver(shop.url, event, { atMs: atMs - 301_000 }),
      (await post(signatureOf(event.body, { atMs }), altered.body)).status,
      (await post('', event.body)).status,
      (await post(`t=${Math.floor(atMs / 1000)},v1=`, event.body)).status,
    ];
    expect(answers).toEqual([400, 400, 400, 400, 400, 400]);
    expect(looks()).toBe(before);
  });

  it('is not believed from a signed webhook alone', async () => {
    const { id, token, reply } = await buy(shop.url, 'stripe');
    const lie = {
      id: reply.body.provider_txn_id,
      object: 'payment_intent',
      status: 'succeeded',
      amount_received: 1_000_000,
    };
    await carry([sim.event('payment_intent.succeeded', { ...lie, metadata: { order_id: id } })]);
    expect([await shop.state(id), await shop.balance(token)]).toEqual(['open', 0]);
    await carry([sim.event('customer.created', { id: 'cus_1', object: 'customer' })]);
    expect(shop.waiting()).toBe(0);
  });
});

describe('Stripe', () => {
  const create = /^POST .*payment_intents$/;
  const read = /^GET .*payment_intents\//;
  const faults: readonly (readonly [string, Fault, number])[] = [
    ['answers 500', { kind: 'status', status: 500 }, 1],
    ['answers HTML', { kind: 'html' }, 1],
    ['sends elsewhere', { kind: 'redirect' }, 1],
    ['cuts the line', { kind: 'cut' }, 2],
    ['lies about the shape', { kind: 'lie', body: { id: 7 } }, 1],
    ['does it and says nothing', { kind: 'lost' }, 2],
  ];

  it.each(faults)('that %s leaves one payment, and the second try pays', async (_name, fault, times) => {
    // The client asks once more by itself when a line was cut.
    sim.plan(create, fault, times);
    const first = await buy(shop.url, 'stripe');
    expect([first.reply.status, first.reply.body.code]).toEqual([502, 'provider_unavailable']);
    const again = await buy(shop.url, 'stripe', first);
    expect([again.reply.status, again.reply.body.type]).toEqual([200, 'client_secret']);
    expect(sim.intents().filter(({ metadata }) => Object(metadata).order_id === first.id)).toHaveLength(1);
    sim.plan(read, fault);
    for (const one of sim.succeed(first.id)) expect(await deliver(shop.url, one, { atMs: shop.now() })).toBe(200);
    await isCredited(first.token);
  });

  it.each([
    [{ code: 'amount_too_small', param: 'amount' }, 'Stripe does not charge as little as €5.00.'],
    [{ code: 'amount_too_large', param: 'amount' }, 'Stripe does not charge as much as €5.00.'],
    [{ param: 'currency' }, 'Stripe does not charge in EUR here.'],
    [{ code: 'payment_method_unactivated' }, 'Stripe does not take a payment of €5.00 (payment_method_unactivated).'],
  ])('that says a final no (%o) ends the order, and the buyer hears why', async (error, sentence) => {
    sim.plan(create, { kind: 'status', status: 400, body: { error: { type: 'invalid_request_error', ...error } } });
    const first = await buy(shop.url, 'stripe');
    expect([first.reply.status, first.reply.body.code, first.reply.body.detail]).toEqual([
      422,
      'provider_refused',
      expect.stringContaining(sentence),
    ]);
    const again = await buy(shop.url, 'stripe', first);
    expect([again.reply.status, again.reply.body.detail]).toEqual([422, first.reply.body.detail]);
    expect(await shop.state(first.id)).toBe('failed');
  });

  it('that hangs is given up on, and the second try pays', async () => {
    sim.plan(create, { kind: 'hang' });
    const first = await buy(shop.url, 'stripe');
    expect(first.reply.body.code).toBe('provider_unavailable');
    expect((await buy(shop.url, 'stripe', first)).reply.status).toBe(200);
  });

  it('is never named with its keys, in any log line', () => {
    expect(shop.log()).toContain('a checkout could not be started');
    for (const secret of [simAccount.secretKey, simAccount.webhookSecret]) expect(shop.log()).not.toContain(secret);
  });

  it('is asked for a refund under the refund’s own key', async () => {
    const { id, reply } = await buy(shop.url, 'stripe');
    sim.succeed(id);
    const rail = railFor(sim.url);
    const refund = { id: 'r1', providerTxnId: reply.body.provider_txn_id, amountCents: 200, currency: 'EUR' };
    for (const _ of [1, 2])
      expect(await rail.refund(refund, AbortSignal.timeout(60_000))).toMatchObject({
        refundId: 'r1',
        state: 'succeeded',
        collectUrl: null,
      });
    expect(sim.refunds.filter(({ metadata }) => metadata['refund_id'] === 'r1')).toHaveLength(1);
    expect(sim.requests.findLast(({ method }) => method === 'POST')?.headers['idempotency-key']).toBe('refund:r1');
  });
});

describe('the verifier', () => {
  it('refuses a thousand mutated deliveries, and never throws', () => {
    const rail = railFor('http://127.0.0.1:9');
    const object = { object: 'payment_intent', id: 'pi_1' };
    const body = Buffer.from(JSON.stringify({ id: 'evt_1', type: 'payment_intent.succeeded', data: { object } }));
    const header = signatureOf(body, { atMs: Date.now() });
    expect(rail.verify({ body, headers: { 'stripe-signature': header } }).kind).toBe('event');
    for (let round = 0; round < 1_000; round += 1) {
      const [at = 0, bit = 0, where = 0] = randomBytes(3);
      const isBody = where % 2 === 0;
      const bytes = Buffer.from(isBody ? body : header.slice(0, header.indexOf(',v0')));
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << (bit % 8));
      const signature = isBody ? header : bytes.toString('latin1');
      const answer = rail.verify({ body: isBody ? bytes : body, headers: { 'stripe-signature': signature } });
      expect([answer.kind, signature]).toEqual(['rejected', signature]);
    }
  });

  it('is not made with an empty secret', () => {
    expect(() =>
      createStripeRail({
        ...simAccount,
        webhookSecret: '',
        apiUrl: null,
        checkout: 'element',
        pageUrl: String,
        purchaseName: String,
        clock: { now: Date.now, wait: () => Promise.resolve() },
      }),
    ).toThrow('must not be empty');
  });
});

describe('a server that dies between Stripe’s answer and its own note of it', () => {
  it('finds its order and the one payment again, and credits it', async () => {
    const folder = tempFolder();
    const first = await openShop(envFor(sim.url), folder);
    sim.plan(/^POST .*payment_intents$/, { kind: 'lost' }, 2);
    const { id, token } = await buy(first.url, 'stripe');
    const events = sim.succeed(id);
    await first.close(false);
    const second = await openShop(envFor(sim.url), folder);
    try {
      await carry(events, second);
      await isCredited(token, second);
      expect(sim.intents().filter(({ metadata }) => Object(metadata).order_id === id)).toHaveLength(1);
    } finally {
      await second.close();
    }
  });
});

function railFor(apiUrl: string) {
  const clock = { now: () => Date.now(), wait: () => Promise.resolve() };
  return createStripeRail({ ...simAccount, apiUrl, checkout: 'element', pageUrl: String, purchaseName: String, clock });
}
