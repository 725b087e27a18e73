// An id is the same id in either case, at every route that takes one; and half a character is no part of any.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWriter } from '../../../server/storage/sqlite/connection.ts';
import { migrate, readMigrations } from '../../../server/storage/sqlite/migrate.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import {
  call,
  type Companion,
  newToken,
  startCompanion,
  tempFolder,
  tokenHash,
  until,
} from '../../support/companion.ts';

const key = 'the operator key of these tests';
let server: Companion;
beforeAll(async () => {
  server = await startCompanion({ ADMIN_API_KEY: key });
});
afterAll(() => server.close());

const upper = () => randomUUID().toUpperCase();
const operator = { 'x-api-key': key };

it('an order that was made under capitals is found, paid, claimed and refunded under small letters', async () => {
  const [id, token] = [upper(), newToken()];
  const body = { order_id: id, pack_id: 'small', provider: 'sandbox', token_hash: tokenHash(token) };
  const made = await call(server.url, 'POST /v1/payments/checkout', { body });
  expect([made.status, made.body.order.id]).toEqual([201, id.toLowerCase()]);
  const again = await call(server.url, 'POST /v1/payments/checkout', { body: { ...body, order_id: id.toLowerCase() } });
  expect([again.status, again.body.provider_txn_id]).toEqual([200, made.body.provider_txn_id]);
  await call(server.url, `POST /checkout/${id}/pay`);
  for (const one of [id, id.toLowerCase()]) {
    await until(
      async () => (await call(server.url, `GET /v1/payments/status?order_id=${one}`)).body.order.state,
      (state) => state === 'paid',
    );
    expect((await call(server.url, 'POST /v1/pro/claim', { as: token, body: { order_id: one } })).status).toBe(200);
    expect((await call(server.url, `GET /v1/pro/orders/${one}`, { as: token })).status).toBe(200);
  }
  const refund = { refund_id: upper(), order_id: id, amount_cents: 100, reason: 'r' };
  const give = (change: object) =>
    call(server.url, 'POST /v1/payments/refund', { headers: operator, body: { ...refund, ...change } });
  expect((await give({})).status).toBe(201);
  const repeated = await give({ refund_id: refund.refund_id.toLowerCase(), order_id: id.toLowerCase() });
  expect([repeated.status, repeated.body.order.refunded_cents]).toEqual([200, 100]);
  const account = String((await call(server.url, 'GET /v1/wallet', { as: token })).body.account_id).toUpperCase();
  expect((await call(server.url, `GET /v1/wallets/${account}`, { headers: operator })).status).toBe(200);
});

it('a hold that was made under capitals is one hold, and ends under small letters', async () => {
  const id = upper();
  const headers = { 'x-client-id': 'a client of these tests' };
  const hold = (one: string) =>
    call(server.url, 'POST /v1/holds', { headers, body: { id: one, model: 'm', venue: 'local' } });
  const [first, second] = [await hold(id), await hold(id.toLowerCase())];
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.body.remaining.free_left).toBe(first.body.remaining.free_left);
  expect((await call(server.url, `POST /v1/holds/${id}/release`, { headers, body: {} })).status).toBe(200);
  expect((await call(server.url, `GET /v1/holds/${id.toLowerCase()}`, { headers })).body.hold.state).toBe('released');
});

it('a reference with half a character is refused, so that no other is taken for it', async () => {
  const body = (ref: string) => `{"amount_microcredits":1000000,"reason":"r","ref":"x${ref}"}`;
  for (const ref of ['\\ud800', '\\udbff']) {
    const reply = await fetch(`${server.url}/v1/wallets/any/grant`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...operator },
      body: body(ref),
    });
    expect([reply.status, (await reply.json()).detail]).toEqual([400, expect.stringContaining('half a character')]);
  }
});

it('orders of an older file are found by small letters', async () => {
  const path = `${tempFolder()}/ledger.db`;
  const db = openWriter(path);
  migrate(
    db,
    readMigrations().filter(({ id }) => id < 110),
  );
  const id = upper();
  const twin = upper();
  for (const one of [id, twin, twin.toLowerCase()])
    db.exec(`INSERT INTO orders (id, state, provider, pack_id, amount_cents, currency, credits, token_hash, created_at, expires_at, paid_at, credited, credited_cents)
      VALUES ('${one}', 'paid', 'sandbox', 'small', 100, 'EUR', 10, '${'a'.repeat(64)}', 1, 2, 3, 10, 100)`);
  db.exec(`INSERT INTO refunds (id, order_id, origin, amount_cents, aside_cents, from_aside, taken, short, state, reason, created_at, ended_at)
    VALUES ('${upper()}', '${id}', 'operator', 50, 0, 0, 5, 0, 'succeeded', 'r', 5, 6)`);
  db.close();
  const storage = openSqliteStorage({ path });
  const order = OrderId.parse(id);
  expect(await storage.readOrder(order)).toMatchObject({ id: id.toLowerCase() });
  expect(await storage.readRefunds(order)).toMatchObject([{ orderId: id.toLowerCase() }]);
  expect(await storage.readOrder(OrderId.parse(twin))).not.toBeNull();
  await storage.close();
});
