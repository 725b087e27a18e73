// Changes for readers that each keep their own pace: of one thing a slow reader gets the newest change only.
import { setImmediate as turnOfOthers } from 'node:timers/promises';

export type Change<E> = {
  /** Whom it concerns: readers follow one topic. */
  readonly topic: string;
  /** What changed. A newer change of the same thing replaces one that a reader has not yet read. */
  readonly key: string;
  readonly event: E;
};

export type Feed<E> = {
  publish(change: Change<E>): void;
  /**
   * Yields what `first()` gives and then every change from the moment on at which that began, until the signal aborts. What `first`
   * takes its time over may contain a change already, which then comes once more.
   */
  follow(topic: string, first: () => Iterable<E>, signal: AbortSignal): AsyncGenerator<E, void, void>;
};

type Reader<E> = { readonly topic: string; readonly unread: Map<string, E>; wake: () => void };

export function createFeed<E>(): Feed<E> {
  const readers = new Set<Reader<E>>();

  return {
    publish({ topic, key, event }) {
      for (const reader of readers) {
        if (reader.topic !== topic) continue;
        reader.unread.delete(key);
        reader.unread.set(key, event);
        reader.wake();
      }
    },
    async *follow(topic, first, signal) {
      const reader: Reader<E> = { topic, unread: new Map(), wake: () => undefined };
      const wake = (): void => reader.wake();
      readers.add(reader);
      signal.addEventListener('abort', wake);
      try {
        for (const event of first()) {
          yield event;
          if (signal.aborted) return;
          // Whatever else waits comes between two of them.
          await turnOfOthers();
        }
        while (!signal.aborted) {
          const next = takeOldest(reader.unread);
          if (next === null) await untilWoken(reader);
          else yield next.event;
        }
      } finally {
        signal.removeEventListener('abort', wake);
        readers.delete(reader);
      }
    },
  };
}

function takeOldest<E>(unread: Map<string, E>): { readonly event: E } | null {
  for (const [key, event] of unread) {
    unread.delete(key);
    return { event };
  }
  return null;
}

function untilWoken<E>(reader: Reader<E>): Promise<void> {
  return new Promise((resolve) => {
    reader.wake = resolve;
  });
}
