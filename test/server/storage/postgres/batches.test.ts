// Commands that are gathered: which of them go together, and what each is told.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { batchMax, createBatches } from '../../../../server/storage/postgres/batches.ts';
import { StorageUnavailable } from '../../../../server/storage/storage.ts';

type Member = { readonly id: string };

const never = () => () => undefined;
const patient = { waitMs: 5_000, repeatMs: 8_000, now: () => 0, later: never };

/** A store that keeps each batch waiting until it is let through. */
function gathering(alone: (member: Member) => Promise<void> = async () => undefined) {
  const begun: { readonly ids: readonly string[]; end(done?: readonly string[]): void; fail(error: unknown): void }[] =
    [];
  const clock = { ms: 0 };
  const timers = new Map<() => void, number>();
  const pass = (ms: number): void => {
    clock.ms += ms;
    for (const [work, at] of timers) if (at <= clock.ms && timers.delete(work)) work();
  };
  const batches = createBatches<Member>({
    ...patient,
    now: () => clock.ms,
    later(ms, work) {
      timers.set(work, clock.ms + ms);
      return () => void timers.delete(work);
    },
    together: (members) =>
      new Promise((resolve, reject) => {
        const ids = members.map(({ id }) => id);
        const end = (done = ids) => resolve(new Set(members.filter(({ id }) => done.includes(id))));
        begun.push({ ids, end, fail: reject });
      }),
    alone,
  });
  const add = (...ids: readonly string[]) => ids.map((id) => batches.add({ id }));
  /** Whatever becomes of them. */
  const come = (...ids: readonly string[]) => void Promise.allSettled(add(...ids));
  return { begun, batches, clock, timers, pass, add, come, ids: () => begun.map((batch) => batch.ids) };
}

it('one that comes alone begins in the turn in which it came, and another beside it', async () => {
  const { come, ids } = gathering();
  come('a');
  await nextTurn();
  expect(ids()).toEqual([['a']]);
  come('b');
  await nextTurn();
  expect(ids()).toEqual([['a'], ['b']]);
});

it('all that come while two batches are under way go together in the next', async () => {
  const { come, begun, ids, batches } = gathering();
  come('a');
  await nextTurn();
  come('b');
  await nextTurn();
  come('c', 'd');
  await nextTurn();
  come('e');
  await nextTurn();
  expect(batches.waiting()).toBe(3);
  begun[0]?.end();
  await nextTurn();
  await nextTurn();
  expect(ids()).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
  expect(batches.waiting()).toBe(0);
});

it('a batch has one member of an id, and no more than it may', async () => {
  const { come, ids } = gathering();
  come('same', 'same', ...Array.from({ length: batchMax }, (_, i) => String(i)));
  await nextTurn();
  await nextTurn();
  expect(ids().map((batch) => batch.length)).toEqual([batchMax, 1]);
  expect(
    ids()
      .flat()
      .filter((id) => id === 'same'),
  ).toHaveLength(1);
});

it('who is left out is done alone, and is told of its own failure only', async () => {
  const { add, begun } = gathering((member) =>
    member.id === 'bad' ? Promise.reject(new RangeError('a bug')) : Promise.resolve(),
  );
  const told = Promise.allSettled(add('good', 'bad', 'odd'));
  await nextTurn();
  begun[0]?.end(['good']);
  expect((await told).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('a batch that failed is done again in halves, down to the one that spoils it', async () => {
  const alone: string[] = [];
  const { add, begun, ids } = gathering(async ({ id }) => void alone.push(id));
  const told = Promise.all(add('a', 'b', 'c', 'bad'));
  await nextTurn();
  begun[0]?.fail(new Error('a constraint'));
  await nextTurn();
  begun[1]?.end();
  begun[2]?.fail(new Error('a constraint'));
  await told;
  expect(ids()).toEqual([
    ['a', 'b', 'c', 'bad'],
    ['a', 'b'],
    ['c', 'bad'],
  ]);
  expect(alone).toEqual(['c', 'bad']);
});

it('one of an id waits until the other of that id is done', async () => {
  const { come, begun, ids } = gathering();
  come('same');
  await nextTurn();
  come('same', 'b');
  await nextTurn();
  begun[1]?.end();
  await nextTurn();
  expect(ids()).toEqual([['same'], ['b']]);
  begun[0]?.end();
  await nextTurn();
  await nextTurn();
  expect(ids()).toEqual([['same'], ['b'], ['same']]);
});

it('who has waited too long for a batch is told so, and never begins', async () => {
  const { add, come, begun, ids, clock } = gathering();
  come('a');
  await nextTurn();
  come('b');
  await nextTurn();
  const late = Promise.allSettled(add('late', 'a'));
  clock.ms += 1_000;
  come('timely');
  clock.ms += 4_500;
  begun[1]?.end();
  await nextTurn();
  await nextTurn();
  expect(ids()).toEqual([['a'], ['b'], ['timely']]);
  const told = await late;
  expect(told).toMatchObject([{ reason: { name: 'StorageUnavailable' } }, { reason: { name: 'StorageUnavailable' } }]);
});

it('who waits behind batches that never end is refused in time, and each in its own', async () => {
  const { add, come, ids, pass, timers, batches } = gathering();
  come('a');
  await nextTurn();
  come('b');
  await nextTurn();
  const first = Promise.allSettled(add('c'));
  pass(3_000);
  const second = Promise.allSettled(add('d'));
  pass(3_000);
  expect(await first).toMatchObject([{ reason: { name: 'StorageUnavailable' } }]);
  expect(batches.waiting()).toBe(1);
  pass(3_000);
  expect(await second).toMatchObject([{ reason: { name: 'StorageUnavailable' } }]);
  expect([ids(), timers.size]).toEqual([[['a'], ['b']], 0]);
});

it('one whose like is under way is refused in time as well, and nobody is watched once nobody waits', async () => {
  const { add, come, begun, pass, timers } = gathering();
  come('same');
  await nextTurn();
  const other = Promise.allSettled(add('same'));
  await nextTurn();
  pass(6_000);
  expect(await other).toMatchObject([{ reason: { name: 'StorageUnavailable' } }]);
  come('same');
  await nextTurn();
  begun[0]?.end();
  await nextTurn();
  await nextTurn();
  expect(timers.size).toBe(0);
});

it('an id stays taken while another of that id has waited too long', async () => {
  const { come, begun, ids, clock } = gathering();
  come('same');
  await nextTurn();
  come('same');
  clock.ms += 6_000;
  come('same', 'b');
  await nextTurn();
  begun[1]?.end();
  await nextTurn();
  await nextTurn();
  expect(ids()).toEqual([['same'], ['b']]);
});

it('a batch that goes on failing is not done again for ever', async () => {
  const alone: string[] = [];
  const { add, begun, ids, clock } = gathering(async ({ id }) => void alone.push(id));
  const told = Promise.allSettled(add('a', 'b', 'c', 'd'));
  await nextTurn();
  clock.ms += 20_000;
  begun[0]?.fail(new Error('a constraint'));
  await nextTurn();
  clock.ms += 9_000;
  begun[1]?.fail(new Error('a constraint'));
  begun[2]?.end();
  expect(await told).toMatchObject([
    { reason: { name: 'StorageUnavailable' } },
    { reason: { name: 'StorageUnavailable' } },
    { status: 'fulfilled' },
    { status: 'fulfilled' },
  ]);
  expect(ids()).toHaveLength(3);
  expect(alone).toEqual([]);
});

it('a batch whose connection was lost is done again whole, and only then in halves', async () => {
  const { come, begun, ids } = gathering();
  come('a', 'b', 'c', 'd');
  await nextTurn();
  const lost = () => new Error('Connection terminated unexpectedly');
  begun[0]?.fail(lost());
  await nextTurn();
  begun[1]?.fail(lost());
  await nextTurn();
  expect(ids()).toEqual([
    ['a', 'b', 'c', 'd'],
    ['a', 'b', 'c', 'd'],
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

it('nothing is done again where nobody can say what became of it', async () => {
  const alone: string[] = [];
  const { add, begun } = gathering(async ({ id }) => void alone.push(id));
  const told = Promise.allSettled(add('a', 'b'));
  await nextTurn();
  begun[0]?.fail(new StorageUnavailable('nobody can say what became of a commit'));
  expect((await told).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(alone).toEqual([]);
});

it('one that is done alone and waits long keeps no batch from beginning', async () => {
  const { come, begun, ids } = gathering(() => new Promise(() => undefined));
  come('a', 'b');
  await nextTurn();
  begun[0]?.end([]);
  come('c');
  await nextTurn();
  come('d');
  await nextTurn();
  expect(ids()).toEqual([['a', 'b'], ['c'], ['d']]);
});

it('a batch runs in the context of its first, and one alone in its own', async () => {
  const context = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const batches = createBatches<Member>({
    ...patient,
    together: async (members) => {
      seen.push([context.getStore(), ...members.map(({ id }) => id)]);
      await nextTurn();
      return new Set(members.filter(({ id }) => id !== 'd'));
    },
    alone: async ({ id }) => void seen.push([context.getStore(), 'alone', id]),
  });
  const add = (id: string) => context.run(`of ${id}`, () => batches.add({ id }));
  const first = add('a');
  await nextTurn();
  await Promise.all([first, add('b'), add('c'), add('d')]);
  expect(seen).toEqual([
    ['of a', 'a'],
    ['of b', 'b', 'c', 'd'],
    ['of d', 'alone', 'd'],
  ]);
});

it('a batch that had to wait runs in the context of its first, whoever it waited for', async () => {
  const context = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const ends: (() => void)[] = [];
  const batches = createBatches<Member>({
    ...patient,
    together: (members) =>
      new Promise((resolve) => {
        seen.push([context.getStore(), ...members.map(({ id }) => id)]);
        ends.push(() => resolve(new Set(members)));
      }),
    alone: () => Promise.resolve(),
  });
  for (const id of ['a', 'b', 'c']) {
    void context.run(`of ${id}`, () => batches.add({ id }));
    await nextTurn();
  }
  ends[0]?.();
  await nextTurn();
  await nextTurn();
  expect(seen).toEqual([
    ['of a', 'a'],
    ['of b', 'b'],
    ['of c', 'c'],
  ]);
});
