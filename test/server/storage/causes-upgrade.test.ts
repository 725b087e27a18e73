// A file from before a booking's cause was a code: what the server had written there in English becomes its code and the order's id,
// and what an operator wrote stays as it was.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BookingCause } from '../../../server/contract/booking-cause.ts';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import { walletId } from '../../../server/domain/wallets/ledger.ts';
import { openWriter } from '../../../server/storage/sqlite/connection.ts';
import { migrate, readMigrations } from '../../../server/storage/sqlite/migrate.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const id = OrderId.parse('0190c0de-0000-7000-8000-00000000000a');
const shouted = id.toUpperCase();
const about = (code: Extract<BookingCause, { order_id: OrderId }>['code']) => ({ code, order_id: id });

/** Each booking as it was: its name, its text, and what that is now. */
const booked: readonly (readonly [ref: string, text: string, now: unknown])[] = [
  ['hold:1', 'order of the day', { code: 'charge', model: 'order of the day' }],
  ['hold:2', 'llama3', { code: 'charge', model: 'llama3' }],
  ['grant:a', `order ${id}`, { code: 'written', text: `order ${id}` }],
  ['adjust:a', `order ${id} is disputed`, { code: 'written', text: `order ${id} is disputed` }],
  ['suspense:a', `counts towards order ${id}`, { code: 'written', text: `counts towards order ${id}` }],
  ['payment:stripe:pi_1', `order ${id}`, about('order_paid')],
  ['payment:stripe:pi_2', `order ${shouted}`, about('order_paid')],
  [`void:${id}:1:begin`, `the payment of order ${id} turned out void`, about('payment_void')],
  [`void:${id}:2:end`, `the payment of order ${id} is good after all`, about('payment_good_after_all')],
  ['refund:stripe:pi_1', `order ${id} was refunded`, about('refunded_at_provider')],
  [`refund:${id}:3:r`, 'given back at the provider', about('refunded_at_provider')],
  [`refund:${id}:4:r`, 'the buyer’s bank took the money back', about('taken_by_bank')],
  [`refund:${id}:5:r:back`, `a refund for order ${id} failed`, about('refund_failed')],
  [`refund:${id}:6:r`, 'asked nicely', { code: 'written', text: 'asked nicely' }],
  [`dispute:${id}:7:freeze`, `order ${id} is disputed`, about('order_disputed')],
  [`dispute:${id}:8:thaw`, `the dispute about order ${id} is over`, about('dispute_over')],
  [`surplus:${id}:9:more`, `more than order ${id} asked for`, about('paid_too_much')],
  [`surplus:${id}:10:more`, `less than order ${id} asked for`, about('paid_too_little')],
  [`surplus:${id}:11:more`, `less came in for order ${id} than was told`, about('less_came_in')],
  [`surplus:${id}:12:end`, `counts towards order ${id}`, about('counts_towards_order')],
  [`surplus:${id}:13:end`, `did not come in for order ${id} after all`, about('did_not_come_in')],
  [`refund:${id}:14:r:aside`, `refund of what came in beside order ${id}`, about('suspense_refunded')],
  [`refund:${id}:15:r:aside-back`, `a refund beside order ${id} failed`, about('suspense_refund_failed')],
  ['payment:stripe:pi_3', 'order of nobody', { code: 'written', text: 'order of nobody' }],
];

it('every English cause becomes a code, and what an operator wrote is kept to the letter', async () => {
  const path = `${folder.path}/ledger.db`;
  const db = openWriter(path);
  migrate(
    db,
    readMigrations().filter(({ id: number }) => number < 150),
  );
  const refund = (origin: string, reason: string) =>
    `INSERT INTO refunds (id, order_id, origin, amount_cents, aside_cents, from_aside, taken, short, state, reason, created_at, ended_at)
     VALUES ('${randomUUID()}', '${id}', '${origin}', 10, 0, 0, 20, 0, 'succeeded', '${reason}', 5, 6);`;
  db.exec(`
    INSERT INTO orders (id, state, provider, pack_id, amount_cents, currency, credits, token_hash, provider_txn_id,
       provider_status, created_at, expires_at, paid_at, credited, credited_cents)
     VALUES ('${id}', 'paid', 'stripe', 'small', 500, 'EUR', 1000, '${'a'.repeat(64)}', 'txn', 'succeeded', 1, 2, 3, 1000, 500);
    INSERT INTO accounts (id, name, owner, balance, created_at) VALUES
      (1, 'wallet:w', 'token:${'a'.repeat(64)}', ${booked.length}, 1), (2, 'promo', NULL, -${booked.length}, 1);
    ${refund('provider', 'given back at the provider')}
    ${refund('dispute', 'the buyer’s bank took the money back')}
    ${refund('operator', 'given back at the provider')}`);
  const transfer = db.prepare(
    'INSERT INTO transfers (id, ref, from_account, to_account, amount, reason, at) VALUES (?, ?, 2, 1, 1, ?, 1)',
  );
  const entry = db.prepare('INSERT INTO entries (account_id, transfer_id, delta, balance_after) VALUES (?, ?, ?, ?)');
  for (const [index, [ref, text]] of booked.entries()) {
    transfer.run(index + 1, ref, text);
    entry.run(1, index + 1, 1, index + 1);
    entry.run(2, index + 1, -1, -index - 1);
  }
  db.close();
  const storage = openSqliteStorage({ path });
  const lines = await storage.readLedger({ id: walletId('w'), after: null, limit: 100 });
  expect(lines?.toReversed().map(({ ref, cause }) => [ref, cause])).toEqual(booked.map(([ref, , now]) => [ref, now]));
  expect((await storage.readRefunds(id)).map(({ cause }) => cause)).toEqual([
    about('refunded_at_provider'),
    about('taken_by_bank'),
    { code: 'written', text: 'given back at the provider' },
  ]);
  await storage.close();
  const after = openWriter(path);
  expect(() => after.exec("UPDATE transfers SET reason = 'another'")).toThrow(/append-only/);
  after.close();
});
