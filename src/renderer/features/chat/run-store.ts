// Watches one run until its end and tells the page about it, at most every 33 ms. Survives lost lines: it asks again from the last number.
import { ORPCError } from '@orpc/client';
import type { RunId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import type { CoreAccess } from '../../rpc/core.ts';
import { foldRun, startFold, type RunFold } from './run-fold.ts';

export type RunStore = {
  readonly runId: RunId;
  readonly current: () => RunFold;
  readonly subscribe: (listener: () => void) => () => void;
  /** Returns how to stop. */
  readonly start: () => () => void;
};

export const commitMs = 33;
const againMs = 400;

export function createRunStore(access: Pick<CoreAccess, 'core' | 'connection'>, stored: AnswerMessage): RunStore {
  const listeners = new Set<() => void>();
  let newest = startFold(stored);
  let shown = newest;
  let committedAt = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const commit = (): void => {
    timer = null;
    committedAt = performance.now();
    if (shown === newest) return;
    shown = newest;
    for (const listener of listeners) listener();
  };
  const take = (next: RunFold): void => {
    newest = next;
    timer ??= setTimeout(commit, Math.max(0, committedAt + commitMs - performance.now()));
  };

  const follow = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        for await (const event of await access.core.runs.watch({ runId: stored.runId, after: newest.n }, { signal }))
          take(foldRun(newest, event));
        return;
      } catch (error) {
        // The core answered no: the run is unknown, and asking again would not help.
        if (signal.aborted || (error instanceof ORPCError && error.defined)) return;
      }
      await pause(againMs, signal);
      await access.connection.whenOpen(signal);
    }
  };

  return {
    runId: stored.runId,
    current: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      const stop = new AbortController();
      void follow(stop.signal);
      return () => {
        stop.abort();
        if (timer !== null) clearTimeout(timer);
        timer = null;
      };
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
