// The server's clock, passed in, so that a test can set the time.
import { setTimeout as sleep } from 'node:timers/promises';

/** `now` is epoch milliseconds; `wait` resolves after `ms` and rejects when the signal aborts. */
export type Clock = {
  now(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, { signal });
  },
};

/** Rounded up and at least one: a client that waits this long is never early. */
export function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
