// Working off webhooks: by one process at a time, again until the order exists, and set aside after too many tries (I11, I12).
import Database from 'better-sqlite3';
import { afterEach, expect, it } from 'vitest';
import {
  type LedgerOptions,
  type TestLedger,
  credits,
  holder,
  openTestLedger,
  orderId,
  start,
} from '../../support/server-ledger.ts';

const open: TestLedger[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function ledger(options?: LedgerOptions): TestLedger {
  const made = openTestLedger(options);
  open.push(made);
  return made;
}

function deliveries({ path }: TestLedger): unknown[] {
  const db = new Database(path, { readonly: true });
  const rows = db.prepare('SELECT state, attempts FROM deliveries ORDER BY id').all();
  db.close();
  return rows;
}

it('of two processes one works a webhook off, however often both look', async () => {
  const base = ledger();
  const other = base.second();
  const orders = await Promise.all(Array.from({ length: 30 }, () => base.checkout()));
  for (const { orderId: id } of orders) {
    base.rail.say(`txn:${id}`, { state: 'paid' });
    await base.deliver({ orderId: id });
  }
  await Promise.all([base.runOnce(), other.runOnce(), base.runOnce(), other.runOnce()]);
  expect(base.rail.counts.read).toBe(30);
  expect(deliveries(base)).toEqual(orders.map(() => ({ state: 'done', attempts: 1 })));
  expect(await base.usecases.status.pro(holder('buyer'), null)).toMatchObject({ balance: credits(3_000) });
});

it('a webhook that comes before its order is tried again until the order is there', async () => {
  const base = ledger();
  const id = orderId();
  base.rail.say(`txn:${id}`, { state: 'paid' });
  await base.deliver({ orderId: id });
  for (const at of [0, 1_000, 3_000, 7_000]) {
    base.clock.set(start + at);
    await base.runOnce();
  }
  expect(deliveries(base)).toEqual([{ state: 'parked', attempts: 4 }]);
  await base.checkout({ orderId: id });
  // Before the reconciler would look by itself.
  base.clock.set(start + 14_999);
  await base.runOnce();
  expect(deliveries(base)).toEqual([{ state: 'parked', attempts: 4 }]);
  base.clock.set(start + 15_000);
  await base.runOnce();
  expect(deliveries(base)).toEqual([{ state: 'done', attempts: 5 }]);
  expect(await base.usecases.status.pro(holder('buyer'), null)).toMatchObject({ balance: credits(100) });
});

it('a webhook of an order that never comes is set aside, and a replay finds an order that came after all', async () => {
  const base = ledger({ config: { inboxMaxAttempts: 2 } });
  const id = orderId();
  await base.deliver({ orderId: id, eventId: 'early' });
  base.clock.set(start + 1_000);
  await base.runOnce();
  base.clock.set(start + 2_000);
  await base.runOnce();
  const { deadLetters } = base.usecases;
  const [letter] = (await deadLetters.list({ box: 'inbox', state: 'dead', limit: 9, after: null })).letters;
  expect(letter).toMatchObject({
    box: 'inbox',
    event_id: 'early',
    order_id: id,
    attempts: 2,
    outcome: { code: 'order_unknown' },
  });
  base.rail.say(`txn:${id}`, { state: 'paid' });
  await base.checkout({ orderId: id });
  if (letter === undefined) throw new Error('there is no letter');
  expect(await deadLetters.replay(letter)).toMatchObject({ kind: 'letter', isNew: true, letter: { state: 'due' } });
  await base.runOnce();
  expect(deliveries(base)).toEqual([{ state: 'done', attempts: 1 }]);
  expect(await deadLetters.replay(letter)).toMatchObject({ kind: 'letter', isNew: false, letter: { state: 'done' } });
});

it('a webhook whose provider stays silent is set aside, and the reconciler still books the money', async () => {
  const base = ledger({ config: { inboxMaxAttempts: 1 } });
  const { orderId: id } = await base.checkout();
  base.rail.say(`txn:${id}`, null);
  await base.deliver({ orderId: id });
  await base.runOnce();
  expect(await base.usecases.deadLetters.count()).toEqual({ inbox: 1, outbox: 0 });
  base.rail.say(`txn:${id}`, { state: 'paid' });
  base.clock.set(start + 60_000);
  await base.runOnce();
  expect(await base.usecases.status.pro(holder('buyer'), null)).toMatchObject({ balance: credits(100) });
});
