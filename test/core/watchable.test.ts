// What every part that follows a value may rely on.
import { describe, expect, it } from 'vitest';
import { createCell, whenChanged } from '../../src/main/core/watchable.ts';

describe('a cell', () => {
  it('gives a new reader the current value first', async () => {
    const cell = createCell(7);
    const reader = cell.watch(new AbortController().signal)[Symbol.asyncIterator]();
    expect((await reader.next()).value).toBe(7);
  });

  it('gives a slow reader the newest value and no backlog', async () => {
    const cell = createCell(0);
    const reader = cell.watch(new AbortController().signal)[Symbol.asyncIterator]();
    await reader.next();
    for (let n = 1; n <= 1000; n += 1) cell.set(n);
    expect((await reader.next()).value).toBe(1000);
    const next = reader.next();
    cell.set(1001);
    expect((await next).value).toBe(1001);
  });

  it('wakes nobody for a value that is the same', async () => {
    const cell = createCell({ n: 1 }, (a, b) => a.n === b.n);
    const reader = cell.watch(new AbortController().signal)[Symbol.asyncIterator]();
    await reader.next();
    const next = reader.next();
    cell.set({ n: 1 });
    cell.set({ n: 2 });
    expect((await next).value).toEqual({ n: 2 });
  });

  it('misses no change made while the reader is between two reads', async () => {
    const cell = createCell('a');
    const reader = cell.watch(new AbortController().signal)[Symbol.asyncIterator]();
    await reader.next();
    cell.set('b');
    expect((await reader.next()).value).toBe('b');
  });

  it('serves every reader', async () => {
    const cell = createCell(0);
    const readers = Array.from({ length: 5 }, () => cell.watch(new AbortController().signal)[Symbol.asyncIterator]());
    await Promise.all(readers.map((reader) => reader.next()));
    const nexts = readers.map((reader) => reader.next());
    cell.set(1);
    expect((await Promise.all(nexts)).map((step) => step.value)).toEqual([1, 1, 1, 1, 1]);
  });

  it('ends a waiting reader when its signal aborts', async () => {
    const cell = createCell(0);
    const leave = new AbortController();
    const reader = cell.watch(leave.signal)[Symbol.asyncIterator]();
    await reader.next();
    const next = reader.next();
    leave.abort();
    expect((await next).done).toBe(true);
  });

  it('tells who subscribed before set returns, and no longer once they have stopped', () => {
    const cell = createCell(0);
    const told: number[] = [];
    const stop = cell.subscribe((value) => told.push(value));
    cell.set(1);
    cell.set(1);
    cell.set(2);
    stop();
    cell.set(3);
    expect(told).toEqual([1, 2]);
  });

  it('tells who follows a part of it only when that part has changed, and what it was before', () => {
    const cell = createCell({ a: 1, b: 1 });
    const told: unknown[] = [];
    const stop = whenChanged(
      cell,
      ({ a }) => a,
      (now, before) => told.push([before, now]),
    );
    cell.set({ a: 1, b: 2 });
    cell.set({ a: 2, b: 2 });
    cell.set({ a: 3, b: 2 });
    stop();
    cell.set({ a: 4, b: 2 });
    expect(told).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });
});
