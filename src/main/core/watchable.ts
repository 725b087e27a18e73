// A value that changes, and readers that follow it: at their own pace, or at once.
import type { Watchable } from './ports.ts';

export type Cell<T> = Watchable<T> & {
  set(next: T): void;
  /** Calls `listen` after each change, before `set` returns. Gives how to stop. */
  subscribe(listen: (value: T) => void): () => void;
};

/** A cell for whoever only reads it. */
export type ReadableCell<T> = Omit<Cell<T>, 'set'>;

/** A slow reader of `watch` gets the newest value, never a backlog. `isSame` values wake nobody. */
export function createCell<T>(initial: T, isSame: (a: T, b: T) => boolean = Object.is): Cell<T> {
  let value = initial;
  let version = 0;
  const listeners = new Set<(value: T) => void>();
  const subscribe = (listen: (value: T) => void): (() => void) => {
    // A function of its own, so that one listener can be added twice.
    const own = (now: T): void => listen(now);
    listeners.add(own);
    return () => void listeners.delete(own);
  };

  return {
    current: () => value,
    subscribe,
    set(next) {
      if (isSame(value, next)) return;
      value = next;
      version += 1;
      for (const listen of listeners) listen(value);
    },
    async *watch(signal) {
      let seen = -1;
      while (!signal.aborted) {
        if (seen !== version) {
          seen = version;
          yield value;
          continue;
        }
        await nextChange(subscribe, signal);
      }
    },
  };
}

/** Calls `react` each time that what `pick` reads of the cell has become another value. Gives how to stop. */
export function whenChanged<T, Picked>(
  cell: ReadableCell<T>,
  pick: (value: T) => Picked,
  react: (now: Picked, before: Picked) => void,
): () => void {
  let before = pick(cell.current());
  return cell.subscribe((value) => {
    const now = pick(value);
    if (Object.is(now, before)) return;
    const last = before;
    before = now;
    react(now, last);
  });
}

function nextChange(subscribe: (listen: () => void) => () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      signal.removeEventListener('abort', wake);
      stop();
      resolve();
    };
    const stop = subscribe(wake);
    signal.addEventListener('abort', wake, { once: true });
  });
}
