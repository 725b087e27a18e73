// A clock that stands still until a test moves it. Waits end in the order of their deadlines.
import type { Clock } from '../../src/main/core/ports.ts';

export type FakeClock = Clock & {
  /** Move on by `ms`; every wait that falls due on the way is ended at its own time, and what follows from it may wait again. */
  advance(ms: number): Promise<void>;
  /** The computer sleeps for `ms`: what falls due in the meantime ends only at its waking, all at once and late. */
  sleep(ms: number): Promise<void>;
  /** How many waits are open; with `withinMs` only those that end by then. */
  waiting(withinMs?: number): number;
  /** Resolves once at least `count` waits are open. */
  untilWaiting(count: number): Promise<void>;
};

type Wait = { readonly due: number; readonly end: () => void };

/** `startMs`: epoch milliseconds; by default 2026-01-01T00:00:00Z. */
export function createFakeClock(startMs = 1_767_225_600_000): FakeClock {
  let now = startMs;
  const waits = new Set<Wait>();
  const watchers = new Set<() => void>();

  function wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const close = (): void => {
        waits.delete(entry);
        signal.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        close();
        reject(signal.reason);
      };
      const entry: Wait = {
        due: now + Math.max(0, ms),
        end: () => {
          close();
          resolve();
        },
      };
      waits.add(entry);
      signal.addEventListener('abort', abort, { once: true });
      for (const watcher of watchers) watcher();
    });
  }

  return {
    now: () => now,
    wait,
    async advance(ms) {
      const target = now + ms;
      await settle();
      for (let next = earliest(waits, target); next !== null; next = earliest(waits, target)) {
        now = Math.max(now, next.due);
        next.end();
        await settle();
      }
      now = target;
    },
    async sleep(ms) {
      await settle();
      now += ms;
      for (const wait of waits) if (wait.due <= now) wait.end();
      await settle();
    },
    waiting: (withinMs = Infinity) => [...waits].filter(({ due }) => due <= now + withinMs).length,
    untilWaiting(count) {
      if (waits.size >= count) return Promise.resolve();
      return new Promise((resolve) => {
        const watcher = (): void => {
          if (waits.size < count) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
      });
    },
  };
}

function earliest(waits: ReadonlySet<Wait>, target: number): Wait | null {
  let found: Wait | null = null;
  for (const wait of waits) if (wait.due <= target && (found === null || wait.due < found.due)) found = wait;
  return found;
}

/** Let promises that just became ready run their continuations. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
