// Browsers that come back from signing in, on their way to the core. What comes while nobody waits is dropped: it answers no question.
import { createBell } from '../core/bell.ts';

const inboxMax = 16;

export type ReturnQueue = {
  push(address: string): void;
  listen(signal: AbortSignal): AsyncIterable<string>;
};

export function createReturnQueue(): ReturnQueue {
  const listeners = new Set<(address: string) => void>();

  return {
    push(address) {
      for (const listener of listeners) listener(address);
    },
    async *listen(signal) {
      const inbox: string[] = [];
      const bell = createBell();
      const listener = (address: string): void => {
        if (inbox.length < inboxMax) inbox.push(address);
        bell.ring();
      };
      listeners.add(listener);
      try {
        while (!signal.aborted) {
          const next = inbox.shift();
          if (next !== undefined) yield next;
          // Rejects when the signal aborts, which ends the loop.
          else await bell.sleep(signal).catch(() => undefined);
        }
      } finally {
        listeners.delete(listener);
      }
    },
  };
}
