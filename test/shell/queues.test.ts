// What the desktop shell passes on as it comes: wishes to the page, and browsers that come back from signing in.
import { expect, it } from 'vitest';
import { createCommandQueue } from '../../src/main/electron/command-queue.ts';
import { createReturnQueue } from '../../src/main/electron/return-queue.ts';

/** Listens until so many have come. */
async function take<Said>(listened: AsyncIterable<Said>, count: number, stop: AbortController): Promise<Said[]> {
  const heard: Said[] = [];
  if (count === 0) stop.abort();
  for await (const said of listened) {
    heard.push(said);
    if (heard.length === count) stop.abort();
  }
  return heard;
}

it('wishes wait for the page, in order, and go to every page that listens then', async () => {
  const queue = createCommandQueue();
  queue.push({ kind: 'new_chat' });
  queue.push({ kind: 'settings' });
  const stops = [new AbortController(), new AbortController(), new AbortController()] as const;
  const first = take(queue.listen(stops[0].signal), 3, stops[0]);
  const second = take(queue.listen(stops[1].signal), 1, stops[1]);
  queue.push({ kind: 'search' });
  expect(await first).toEqual([{ kind: 'new_chat' }, { kind: 'settings' }, { kind: 'search' }]);
  expect(await second).toEqual([{ kind: 'search' }]);
  const third = take(queue.listen(stops[2].signal), 1, stops[2]);
  queue.push({ kind: 'buy' });
  expect(await third).toEqual([{ kind: 'buy' }]);
});

it('of wishes that nobody hears the last sixteen are kept', async () => {
  const queue = createCommandQueue();
  for (let at = 0; at < 20; at += 1) queue.push({ kind: at < 4 ? 'settings' : 'search' });
  const stop = new AbortController();
  expect(await take(queue.listen(stop.signal), 16, stop)).toEqual(
    Array.from({ length: 16 }, () => ({ kind: 'search' })),
  );
});

it('a browser that comes back while nobody waits for it is dropped', async () => {
  const queue = createReturnQueue();
  queue.push('tallystick://callback?code=early');
  const stop = new AbortController();
  const heard = take(queue.listen(stop.signal), 1, stop);
  queue.push('tallystick://callback?code=now');
  expect(await heard).toEqual(['tallystick://callback?code=now']);
});

it('who does not take what comes is told of no more than sixteen', async () => {
  const queue = createReturnQueue();
  const stop = new AbortController();
  const listened = queue.listen(stop.signal)[Symbol.asyncIterator]();
  const first = listened.next();
  for (let at = 0; at < 40; at += 1) queue.push(String(at));
  expect(await first).toEqual({ done: false, value: '0' });
  const rest: unknown[] = [];
  for (let at = 1; at < 16; at += 1) rest.push((await listened.next()).value);
  expect(rest).toEqual(Array.from({ length: 15 }, (_, at) => String(at + 1)));
  queue.push('after');
  expect((await listened.next()).value).toBe('after');
  stop.abort();
  expect((await listened.next()).done).toBe(true);
});
