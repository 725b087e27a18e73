// A file from before a no was a code with parameters: its sentences are kept, so that the same question hears the same.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HoldId } from '../../../server/contract/holds/holds.ts';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import { openWriter } from '../../../server/storage/sqlite/connection.ts';
import { migrate, readMigrations } from '../../../server/storage/sqlite/migrate.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const idOf = (last: number) => `0190c0de-0000-7000-8000-00000000000${last}`;
const [free, dear] = [HoldId.parse(idOf(1)), HoldId.parse(idOf(2))];
const [refused, silent, paid] = [OrderId.parse(idOf(3)), OrderId.parse(idOf(4)), OrderId.parse(idOf(5))];

it('a stored no, an order that the provider refused and a refund that failed keep the sentence that was said', async () => {
  const path = `${folder.path}/ledger.db`;
  const db = openWriter(path);
  migrate(
    db,
    readMigrations().filter(({ id }) => id < 120),
  );
  const order = (id: string, state: string, status: string | null, txn: string | null) =>
    `INSERT INTO orders (id, state, provider, pack_id, amount_cents, currency, credits, token_hash, provider_txn_id,
       provider_status, created_at, expires_at, paid_at, credited, credited_cents)
     VALUES ('${id}', '${state}', 'stripe', 'small', 500, 'EUR', 1000, '${'a'.repeat(64)}', ${txn}, ${status}, 1, 2,
       ${txn === null ? 'NULL' : '3'}, ${txn === null ? '0, 0' : '1000, 500'});`;
  db.exec(`
    INSERT INTO refusals (id, holder, model, venue, code, detail, resets_at, at) VALUES
      ('${free}', 'client:a', 'm', 'local', 'free_exhausted', 'You have used your 20 free messages.', 7, 4),
      ('${dear}', 'token:a', 'm', 'local', 'credits_exhausted', 'Your credits are used up.', NULL, 5);
    ${order(refused, 'failed', "'Stripe does not charge as little as 5.00 EUR.'", null)}
    ${order(silent, 'expired', null, null)}
    ${order(paid, 'paid', "'succeeded'", "'txn'")}
    INSERT INTO refunds (id, order_id, origin, asked_cents, amount_cents, aside_cents, from_aside, taken, short, state, reason,
      note, created_at, ended_at) VALUES
      ('r1', '${paid}', 'operator', 10, 10, 0, 0, 20, 0, 'failed', 'r', 'The provider says no.', 5, 6),
      ('r2', '${paid}', 'operator', 10, 10, 0, 0, 20, 0, 'succeeded', 'r', NULL, 7, 8);`);
  db.close();
  const storage = openSqliteStorage({ path });
  const stored = (id: HoldId) =>
    storage.reserveHold({ id, payer: { kind: 'free', keys: [] } }, ({ refusal }) => ({ write: null, answer: refusal }));
  expect(await stored(free)).toMatchObject({
    code: 'free_exhausted',
    params: { legacy_detail: 'You have used your 20 free messages.', resets_at: 7 },
    at: 4,
  });
  expect(await stored(dear)).toMatchObject({
    code: 'credits_exhausted',
    params: { legacy_detail: 'Your credits are used up.' },
  });
  expect(await storage.readOrder(refused)).toMatchObject({
    state: 'failed',
    providerStatus: 'refused',
    refusal: { legacy_detail: 'Stripe does not charge as little as 5.00 EUR.' },
  });
  expect(await storage.readOrder(silent)).toMatchObject({ providerStatus: null, refusal: null });
  expect(await storage.readOrder(paid)).toMatchObject({ providerStatus: 'succeeded', refusal: null });
  expect(await storage.readRefunds(paid)).toMatchObject([
    { id: 'r1', failure: { legacy_detail: 'The provider says no.' } },
    { id: 'r2', failure: null },
  ]);
  await storage.close();
});
