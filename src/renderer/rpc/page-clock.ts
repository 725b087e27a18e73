// Time as the page's connection uses it, so that a test can drive it.

export type PageClock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`, or early when the signal aborts; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

export const pageClock: PageClock = {
  now: () => Date.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
    }),
};
