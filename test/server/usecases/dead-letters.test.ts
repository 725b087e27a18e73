// What was set aside: listed newest first, tried again, discarded with a reason, and never a wall for what comes after.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { KeptLetter } from '../../../server/contract/letters/dead-letters.ts';
import { LetterId } from '../../../server/contract/letters/dead-letters.ts';
import { type TestLedger, openTestLedger, orderId } from '../../support/server-ledger.ts';

const { signal } = new AbortController();
let base: TestLedger;
const receiver = { isUp: false };
beforeEach(() => {
  receiver.isUp = false;
  base = openTestLedger({
    config: { outboxMaxAttempts: 1, inboxMaxAttempts: 1 },
    tell: () => (receiver.isUp ? Promise.resolve() : Promise.reject(new Error('down'))),
  });
});
afterEach(() => base.close());

const list = async (box: KeptLetter['box'], state: 'dead' | 'discarded' = 'dead') =>
  (await base.usecases.deadLetters.list({ box, state, limit: 200, after: null })).letters;

async function paidOrders(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const { orderId: id } = await base.checkout();
    base.rail.say(`txn:${id}`, { state: 'paid' });
    await base.usecases.orders.status(id, signal);
    ids.push(id);
  }
  return ids;
}

async function runUntilQuiet(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await base.runOnce();
}

function first(letters: readonly KeptLetter[]): KeptLetter {
  const [letter] = letters;
  if (letter === undefined) throw new Error('there is no letter');
  return letter;
}

it('letters are listed newest first, in pages that new ones do not move', async () => {
  const ids = await paidOrders(5);
  await runUntilQuiet();
  const { deadLetters } = base.usecases;
  const subjects = (letters: readonly KeptLetter[]) =>
    letters.map((one) => (one.box === 'outbox' ? one.subject : one.box));
  const page = await deadLetters.list({ box: 'outbox', state: 'dead', limit: 2, after: null });
  await paidOrders(1);
  await runUntilQuiet();
  const next = await deadLetters.list({ box: 'outbox', state: 'dead', limit: 2, after: page.next });
  const last = await deadLetters.list({ box: 'outbox', state: 'dead', limit: 2, after: next.next });
  expect([...page.letters, ...next.letters, ...last.letters]).toHaveLength(5);
  expect(subjects([...page.letters, ...next.letters, ...last.letters])).toEqual(
    ids.map((id) => `order:${id}`).toReversed(),
  );
  expect(last.next).toBeNull();
});

it('a replayed letter goes out again under its own id and number, before what waits behind it', async () => {
  const { orderId: id } = await base.checkout();
  base.rail.say(`txn:${id}`, { state: 'seen' });
  await base.usecases.orders.status(id, signal);
  await runUntilQuiet();
  const letter = first(await list('outbox'));
  base.rail.say(`txn:${id}`, { state: 'paid' });
  await base.usecases.orders.status(id, signal);
  await base.usecases.deadLetters.replay(letter);
  receiver.isUp = true;
  await runUntilQuiet();
  expect(base.told.map(({ data }) => JSON.parse(data).order.state)).toEqual(['seen', 'paid']);
  expect(base.told[0]).toMatchObject({ id: letter.event_id, sequence: letter.id });
  expect(await list('outbox')).toEqual([]);
});

it('a replayed letter has as many tries as a new one, and dies again', async () => {
  await paidOrders(1);
  await runUntilQuiet();
  const letter = first(await list('outbox'));
  expect(await base.usecases.deadLetters.replay(letter)).toMatchObject({
    isNew: true,
    letter: { state: 'due', attempts: 0 },
  });
  expect(await base.usecases.deadLetters.replay(letter)).toMatchObject({ isNew: false });
  await runUntilQuiet();
  expect(await list('outbox')).toMatchObject([{ id: letter.id, attempts: 1 }]);
});

it('a discarded letter stays with its first reason, is counted no more, and can be taken back', async () => {
  await paidOrders(1);
  await base.deliver({ orderId: orderId() });
  await runUntilQuiet();
  const { deadLetters } = base.usecases;
  for (const box of ['inbox', 'outbox'] as const) {
    const letter = first(await list(box));
    expect(await deadLetters.discard(letter, 'a test order')).toMatchObject({
      isNew: true,
      letter: { state: 'discarded' },
    });
    expect(await deadLetters.discard(letter, 'another reason')).toMatchObject({
      isNew: false,
      letter: { reason: 'a test order' },
    });
    expect(await list(box)).toEqual([]);
    expect(await list(box, 'discarded')).toMatchObject([{ id: letter.id, reason: 'a test order' }]);
  }
  expect(await deadLetters.count()).toEqual({ inbox: 0, outbox: 0 });
  await deadLetters.replay(first(await list('outbox', 'discarded')));
  receiver.isUp = true;
  await runUntilQuiet();
  expect(base.told).toHaveLength(1);
  expect(await list('outbox', 'discarded')).toEqual([]);
});

it('what never died is no letter', async () => {
  receiver.isUp = true;
  await paidOrders(1);
  const { deadLetters } = base.usecases;
  const unknown = { code: 'dead_letter_not_found' };
  for (const id of [LetterId.parse(1), LetterId.parse(99)]) {
    expect(await deadLetters.replay({ box: 'outbox', id })).toMatchObject(unknown);
    expect(await deadLetters.discard({ box: 'inbox', id }, 'x')).toMatchObject(unknown);
  }
  await runUntilQuiet();
  expect(base.told).toHaveLength(1);
});
