// Refunds and cases as rows: what the file itself refuses, what an audit finds, and what becomes of a file of before.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import { RefundId } from '../../../server/contract/refunds/refunds.ts';
import { type Connection, openWriter } from '../../../server/storage/sqlite/connection.ts';
import { migrate, readMigrations } from '../../../server/storage/sqlite/migrate.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { type Folder, type TestLedger, openTestLedger, start, temporaryFolder } from '../../support/server-ledger.ts';

const signal = new AbortController().signal;

describe('the rows of a paid order with a surplus, of which a part was given back', () => {
  let ledger: TestLedger;
  let id: OrderId;
  let db: Connection;
  beforeEach(async () => {
    ledger = openTestLedger();
    ({ orderId: id } = await ledger.checkout());
    ledger.rail.say(`txn:${id}`, { state: 'paid', paidCents: 750 });
    await ledger.usecases.orders.status(id, signal);
    const asked = { refundId: RefundId.parse(randomUUID()), amountCents: 300, reason: 'r' };
    ledger.rail.answerRefunds(null);
    await ledger.usecases.refunds.create({ ...asked, order: { orderId: id } }, signal);
    db = openWriter(ledger.path);
  });
  afterEach(async () => {
    db.close();
    await ledger.close();
  });

  const copy = `INSERT INTO refunds (id, order_id, origin, amount_cents, aside_cents, from_aside, taken, short, state, reason, created_at, ended_at)
    SELECT 'another', order_id, 'provider', 201, 0, 0, 0, 0, 'succeeded', 'r', 0, 0 FROM refunds`;
  const refused: readonly (readonly [what: string, sql: string, words: string])[] = [
    ['more refunded than was paid (I14)', copy, 'more would be refunded than was paid'],
    [
      'a refund that grows beyond it (I14)',
      'UPDATE refunds SET amount_cents = 501',
      'more would be refunded than was paid',
    ],
    ['a refund that is deleted', 'DELETE FROM refunds', 'never deleted'],
    ['a case that is deleted', 'DELETE FROM suspense', 'never deleted'],
    ['a refund that has ended and is tried again', "UPDATE refunds SET state = 'failed', ended_at = 1", 'CHECK'],
    ['a case that has ended without a time', "UPDATE suspense SET outcome = 'keep'", 'CHECK'],
    [
      'a second open case of an order',
      "INSERT INTO suspense (id, order_id, kind, amount, cents, created_at) SELECT 'b', order_id, kind, 1, 1, 0 FROM suspense",
      'UNIQUE',
    ],
    ['more credited than was bought (I9)', 'UPDATE orders SET credited = credits + 1', 'CHECK'],
    ['a dispute of what was never paid', "UPDATE orders SET state = 'disputed', paid_at = NULL", 'CHECK'],
  ];
  it.each(refused)('refuse %s', (_what, sql, words) => {
    expect(() => db.exec(sql)).toThrow(words);
  });

  it('a refund is due until the rail knows it, to one process at a time', async () => {
    const lease = { now: start + 60_000, until: start + 120_000, limit: 5 };
    const other = openSqliteStorage({ path: ledger.path });
    const takers = await Promise.all([ledger.storage.leaseRefunds(lease), other.leaseRefunds(lease)]);
    expect(takers.flat()).toMatchObject([{ orderId: id, state: 'pending', amountCents: 300 }]);
    expect(await other.leaseRefunds({ ...lease, now: start + 119_999 })).toEqual([]);
    expect(await other.leaseRefunds({ ...lease, now: start + 120_000 })).toHaveLength(1);
    await other.close();
  });

  it('an audit finds a case that the ledger does not know, and refunds that the order does not', async () => {
    const findings = async () => (await ledger.storage.audit()).findings;
    expect(await findings()).toEqual([]);
    db.exec('UPDATE suspense SET amount = amount - 1');
    expect(await findings()).toEqual([{ code: 'suspense_differs', kept: 50_000_000, cases: 49_999_999 }]);
    db.exec('UPDATE suspense SET amount = amount + 1; UPDATE orders SET refunded_cents = 400');
    expect(await findings()).toEqual([
      {
        code: 'refunds_differ',
        order_id: expect.any(String),
        kept: { refunded_cents: 400, pending_cents: 300 },
        refunds: { refunded_cents: 300, pending_cents: 300 },
      },
    ]);
    db.exec('DROP TRIGGER refunds_stay_within_payment; UPDATE refunds SET amount_cents = 600');
    expect(await findings()).toMatchObject([{ code: 'refunded_too_much', credited_cents: 500, refunded_cents: 600 }]);
    db.exec('UPDATE refunds SET amount_cents = 300; UPDATE orders SET refunded_cents = 300');
    expect(await findings()).toEqual([]);
  });
});

describe('a file of before refunds were rows', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  /** One order of each kind, as the programs up to 0050 left them: 500 cents for 100 microcredits. */
  function oldFile(path: string): readonly string[] {
    const ids = ['open', 'paid', 'refunded', 'expired', 'over'].map((state) => {
      const id = randomUUID();
      return { id, state };
    });
    const db = openWriter(path);
    migrate(db, readMigrations().slice(0, 5));
    const order = db.prepare(
      `INSERT INTO orders (id, state, provider, amount_cents, currency, credits, token_hash, provider_txn_id, created_at,
         expires_at, paid_at, suspended) VALUES (?, ?, 'stripe', 500, 'EUR', 100, ?, ?, 0, 1, ?, ?)`,
    );
    for (const [number, { id, state }] of ids.entries()) {
      const isPaid = ['paid', 'refunded', 'over'].includes(state);
      const suspended = state === 'expired' ? 40 : state === 'over' ? 7 : 0;
      order.run(
        id,
        state === 'over' ? 'paid' : state,
        String(number).repeat(64),
        `txn:${state}`,
        isPaid ? 5 : null,
        suspended,
      );
    }
    db.exec(`INSERT INTO accounts (id, name, owner, balance, created_at) VALUES (1, 'wallet:w', 'token:t', 230, 0),
        (2, 'world:stripe', NULL, -347, 0), (3, 'refunds', NULL, 70, 0), (4, 'suspense', NULL, 47, 0);
      INSERT INTO transfers (id, ref, from_account, to_account, amount, reason, at) VALUES
        (1, 'payment:stripe:txn:all', 2, 1, 300, 'r', 0), (2, 'refund:stripe:txn:refunded', 1, 3, 70, 'r', 9),
        (3, 'surplus:stripe:txn', 2, 4, 47, 'r', 0);
      INSERT INTO entries (account_id, transfer_id, delta, balance_after) VALUES (1, 1, 300, 300), (2, 1, -300, -300),
        (1, 2, -70, 230), (3, 2, 70, 70), (2, 3, -47, -347), (4, 3, 47, 47);`);
    db.close();
    return ids.map(({ id }) => id);
  }

  it('knows after the upgrade what each order credited, gave back and has in suspense, and is sound', async () => {
    const path = join(folder.path, 'ledger.db');
    const [open, paid, refunded, expired, over] = oldFile(path).map((id) => OrderId.parse(id));
    const storage = openSqliteStorage({ path });
    const books = async (id = OrderId.parse(randomUUID())) => (await storage.readOrder(id))?.books;
    expect(await books(open)).toMatchObject({ credited: 0, creditedCents: 0 });
    expect(await books(paid)).toMatchObject({ credited: 100, creditedCents: 500, refundedCents: 0 });
    expect(await books(refunded)).toMatchObject({ creditedCents: 500, refundedCents: 500, pendingCents: 0 });
    expect(await storage.pageRefunds({ before: null, limit: 5 })).toMatchObject([
      { orderId: refunded, origin: 'provider', amountCents: 500, credits: { taken: 70, short: 0 }, endedAt: 9 },
    ]);
    expect(await storage.pageCases({ isOpen: true, after: null, limit: 5 })).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ orderId: expired, kind: 'underpaid', amount: 40, cents: 200 }),
        expect.objectContaining({ orderId: over, kind: 'overpaid', amount: 7, cents: 35 }),
      ]),
    );
    expect((await storage.audit()).findings).toEqual([]);
    await storage.checkWritable();
    await storage.close();
  });
});
