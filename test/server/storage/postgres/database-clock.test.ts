// The clock that all nodes of one database go by.
import { afterEach, expect, it } from 'vitest';
import type { Clock } from '../../../../server/lib/clock.ts';
import { createDatabaseClock, type DatabaseClock } from '../../../../server/storage/postgres/database-clock.ts';

let clock: DatabaseClock | null = null;
afterEach(() => clock?.stop());

/** A node's clock that a way to the database and back takes so long on, look by look. */
function node(ways: readonly number[]) {
  const hand = { at: 1_000_000 };
  const left = [...ways];
  const own: Clock = { now: () => hand.at, wait: () => Promise.resolve() };
  /** The database is 5,000 ms ahead, and says what time it is in the middle of the way. */
  const read = (): Promise<number> => {
    const way = left.shift() ?? 0;
    hand.at += way / 2;
    const there = hand.at + 5_000;
    hand.at += way / 2;
    return Promise.resolve(there);
  };
  return { own, read, hand };
}

it('says what the database’s says, however far the node’s own is behind', async () => {
  const { own, read, hand } = node([10, 10, 10]);
  clock = await createDatabaseClock(read, own);
  expect(clock.now()).toBe(hand.at + 5_000);
  hand.at += 77;
  expect(clock.now()).toBe(hand.at + 5_000);
});

it('believes the quickest of its looks', async () => {
  const hand = { at: 0 };
  // Of the slow ones the whole way is the way there, so that they are wrong by half of it.
  const ways = [800, 2, 600];
  const own: Clock = { now: () => hand.at, wait: () => Promise.resolve() };
  const read = (): Promise<number> => {
    hand.at += ways.shift() ?? 0;
    return Promise.resolve(hand.at + 5_000);
  };
  clock = await createDatabaseClock(read, own);
  expect(clock.now() - hand.at).toBe(5_001);
});

it('cannot be made while the database does not answer', async () => {
  const { own } = node([]);
  await expect(createDatabaseClock(() => Promise.reject(new Error('away')), own)).rejects.toThrow('away');
});
