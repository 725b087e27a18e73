// The line to the core under a clock the test moves: when it is tried again, and what a call sees meanwhile.
import { expect, test } from 'vitest';
import { reconnectMs } from '../../../src/renderer/rpc/backoff.ts';
import type { Carrier, Line } from '../../../src/renderer/rpc/carrier.ts';
import { createConnection } from '../../../src/renderer/rpc/connection.ts';
import { Disconnected } from '../../../src/renderer/rpc/disconnected.ts';
import type { PageClock } from '../../../src/renderer/rpc/page-clock.ts';

type Wait = { readonly ms: number; readonly pass: () => void };

function handClock(): { clock: PageClock; waits: Wait[]; nextWait: () => Promise<Wait> } {
  const waits: Wait[] = [];
  let onWait: (() => void) | null = null;
  const clock: PageClock = {
    now: () => 1_000,
    wait: (ms, signal) =>
      new Promise((pass) => {
        signal.addEventListener('abort', () => pass(), { once: true });
        waits.push({ ms, pass });
        onWait?.();
      }),
  };
  const nextWait = async (): Promise<Wait> => {
    for (;;) {
      const wait = waits.shift();
      if (wait !== undefined) return wait;
      await new Promise<void>((resolve) => (onWait = resolve));
    }
  };
  return { clock, waits, nextWait };
}

function handLine(): { line: Line; cut: () => void } {
  const end = Promise.withResolvers<void>();
  let isOpen = true;
  const cut = (): void => {
    isOpen = false;
    end.resolve();
  };
  return { line: { link: { call: async () => 'answer' }, isOpen: () => isOpen, closed: end.promise, close: cut }, cut };
}

test('tries come at growing distances and never further apart than four seconds', () => {
  const waits = Array.from({ length: 40 }, (_, tries) => reconnectMs(tries));
  expect(waits.slice(0, 3)).toEqual([120, 240, 480]);
  expect(Math.max(...waits)).toBe(4_000);
});

test('a lost line is followed by another by itself, and onlookers hear of both', async () => {
  const { clock, nextWait } = handClock();
  const lines = [handLine(), handLine()];
  const carrier: Carrier = { connect: async () => lines.shift()?.line ?? Promise.reject(new Error('no more')) };
  const first = lines[0];
  const connection = createConnection(carrier, clock);
  const states: string[] = [];
  connection.subscribe(() => states.push(connection.state().kind));
  await connection.whenOpen(new AbortController().signal);
  first?.cut();
  (await nextWait()).pass();
  await connection.whenOpen(new AbortController().signal);
  expect(states).toEqual(['open', 'lost', 'open']);
  connection.close();
});

test('a call that finds no line in time fails as disconnected', async () => {
  const { clock, waits, nextWait } = handClock();
  const connection = createConnection({ connect: () => new Promise(() => undefined) }, clock);
  const call = connection.line();
  const patience = await nextWait();
  expect(patience.ms).toBe(5_000);
  patience.pass();
  await expect(call).rejects.toBeInstanceOf(Disconnected);
  expect(waits).toEqual([]);
  connection.close();
});
