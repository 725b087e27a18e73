// Does what is due behind the requests: expiry, inbox, reconciler, outboxes, audit, forgetting. Several processes may do so at once.
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { restAfter } from '../lib/rest-after.ts';
import type { UsecaseConfig } from './usecase-config.ts';

export type Task = { readonly name: string; run(signal: AbortSignal): Promise<unknown> };

type WorkerDeps = {
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Pick<UsecaseConfig, 'workerEveryMs'>;
};

export type BackgroundWorker = {
  start(): void;
  /** Does all that is due, once; for tests. */
  runOnce(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
  /** Something new is due: do not wait for the next round. */
  wake(): void;
};

export function createBackgroundWorker({ clock, config, log }: WorkerDeps, tasks: readonly Task[]): BackgroundWorker {
  const stop = new AbortController();
  const running: { loop: Promise<void> | null; isWoken: boolean; nap: AbortController } = {
    loop: null,
    isWoken: false,
    nap: new AbortController(),
  };

  /** One task's trouble is no reason for another not to run. */
  async function runOnce(signal: AbortSignal): Promise<void> {
    for (const task of tasks) {
      if (signal.aborted) return;
      try {
        await task.run(signal);
      } catch (error) {
        log.error({ task: task.name, err: error }, 'a background task failed; it will be tried again');
      }
    }
  }

  async function nap(): Promise<void> {
    running.nap = new AbortController();
    if (running.isWoken) return;
    // Rejects when woken or stopped, which is as good as slept.
    await clock.wait(config.workerEveryMs, AbortSignal.any([stop.signal, running.nap.signal])).catch(() => undefined);
  }

  async function loop(): Promise<void> {
    while (!stop.signal.aborted) {
      running.isWoken = false;
      await runOnce(stop.signal);
      await nap();
    }
  }

  return {
    start() {
      running.loop ??= loop();
    },
    runOnce,
    wake() {
      running.isWoken = true;
      running.nap.abort();
    },
    async close() {
      stop.abort();
      await running.loop;
    },
  };
}

/** Workers that never wait for each other, as one. */
export function sideBySide(workers: readonly BackgroundWorker[]): BackgroundWorker {
  return {
    start() {
      for (const worker of workers) worker.start();
    },
    /** In their order, so that a test sees what one leaves for the next. */
    async runOnce(signal) {
      for (const worker of workers) await worker.runOnce(signal);
    },
    wake() {
      for (const worker of workers) worker.wake();
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** Runs at most once in `everyMs`, and rests for longer after a long run. */
export function nowAndThen({ clock }: { readonly clock: Clock }, everyMs: number, task: Task): Task {
  const due: { at: number | null } = { at: null };
  return {
    name: task.name,
    async run(signal) {
      const now = clock.now();
      // A due time further ahead than the interval was set by a clock that has been put back.
      if (due.at !== null && now < due.at && due.at - now <= everyMs) return;
      const began = performance.now();
      try {
        await task.run(signal);
      } finally {
        due.at = clock.now() + restAfter(performance.now() - began, everyMs);
      }
    },
  };
}
