// Browsers that come back from signing in, on their way to the core. What comes while nobody waits is dropped: it answers no question.
import { type Listeners, listening } from './listening.ts';

const inboxMax = 16;

export type ReturnQueue = {
  push(address: string): void;
  listen(signal: AbortSignal): AsyncIterable<string>;
};

export function createReturnQueue(): ReturnQueue {
  const listeners: Listeners<string> = new Set();

  return {
    push(address) {
      for (const listener of listeners) listener(address);
    },
    listen: (signal) => listening(listeners, signal, { most: inboxMax }),
  };
}
