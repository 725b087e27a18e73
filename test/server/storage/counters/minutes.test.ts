// A ledger whose minutes are counted in another store: all that is promised of any store, and what a store of two parts must bear.
import { beforeEach, expect, it } from 'vitest';
import type { PlanId } from '../../../../server/contract/plans/plans.ts';
import { holdFromPlan } from '../../../../server/domain/holds/open-hold.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { silentLog } from '../../../../server/lib/log.ts';
import { countMinutesElsewhere } from '../../../../server/storage/counters/count-minutes-elsewhere.ts';
import { createMemoryCounters } from '../../../../server/storage/counters/memory.ts';
import { LimitsAway } from '../../../../server/storage/limits/limit-store.ts';
import type { CounterStore } from '../../../../server/storage/plans/counter-store.ts';
import { type Storage, StorageUnavailable } from '../../../../server/storage/storage.ts';
import { holdId } from '../../../support/ledger-values.ts';
import { count, end, opening, planAsk, usedIn } from '../conformance/fixtures.ts';
import { ledgerEachTest, month, provesBeside } from './ledger-beside.ts';

provesBeside('SQLite with minutes in memory', () => {
  const minutes = createMemoryCounters();
  return (ledger) => countMinutesElsewhere(ledger, minutes, silentLog);
});

const place = ledgerEachTest();
let minutes: CounterStore;
beforeEach(() => {
  minutes = createMemoryCounters();
});

const { minute } = planAsk([]);
const over = (counters: CounterStore) => countMinutesElsewhere(place.ledger, counters, silentLog);
const used = async () => (await minutes.read([minute]))[0]?.used;

it('counts the minute there and the month here', async () => {
  const storage = over(minutes);
  await count(storage, [month, minute]);
  expect(await usedIn(place.ledger, [month, minute])).toEqual([1, 0]);
  expect(await usedIn(storage, [month, minute])).toEqual([1, 1]);
  expect(await used()).toBe(1);
});

it('the last message of a minute goes to one of those who ask at once, and the ledger holds no other', async () => {
  await place.expectNoneTooMany(minute, (ledger) => countMinutesElsewhere(ledger, minutes, silentLog));
  expect(await used()).toBe(10);
});

it('a minute that was counted by others meanwhile is decided again with what they left', async () => {
  const raced = { times: 0 };
  const storage = over({
    ...minutes,
    async addOne(read) {
      if (raced.times++ === 0) await minutes.addOne(await minutes.read([minute]));
      return minutes.addOne(read);
    },
  });
  expect(await count(storage, [minute], { limit: 1 })).toBe('full');
  expect(await used()).toBe(1);
});

it('a minute that nobody else counts in is asked for once, and a no by what is remembered is looked at again', async () => {
  const asked = { reads: 0 };
  const storage = over({
    ...minutes,
    read(windows) {
      asked.reads += 1;
      return minutes.read(windows);
    },
  });
  for (let turn = 0; turn < 3; turn += 1) await count(storage, [minute], { limit: 3 });
  expect([asked.reads, await used()]).toEqual([1, 3]);
  expect(await count(storage, [minute], { limit: 3 })).toBe('full');
  await minutes.giveBack([minute]);
  expect(await count(storage, [minute], { limit: 3 })).toBe('counted');
  expect(await used()).toBe(3);
});

it('a message that the ledger did not take is no longer counted', async () => {
  const broken: Storage = { ...place.ledger, reserveHold: () => Promise.reject(new StorageUnavailable('full')) };
  const storage = countMinutesElsewhere(broken, minutes, silentLog);
  await expect(count(storage, [minute])).rejects.toThrow(StorageUnavailable);
  expect(await used()).toBe(0);
});

it('a message that the ledger decides otherwise in the end is no longer counted', async () => {
  const id = holdId();
  // Its hold was made after it was looked for.
  const late: Storage = { ...place.ledger, readHold: () => Promise.resolve(null) };
  const storage = countMinutesElsewhere(late, minutes, silentLog);
  const ask = { id, payer: { kind: 'owners', owners: [] }, plan: planAsk([]) } as const;
  await count(place.ledger, [month], { id });
  const answer = await storage.reserveHold<string>(ask, ({ hold }) => {
    if (hold !== null) return { write: null, answer: 'repeated' };
    const made = holdFromPlan(opening(id), { planId: brand<PlanId>('free'), counted: [] });
    return { write: { kind: 'hold', hold: made, posting: null, allowances: [], counted: [minute] }, answer: 'held' };
  });
  expect([answer, await used()]).toEqual(['repeated', 0]);
});

it('a minute that cannot be reached refuses the message, and nothing of it is held', async () => {
  const id = holdId();
  for (const call of ['read', 'addOne'] as const) {
    const storage = over({ ...minutes, [call]: () => Promise.reject(new LimitsAway('away', 1_000)) });
    await expect(count(storage, [minute], { id })).rejects.toThrow(LimitsAway);
  }
  expect(await place.ledger.readHold(id)).toBeNull();
});

it('a minute that cannot be reached keeps no hold from its end, and nobody from their balance', async () => {
  const id = holdId();
  await count(over(minutes), [minute], { id });
  const storage = over({ ...minutes, read: () => Promise.reject(new LimitsAway('away', 1_000)) });
  expect(await usedIn(storage, [minute])).toEqual([0]);
  expect((await storage.readHold(id, { plan: planAsk([]) }))?.plan?.minute).toEqual({ ...minute, used: 0 });
  await storage.endHold(id, () => ({ write: null, answer: null }), { plan: planAsk([]) });
  await end(storage, id, { kind: 'release', reason: 'x' });
  expect((await place.ledger.readHold(id))?.hold.state).toBe('released');
});

it('a minute that changes at every try is given up with an outage, not tried for ever', async () => {
  const tries = { made: 0 };
  const storage = over({
    ...minutes,
    addOne() {
      tries.made += 1;
      return Promise.resolve(false);
    },
  });
  await expect(count(storage, [minute])).rejects.toThrow(StorageUnavailable);
  expect(tries.made).toBe(50);
});
