// Wakes a sleeping loop early. A ring while nobody sleeps is kept for the next sleeper.
import type { Clock } from './ports.ts';

export type Bell = {
  ring(): void;
  /** Resolves at the next ring, or after `ms` where given; rejects when the signal aborts. */
  sleep(signal: AbortSignal, timeout?: { readonly clock: Clock; readonly ms: number }): Promise<void>;
};

export function createBell(): Bell {
  let isRung = false;
  let wake: (() => void) | null = null;

  return {
    ring() {
      isRung = true;
      wake?.();
    },
    async sleep(signal, timeout) {
      signal.throwIfAborted();
      if (!isRung) {
        const rung = new AbortController();
        const wait = Promise.withResolvers<void>();
        const abort = (): void => wait.reject(signal.reason);
        wake = () => wait.resolve();
        signal.addEventListener('abort', abort, { once: true });
        void timeout?.clock.wait(timeout.ms, rung.signal).then(wait.resolve, () => undefined);
        try {
          await wait.promise;
        } finally {
          wake = null;
          signal.removeEventListener('abort', abort);
          rung.abort();
        }
      }
      isRung = false;
    },
  };
}
