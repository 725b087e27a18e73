// Money that goes back, over HTTP: for the operator with the key, for the buyer with the token, and for nobody else.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refund } from '../../../server/cli/refund.ts';
import { suspense } from '../../../server/cli/suspense.ts';
import {
  type Companion,
  call,
  companionEnv,
  newToken,
  openOrder,
  startCompanion,
  until,
} from '../../support/companion.ts';

const key = 'the key of the operator';
let server: Companion;
beforeAll(async () => {
  server = await startCompanion({ ADMIN_API_KEY: key });
});
afterAll(() => server.close());

const ask = (request: string, body?: unknown) => call(server.url, request, { headers: { 'x-api-key': key }, body });
const refundBody = (orderId: string, change: object = {}) => ({
  refund_id: randomUUID(),
  order_id: orderId,
  reason: 'a test',
  ...change,
});

/** 199 cents for 100 credits. */
async function paidOrder() {
  const token = newToken();
  const { id } = await openOrder(server.url, token);
  await call(server.url, `POST /checkout/${id}/pay`);
  const claim = () => call(server.url, 'POST /v1/pro/claim', { as: token, body: { order_id: id } });
  await until(claim, ({ status }) => status === 200);
  return { id, token, own: () => call(server.url, `GET /v1/pro/orders/${id}`, { as: token }) };
}

describe('the routes of money that goes back', () => {
  const routes = [
    'POST /v1/payments/refund',
    'GET /v1/payments/refunds',
    'GET /v1/suspense',
    `POST /v1/suspense/${randomUUID()}/resolve`,
  ];
  it.each(routes)('%s is shut to whoever has no key, the buyer included', async (route) => {
    const sent = route.startsWith('POST') ? { body: refundBody(randomUUID()) } : {};
    for (const headers of [{}, { 'x-api-key': 'another' }] as const)
      expect((await call(server.url, route, { ...sent, headers })).body.code).toBe('operator_key_rejected');
  });

  it('read the body strictly', async () => {
    const { id } = await paidOrder();
    const bad = [
      { order_id: id, provider_txn_id: 'both' },
      { order_id: undefined },
      { amount_cents: 0 },
      { amount_cents: 1.5 },
      { reason: '  ' },
      { refund_id: 'mine' },
    ];
    for (const change of bad)
      expect((await ask('POST /v1/payments/refund', refundBody(id, change))).body).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    expect((await ask('POST /v1/suspense/nonsense/resolve', { action: 'keep', reason: 'r' })).status).toBe(400);
    expect((await ask('GET /v1/payments/refunds?cursor=nonsense')).body.code).toBe('invalid_request');
  });
});

describe('a refund', () => {
  it('is made with 201, repeated with 200 and the same answer, and a conflict with another body', async () => {
    const { id } = await paidOrder();
    const body = refundBody(id, { amount_cents: 100 });
    const made = await ask('POST /v1/payments/refund', body);
    expect(made).toMatchObject({
      status: 201,
      body: {
        refund: { id: body.refund_id, order_id: id, amount_cents: 100, state: 'succeeded', collect_url: null },
        order: { id, state: 'paid', refunded_cents: 100 },
      },
    });
    const again = await ask('POST /v1/payments/refund', body);
    expect([again.status, again.body.refund]).toEqual([200, made.body.refund]);
    expect((await ask('POST /v1/payments/refund', { ...body, amount_cents: 99 })).body).toMatchObject({
      status: 409,
      code: 'idempotency_conflict',
    });
  });

  it('is too large once there is less left, and then says how much there is', async () => {
    const { id } = await paidOrder();
    await ask('POST /v1/payments/refund', refundBody(id, { amount_cents: 150 }));
    const { body } = await ask('POST /v1/payments/refund', refundBody(id, { amount_cents: 50 }));
    expect(body).toMatchObject({ status: 409, code: 'refund_too_large', detail: expect.stringContaining('0.49') });
    const { body: rest } = await ask('POST /v1/payments/refund', refundBody(id));
    expect(rest).toMatchObject({ refund: { amount_cents: 49 }, order: { state: 'refunded', refunded_cents: 199 } });
  });

  it('that nobody has given an id is made once for one amount, whatever the order is called', async () => {
    const { id } = await paidOrder();
    const txn = (await ask(`GET /v1/payments/status?order_id=${id}`)).body.local.provider_txn_id;
    const made = await ask('POST /v1/payments/refund', { order_id: id, amount_cents: 60 });
    expect(made).toMatchObject({
      status: 201,
      body: { ok: true, provider_refund_id: expect.any(String), refund: { amount_cents: 60 } },
    });
    expect(made.body.refund).toMatchObject({
      reason: 'The customer asked for it',
      cause: { code: 'written', text: 'requested_by_customer' },
    });
    for (const named of [{ order_id: id }, { provider_txn_id: txn }, { provider_txn_id: txn, provider: 'sandbox' }]) {
      const again = await ask('POST /v1/payments/refund', { ...named, amount_cents: 60 });
      const { refund, provider_refund_id: theirs } = again.body;
      expect([again.status, refund, theirs]).toEqual([200, made.body.refund, made.body.provider_refund_id]);
    }
    expect((await ask('POST /v1/payments/refund', { order_id: id, amount_cents: 60, reason: 'again' })).body.code).toBe(
      'idempotency_conflict',
    );
    const more = { refund_id: randomUUID(), order_id: id, amount_cents: 60 };
    expect((await ask('POST /v1/payments/refund', more)).body.order.refunded_cents).toBe(120);
    for (const status of [201, 200])
      expect(await ask('POST /v1/payments/refund', { provider_txn_id: txn })).toMatchObject({
        status,
        body: { refund: { amount_cents: 79 }, order: { state: 'refunded', refunded_cents: 199 } },
      });
    const other = { provider_txn_id: txn, provider: 'stripe' };
    expect((await ask('POST /v1/payments/refund', other)).body.code).toBe('order_not_found');
  });

  it('of an order that the operator’s program has named is asked for by that name', async () => {
    const name = { order_id: 'ORD-1', user_id: 'mia', pack_id: 'small', provider: 'sandbox' };
    const { id } = (await ask('POST /v1/payments/checkout', name)).body.order;
    await call(server.url, `POST /checkout/${id}/pay`);
    const paid = () => ask('GET /v1/payments/status?order_id=ORD-1');
    await until(paid, ({ body }) => body.order.state === 'paid');
    const { body } = await ask('POST /v1/payments/refund', { order_id: 'ORD-1' });
    expect(body).toMatchObject({ ok: true, refund: { order_id: id }, order: { state: 'refunded' } });
    expect((await ask('POST /v1/payments/refund', { order_id: 'ORD-none' })).body.code).toBe('order_not_found');
  });

  it('that the provider refuses is not ok, and is tried anew by the same request', async () => {
    const { id } = await paidOrder();
    const refused = () => ask('POST /v1/payments/refund', { order_id: id, amount_cents: 101 });
    const [first, second] = [await refused(), await refused()];
    for (const { status, body } of [first, second])
      expect([status, body]).toMatchObject([
        201,
        { ok: false, provider_refund_id: null, refund: { state: 'failed' }, order: { refunded_cents: 0 } },
      ]);
    expect(second.body.refund.id).not.toBe(first.body.refund.id);
  });

  it('of no order is not found, and of an unpaid one is told so', async () => {
    expect((await ask('POST /v1/payments/refund', refundBody(randomUUID()))).body.code).toBe('order_not_found');
    const { id } = await openOrder(server.url, newToken());
    expect((await ask('POST /v1/payments/refund', refundBody(id))).body.code).toBe('order_unpaid');
  });

  it('is listed for the operator, page by page, newest first', async () => {
    const { id } = await paidOrder();
    for (const cents of [10, 20, 30]) await ask('POST /v1/payments/refund', refundBody(id, { amount_cents: cents }));
    const { body: first } = await ask('GET /v1/payments/refunds?limit=2');
    expect(first.refunds).toMatchObject([
      { amount_cents: 30, origin: 'operator', shortfall_microcredits: 0, note: null },
      { amount_cents: 20 },
    ]);
    const { body: second } = await ask(`GET /v1/payments/refunds?limit=1&cursor=${first.next_cursor}`);
    expect(second.refunds).toMatchObject([{ amount_cents: 10, order_id: id }]);
  });
});

describe('the buyer', () => {
  it('sees their own order with its refunds, and nobody else sees that it exists', async () => {
    const { id, own } = await paidOrder();
    await ask('POST /v1/payments/refund', refundBody(id, { amount_cents: 60 }));
    const { status, body } = await own();
    expect([status, body.order.refunded_cents]).toEqual([200, 60]);
    const written = { cause: { code: 'written', text: 'a test' }, reason: 'a test' };
    expect(body.refunds).toMatchObject([{ amount_cents: 60, ...written, state: 'succeeded' }]);
    for (const as of [newToken(), (await paidOrder()).token])
      expect((await call(server.url, `GET /v1/pro/orders/${id}`, { as })).body).toMatchObject({
        status: 404,
        code: 'order_not_found',
      });
    expect((await call(server.url, `GET /v1/pro/orders/${id}`)).body.code).toBe('token_rejected');
  });

  it('reads in their own language why each credit came, and in its words what an operator wrote', async () => {
    const { id, token } = await paidOrder();
    await ask('POST /v1/payments/refund', refundBody(id, { amount_cents: 60 }));
    const { body } = await call(server.url, 'GET /v1/wallet/ledger', {
      as: token,
      headers: { 'accept-language': 'de' },
    });
    expect(body.entries).toMatchObject([
      { cause: { code: 'written', text: 'a test' }, reason: 'a test' },
      { cause: { code: 'order_paid', order_id: id }, reason: `Zahlung der Bestellung ${id}` },
    ]);
  });
});

describe('the commands', () => {
  const heard: string[] = [];
  const say = (text: string) => {
    heard.push(text);
    return 0;
  };
  const voice = { say, complain: (text: string) => say(text) + 1 };
  const env = () => companionEnv(server.folder);

  it('refund gives back beside a running server, once per id, and explains what is missing', async () => {
    const { id, own } = await paidOrder();
    const wish = { order: id, cents: '99', reason: 'by hand', 'refund-id': randomUUID() };
    expect(await refund(env(), wish, voice)).toBe(0);
    expect(await refund(env(), wish, voice)).toBe(0);
    expect(heard.splice(0)).toMatchObject([
      expect.stringMatching(/^Refund .* of 0\.99 USD: done\.$/),
      expect.stringContaining('made before'),
    ]);
    expect((await own()).body.order.refunded_cents).toBe(99);
    for (const wrong of [
      { ...wish, payment: 'both' },
      { order: id, cents: '1' },
      { ...wish, cents: '1.5' },
    ])
      expect(await refund(env(), wrong, voice)).toBe(1);
    expect(heard.splice(0).join(' ')).toMatch(/not by both.*--reason is missing.*whole number/);
    expect(await refund(env(), { order: randomUUID(), reason: 'r' }, voice)).toBe(1);
    expect(heard.splice(0)).toEqual(['There is no order with this id here.']);
  });

  it('suspense lists nothing where nothing is, and asks for what it needs', async () => {
    expect(await suspense(env(), {}, voice)).toBe(0);
    expect(await suspense(env(), { action: 'resolve', id: randomUUID(), as: 'burn' }, voice)).toBe(1);
    expect(await suspense(env(), { action: 'resolve', id: randomUUID(), as: 'keep', reason: 'r' }, voice)).toBe(1);
    expect(await suspense(env(), { action: 'ponder' }, voice)).toBe(1);
    expect(heard.splice(0)).toEqual([
      'There is nothing in suspense.',
      '--as must be credit, refund or keep.\n--reason is missing: why it is decided so.',
      'There is no case with this id here.',
      'Say what to do: list or resolve.',
    ]);
  });
});
