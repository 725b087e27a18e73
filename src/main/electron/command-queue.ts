// Wishes on their way to the page. They wait while no page listens: a deep link may come before the window has loaded.
import type { Command } from '../../preload/contract/app.ts';
import { type Listeners, listening } from './listening.ts';

const waitingMax = 16;

export type CommandQueue = {
  push(command: Command): void;
  listen(signal: AbortSignal): AsyncIterable<Command>;
};

export function createCommandQueue(): CommandQueue {
  const waiting: Command[] = [];
  const listeners: Listeners<Command> = new Set();

  return {
    push(command) {
      if (listeners.size > 0) {
        for (const listener of listeners) listener(command);
        return;
      }
      waiting.push(command);
      if (waiting.length > waitingMax) waiting.shift();
    },
    listen: (signal) => listening(listeners, signal, { before: () => waiting.splice(0) }),
  };
}
