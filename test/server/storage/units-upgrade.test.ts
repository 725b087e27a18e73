// A file from before amounts were minor units of ISO 4217: what was asked for, paid and given back stays the same money.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import { openWriter } from '../../../server/storage/sqlite/connection.ts';
import { migrate, readMigrations } from '../../../server/storage/sqlite/migrate.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { type Folder, start, temporaryFolder } from '../../support/server-ledger.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** Of each the first half was given back, and a tenth beside the price waits in suspense. */
const orders = [
  { provider: 'btcpay', currency: 'HUF', before: 99_000, after: 9_900_000 },
  { provider: 'btcpay', currency: 'IQD', before: 5_000, after: 5_000_000 },
  { provider: 'btcpay', currency: 'EUR', before: 500, after: 500 },
  { provider: 'btcpay', currency: 'MGA', before: 400, after: 40_000 },
  { provider: 'stripe', currency: 'HUF', before: 99_000, after: 99_000 },
  { provider: 'stripe', currency: 'MGA', before: 400, after: 40_000 },
  { provider: 'stripe', currency: 'ISK', before: 50_000, after: 500 },
  { provider: 'stripe', currency: 'UGX', before: 370_000, after: 3_700 },
  { provider: 'sandbox', currency: 'HUF', before: 99_000, after: 99_000 },
] as const;

const idOf = (index: number) => OrderId.parse(`0190c0de-0000-7000-8000-00000000000${index}`);

it('an order keeps what was paid for it, with its refunds, its case and what is still to be told', async () => {
  const path = `${folder.path}/ledger.db`;
  const db = openWriter(path);
  migrate(
    db,
    readMigrations().filter(({ id }) => id < 100),
  );
  orders.forEach(({ provider, currency, before }, index) => {
    const id = idOf(index);
    const half = before / 2;
    db.exec(`INSERT INTO orders (id, state, provider, pack_id, amount_cents, currency, credits, token_hash, provider_txn_id, created_at,
        expires_at, paid_at, credited, credited_cents, refunded_cents)
        VALUES ('${id}', 'paid', '${provider}', 'small', ${before}, '${currency}', 1000, '${'a'.repeat(64)}', 'txn${index}', 1, 2, 3, 1000, ${before}, ${half});
      INSERT INTO suspense (id, order_id, kind, amount, cents, created_at) VALUES ('case${index}', '${id}', 'overpaid', 100, ${before / 10}, 4);
      INSERT INTO refunds (id, order_id, origin, asked_cents, amount_cents, aside_cents, from_aside, taken, short, state, reason, created_at, ended_at)
        VALUES ('refund${index}', '${id}', 'operator', ${half}, ${half}, 0, 0, 500, 0, 'succeeded', 'r', 5, 6);`);
    const data = {
      order: { provider, currency, amount_cents: before, refunded_cents: half },
      refund: { amount_cents: half, currency },
    };
    db.prepare(
      "INSERT INTO outbox (outlet, event_id, type, subject, data, created_at, next_at) VALUES ('http', ?, 'refund.changed', ?, ?, 1, 1)",
    ).run(`event${index}`, `order:${id}`, JSON.stringify(data));
  });
  db.close();

  const storage = openSqliteStorage({ path });
  const told = await storage.leaseOutbox({ outlet: 'http', now: start, until: start + 1, limit: 99 });
  for (const [index, { currency, after }] of orders.entries()) {
    const order = await storage.readOrder(idOf(index));
    expect(order).toMatchObject({
      amountCents: after,
      currency,
      books: { creditedCents: after, refundedCents: after / 2 },
    });
    expect(await storage.readRefunds(idOf(index))).toMatchObject([{ askedCents: after / 2, amountCents: after / 2 }]);
    expect(JSON.parse(told[index]?.data ?? '')).toMatchObject({
      order: { amount_cents: after, refunded_cents: after / 2 },
      refund: { amount_cents: after / 2 },
    });
  }
  const cases = await storage.pageCases({ isOpen: true, after: null, limit: 99 });
  expect(cases?.map(({ cents }) => cents)).toEqual(orders.map(({ after }) => after / 10));
  await storage.close();
});
