// A value that changes, and readers that follow it at their own pace.
import type { Watchable } from './ports.ts';

export type Cell<T> = Watchable<T> & { set(next: T): void };

/** A slow reader gets the newest value, never a backlog. `isSame` values wake nobody. */
export function createCell<T>(initial: T, isSame: (a: T, b: T) => boolean = Object.is): Cell<T> {
  let value = initial;
  let version = 0;
  const waiting = new Set<() => void>();

  return {
    current: () => value,
    set(next) {
      if (isSame(value, next)) return;
      value = next;
      version += 1;
      for (const wake of waiting) wake();
      waiting.clear();
    },
    async *watch(signal) {
      let seen = -1;
      while (!signal.aborted) {
        if (seen !== version) {
          seen = version;
          yield value;
          continue;
        }
        await nextChange(waiting, signal);
      }
    },
  };
}

function nextChange(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      signal.removeEventListener('abort', wake);
      waiting.delete(wake);
      resolve();
    };
    waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
  });
}
