// Wishes on their way to the page. They wait while no page listens: a deep link may come before the window has loaded.
import type { Command } from '../../preload/contract/app.ts';

const waitingMax = 16;

export type CommandQueue = {
  push(command: Command): void;
  listen(signal: AbortSignal): AsyncIterable<Command>;
};

export function createCommandQueue(): CommandQueue {
  const waiting: Command[] = [];
  const listeners = new Set<(command: Command) => void>();

  return {
    push(command) {
      if (listeners.size > 0) {
        for (const listener of listeners) listener(command);
        return;
      }
      waiting.push(command);
      if (waiting.length > waitingMax) waiting.shift();
    },
    async *listen(signal) {
      const inbox = waiting.splice(0);
      const bell = createBell();
      const listener = (command: Command): void => {
        inbox.push(command);
        bell.ring();
      };
      listeners.add(listener);
      signal.addEventListener('abort', bell.ring, { once: true });
      try {
        while (!signal.aborted) {
          const next = inbox.shift();
          if (next === undefined) await bell.rung();
          else yield next;
        }
      } finally {
        listeners.delete(listener);
        signal.removeEventListener('abort', bell.ring);
      }
    },
  };
}

function createBell(): { readonly ring: () => void; readonly rung: () => Promise<void> } {
  let current = Promise.withResolvers<void>();
  return {
    ring: () => current.resolve(),
    rung: async () => {
      await current.promise;
      current = Promise.withResolvers<void>();
    },
  };
}
