// What every part that follows a value may rely on.
import { describe, expect, it } from 'vitest';
import { createCell } from '../../src/main/core/watchable.ts';

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
});
