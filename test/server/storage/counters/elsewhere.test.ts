// A ledger whose plans count in another store: all that is promised of any store, and what a store of two parts must bear.
import { expect, it } from 'vitest';
import { endHold } from '../../../../server/domain/holds/end-hold.ts';
import { silentLog } from '../../../../server/lib/log.ts';
import { countElsewhere } from '../../../../server/storage/counters/count-elsewhere.ts';
import { createMemoryCounters } from '../../../../server/storage/counters/memory.ts';
import type { CounterStore } from '../../../../server/storage/plans/counter-store.ts';
import { type Storage, StorageUnavailable } from '../../../../server/storage/storage.ts';
import { holdId, start } from '../../../support/ledger-values.ts';
import { count, end, told, usedIn } from '../conformance/fixtures.ts';
import { ledgerEachTest, month, provesBeside } from './ledger-beside.ts';

provesBeside('SQLite with counters in memory', () => {
  const counters = createMemoryCounters();
  return (ledger) => countElsewhere(ledger, counters, silentLog);
});

const place = ledgerEachTest();

/** Counters of which single calls are replaced. */
function counters(changed: (inner: CounterStore) => Partial<CounterStore>): CounterStore {
  const inner = createMemoryCounters();
  return { ...inner, ...changed(inner) };
}

it('the last message of a window goes to one of those who ask at once, and the ledger holds no other', async () => {
  const shared = createMemoryCounters();
  await place.expectNoneTooMany(month, (ledger) => countElsewhere(ledger, shared, silentLog));
  expect(await shared.read([month])).toMatchObject([{ used: 10 }]);
});

it('a message that was counted by others meanwhile is decided again with what they left', async () => {
  const raced = { times: 0 };
  const shared = counters((inner) => ({
    async addOne(read) {
      if (raced.times++ === 0) await inner.addOne(await inner.read([month]));
      return inner.addOne(read);
    },
  }));
  const storage = countElsewhere(place.ledger, shared, silentLog);
  expect(await count(storage, [month], { limit: 1 })).toBe('full');
  expect(await shared.read([month])).toMatchObject([{ used: 1 }]);
});

it('a message that the ledger did not take is no longer counted', async () => {
  const shared = createMemoryCounters();
  const broken: Storage = {
    ...place.ledger,
    reserveHold: (ask, decide) =>
      place.ledger.reserveHold(ask, (seen) => {
        const decided = decide(seen);
        if (decided.write !== null) throw new StorageUnavailable('full');
        return decided;
      }),
  };
  const storage = countElsewhere(broken, shared, silentLog);
  await expect(count(storage, [month])).rejects.toThrow(StorageUnavailable);
  expect(await shared.read([month])).toMatchObject([{ used: 0 }]);
});

it('counters that cannot be reached refuse the message, and nothing of it is held', async () => {
  const down = () => Promise.reject(new StorageUnavailable('away'));
  const id = holdId();
  for (const call of ['read', 'addOne'] as const) {
    const storage = countElsewhere(
      place.ledger,
      counters(() => ({ [call]: down })),
      silentLog,
    );
    await expect(count(storage, [month], { id })).rejects.toThrow(StorageUnavailable);
  }
  expect(await place.ledger.readHold(id)).toBeNull();
});

it('a release stands though its message cannot be given back, and the operator is told', async () => {
  const lines: string[] = [];
  const log = { ...silentLog, warn: (_: object, line: string) => void lines.push(line) };
  const shared = counters(() => ({ giveBack: () => Promise.reject(new StorageUnavailable('away')) }));
  const storage = countElsewhere(place.ledger, shared, log);
  const id = holdId();
  await count(storage, [month], { id });
  await end(storage, id, { kind: 'release', reason: 'x' });
  expect((await place.ledger.readHold(id))?.hold.state).toBe('released');
  expect(await shared.read([month])).toMatchObject([{ used: 1 }]);
  expect(lines).toEqual(['a message could not be taken out of the counters of its plan']);
});

it('a hold that ends twice gives its message back once', async () => {
  const shared = createMemoryCounters();
  const storage = countElsewhere(place.ledger, shared, silentLog);
  const [first, second] = [holdId(), holdId()];
  await count(storage, [month], { id: first });
  await count(storage, [month], { id: second });
  const release = () =>
    storage.endHold(first, (seen) => ({
      write: seen && told(endHold(seen.hold, { kind: 'release', reason: 'x' }, { ...seen, now: start + 1 })),
      answer: null,
    }));
  await Promise.all([release(), release()]);
  expect(await usedIn(storage, [month])).toEqual([1]);
});

it('counters that change at every try are given up with an outage, not tried for ever', async () => {
  const tries = { made: 0 };
  const shared = counters(() => ({
    addOne() {
      tries.made += 1;
      return Promise.resolve(false);
    },
  }));
  await expect(count(countElsewhere(place.ledger, shared, silentLog), [month])).rejects.toThrow(StorageUnavailable);
  expect(tries.made).toBe(50);
});

it('counts that come back to the ledger are made again from its holds', async () => {
  const open = { isElsewhere: false, now: start };
  await place.ledger.countPlans({ ...open, isElsewhere: true });
  const storage = countElsewhere(place.ledger, createMemoryCounters(), silentLog);
  const [id, released] = [holdId(), holdId()];
  await count(storage, [month], { id });
  await count(storage, [month]);
  await count(storage, [month], { id: released });
  await end(storage, released, { kind: 'release', reason: 'x' });
  expect(await usedIn(place.ledger, [month])).toEqual([0]);
  await place.ledger.countPlans(open);
  expect(await usedIn(place.ledger, [month])).toEqual([2]);
  expect(await place.ledger.audit()).toMatchObject({ planFindings: [] });
  // Said again, it changes nothing.
  await count(place.ledger, [month]);
  await place.ledger.countPlans(open);
  expect(await usedIn(place.ledger, [month])).toEqual([3]);
});
