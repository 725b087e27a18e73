// How a purchase stands, over HTTP: by which names it may be asked for, by whom, and in which words it is told.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrderState } from '../../../server/contract/orders/orders.ts';
import { localStatus } from '../../../server/domain/orders/status-words.ts';
import { anOrder } from '../domain/money-life.ts';
import { call, type Companion, newToken, openOrder, startCompanion, until } from '../../support/companion.ts';

const key = 'the key of the operator';
let server: Companion;
beforeAll(async () => {
  server = await startCompanion({ ADMIN_API_KEY: key });
});
afterAll(() => server.close());

const asOperator = { headers: { 'x-api-key': key } };
const asked = (query: Readonly<Record<string, string>>, sender: object = {}) =>
  call(server.url, `GET /v1/payments/status?${new URLSearchParams(query).toString()}`, sender);

/** By the operator's program, under a name of its own. */
async function named(name: string) {
  const body = { order_id: name, user_id: 'mia', pack_id: 'small', provider: 'sandbox' };
  const { body: made } = await call(server.url, 'POST /v1/payments/checkout', { ...asOperator, body });
  return { id: String(made.order.id), txn: String(made.provider_txn_id) };
}

it('is told by each of its names to the operator, in both forms', async () => {
  const { id, txn } = await named('ORD-1');
  await call(server.url, `POST /checkout/${id}/pay`);
  await until(
    () => asked({ order_id: id }),
    ({ body }) => body.order.state === 'paid',
  );
  const names = [
    { order_id: id },
    { order_id: 'ORD-1' },
    { provider_txn_id: txn },
    { provider_txn_id: txn, provider: 'sandbox' },
  ];
  for (const query of names) {
    const { status, body } = await asked(query, asOperator);
    expect([status, body]).toMatchObject([
      200,
      {
        local: { order_status: 'succeeded', payment_status: 'succeeded', order_id: 'ORD-1', provider_txn_id: txn },
        provider: { amount_cents: body.order.amount_cents, currency: body.order.currency, provider_txn_id: txn },
        order: { id, state: 'paid' },
      },
    ]);
    expect(body.provider.status).toBe(body.provider_status);
  }
});

describe('whoever does not show the operator’s key', () => {
  it('is told nothing by another name than the UUID, be there such an order or not', async () => {
    const { id, txn } = await named('ORD-2');
    const senders = [
      {},
      { headers: { 'x-api-key': `${key}x` } },
      { as: newToken() },
      { headers: { 'x-user-id': 'mia' } },
    ];
    for (const sender of senders) {
      const nowhere = { ...(await asked({ order_id: randomUUID() }, sender)).body, request_id: undefined };
      expect(nowhere.code).toBe('order_not_found');
      const known = [{ order_id: 'ORD-2' }, { provider_txn_id: txn }, { provider_txn_id: txn, provider: 'sandbox' }];
      for (const query of [...known, { order_id: 'ORD-none' }, { provider_txn_id: 'none' }]) {
        const { status, body } = await asked(query, sender);
        expect([query, status, { ...body, request_id: undefined }]).toEqual([query, 404, nowhere]);
      }
    }
    expect((await asked({ order_id: id })).body.local).toMatchObject({ order_status: 'pending', provider_txn_id: txn });
  });
});

it('is of one order and of the provider that was named', async () => {
  const { id, reply } = await openOrder(server.url, newToken());
  const txn = String(reply.body.provider_txn_id);
  for (const query of [{}, { order_id: id, provider_txn_id: txn }])
    expect((await asked(query, asOperator)).body).toMatchObject({ code: 'invalid_request', status: 400 });
  for (const query of [{ order_id: id }, { provider_txn_id: txn }])
    expect((await asked({ ...query, provider: 'stripe' }, asOperator)).body.code).toBe('order_not_found');
});

it('is told of every state in the few words', () => {
  const words = OrderState.options.map((state) => {
    const { order_status: order, payment_status: payment } = localStatus(anOrder({ state }));
    return `${state}: ${order}, ${payment}`;
  });
  expect(words).toEqual([
    'open: pending, pending',
    'seen: pending, pending',
    'declined: pending, failed',
    'paid: succeeded, succeeded',
    'expired: canceled, canceled',
    'failed: failed, failed',
    'refunded: refunded, refunded',
    'disputed: pending, pending',
  ]);
});
