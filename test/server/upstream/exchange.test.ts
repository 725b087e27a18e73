// What an exchange holds for a reader who takes his time, and how long it may take in all.
import { expect, it } from 'vitest';
import { RunningExchange } from '../../../server/upstream/exchange.ts';
import { startWatch } from '../../../server/upstream/watch.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const limits = { connectMs: 1_000, firstByteMs: 1_000, silenceMs: 10_000 };

function running() {
  const clock = createFakeClock();
  const ends: string[] = [];
  const controller = {
    aborted: false,
    paused: false,
    reason: null,
    abort() {
      controller.aborted = true;
    },
    pause() {
      controller.paused = true;
    },
    resume() {
      controller.paused = false;
    },
  };
  const exchange = new RunningExchange({
    watch: startWatch(clock, 1_000),
    limits,
    signal: new AbortController().signal,
    isOver: (how) => ends.push(how),
  });
  exchange.onRequestStart(controller);
  exchange.onResponseStart(controller, 200, {});
  return { clock, controller, ends, exchange };
}

it('makes the sender wait while a megabyte lies unread, and reads on once it was taken', async () => {
  const { controller, exchange } = running();
  const chunk = Buffer.alloc(600_000);
  exchange.onResponseData(controller, chunk);
  expect(controller.paused).toBe(false);
  exchange.onResponseData(controller, chunk);
  expect(controller.paused).toBe(true);
  expect([await exchange.read(), await exchange.read()]).toEqual([chunk, chunk]);
  expect(controller.paused).toBe(true);
  const reading = exchange.read();
  expect(controller.paused).toBe(false);
  exchange.onResponseData(controller, chunk);
  expect(await reading).toBe(chunk);
});

it('gives out as one what came while nobody read, and no more than a client may be charged for ahead', async () => {
  const { controller, exchange } = running();
  for (const text of ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n'])
    exchange.onResponseData(controller, Buffer.from(text));
  expect(String(await exchange.read())).toBe('data: 1\n\ndata: 2\n\ndata: 3\n\n');
  const pieces = Array.from({ length: 5 }, (_, index) => Buffer.alloc(8_000, index));
  for (const piece of pieces) exchange.onResponseData(controller, piece);
  exchange.onResponseEnd();
  const read: Uint8Array[] = [];
  for (let bytes = await exchange.read(); bytes !== null; bytes = await exchange.read()) read.push(bytes);
  expect(read.map(({ length }) => length)).toEqual([16_000, 16_000, 8_000]);
  expect(Buffer.concat(read).equals(Buffer.concat(pieces))).toBe(true);
});

it('gives out all that came before it tells that the connection broke', async () => {
  const { controller, ends, exchange } = running();
  exchange.onResponseData(controller, Buffer.from('a'));
  exchange.onResponseError(controller, Object.assign(new Error('reset by sk-secret'), { code: 'ECONNRESET' }));
  expect(await exchange.read()).toEqual(Buffer.from('a'));
  await expect(exchange.read()).rejects.toMatchObject({ failure: 'cut', message: 'the answer broke off (ECONNRESET)' });
  expect(ends).toEqual(['broken']);
});

it('is not silent while what came lies unread, and is once it was read', async () => {
  const { clock, controller, exchange } = running();
  exchange.onResponseData(controller, Buffer.from('a'));
  await clock.advance(60_000);
  expect(await exchange.read()).toEqual(Buffer.from('a'));
  const reading = exchange.read().catch((error: unknown) => error);
  await clock.advance(60_000);
  expect(await reading).toMatchObject({ failure: 'silent' });
  expect(controller.aborted).toBe(true);
});

it('takes signs of life for life only so long, and each word for more', async () => {
  const { clock, controller, exchange } = running();
  exchange.noteWords();
  const live = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds && !controller.aborted; second += 1) {
      exchange.onResponseData(controller, Buffer.from(':\n\n'));
      await exchange.read();
      await clock.advance(1_000);
    }
  };
  await live(9);
  exchange.noteWords();
  await live(9);
  expect(controller.aborted).toBe(false);
  await live(10);
  expect(controller.aborted).toBe(true);
  await expect(exchange.read()).rejects.toMatchObject({ failure: 'silent', message: 'nothing came but signs of life' });
});

it('does not wait for words while they lie unread', async () => {
  const { clock, controller, exchange } = running();
  exchange.noteWords();
  exchange.onResponseData(controller, Buffer.from('a'));
  await clock.advance(55_000);
  expect(await exchange.read()).toEqual(Buffer.from('a'));
  await clock.advance(1_000);
  expect(controller.aborted).toBe(false);
});

it('ends after an hour, however much comes', async () => {
  const { clock, controller, exchange } = running();
  for (let minute = 0; minute < 59 * 6; minute += 1) {
    exchange.onResponseData(controller, Buffer.from('a'));
    await exchange.read();
    await clock.advance(9_000);
  }
  expect(controller.aborted).toBe(false);
  const reading = exchange.read().catch((error: unknown) => error);
  for (let minute = 0; minute < 60; minute += 1) {
    await clock.advance(9_000);
    exchange.onResponseData(controller, Buffer.from('a'));
  }
  await reading;
  await clock.advance(200_000);
  expect(controller.aborted).toBe(true);
});
