// Wishes on their way to the page. They wait while no page listens: a deep link may come before the window has loaded.
import type { Command } from '../../preload/contract/app.ts';
import { createBell } from '../core/bell.ts';

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
