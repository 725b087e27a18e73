// Lets a scripted answer go on one piece at a time, so that a test decides when instead of sleeping.

export type Gate = {
  /** Resolves when there is a pass left, and uses it; rejects when the signal aborts. */
  pass(signal: AbortSignal): Promise<void>;
  /** Hand out that many passes. */
  open(count?: number): void;
  /** From now on everything passes. */
  openForever(): void;
};

export function createGate(): Gate {
  let passes = 0;
  const waiting = new Set<() => void>();

  function wake(): void {
    for (const resume of waiting) {
      if (passes <= 0) return;
      passes -= 1;
      waiting.delete(resume);
      resume();
    }
  }

  return {
    pass: (signal) =>
      new Promise((resolve, reject) => {
        const leave = (): void => {
          waiting.delete(resume);
          reject(signal.reason);
        };
        const resume = (): void => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        if (signal.aborted) return leave();
        signal.addEventListener('abort', leave, { once: true });
        waiting.add(resume);
        wake();
      }),
    open(count = 1) {
      passes += count;
      wake();
    },
    openForever() {
      passes = Number.POSITIVE_INFINITY;
      wake();
    },
  };
}
