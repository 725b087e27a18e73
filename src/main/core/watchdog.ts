// Notices silence. Our own, because undici's timeouts know neither the difference between loading and stalling nor a test's clock.
import type { Clock } from './ports.ts';

/** A timer that ends this much late means that the computer slept, not the other side. */
const sleptMs = 30_000;

export type Watchdog = {
  /** Aborts when the caller's signal does, or with what `tellStalled` gives after too long a silence. */
  readonly signal: AbortSignal;
  /** Something came; from now on so much silence is too much, by default `nextMs`. */
  feed(nextMs?: number): void;
  stop(): void;
};

/** `firstMs`: how long the first sign may take; `nextMs`: how long each further one may. */
export function startWatchdog(options: {
  readonly clock: Clock;
  readonly firstMs: number;
  readonly nextMs: number;
  readonly signal: AbortSignal;
  readonly tellStalled: (waitedMs: number) => Error;
}): Watchdog {
  const { clock } = options;
  const bark = new AbortController();
  let phase = new AbortController();
  let allowedMs: number | null = null;
  let lastAt = clock.now();

  function begin(limitMs: number): void {
    phase.abort();
    const mine = new AbortController();
    phase = mine;
    watch(limitMs, mine.signal).catch((error: unknown) => {
      if (!mine.signal.aborted) bark.abort(error);
    });
  }

  /** One timer a silence, not one a token: it looks how long ago the last sign was, and sleeps for the rest. */
  async function watch(limitMs: number, ended: AbortSignal): Promise<void> {
    for (let leftMs = limitMs; leftMs > 0; leftMs = lastAt + limitMs - clock.now()) {
      const dueAt = clock.now() + leftMs;
      await clock.wait(leftMs, ended);
      if (clock.now() > dueAt + sleptMs) lastAt = clock.now();
    }
    bark.abort(options.tellStalled(limitMs));
  }

  begin(options.firstMs);

  return {
    signal: AbortSignal.any([options.signal, bark.signal]),
    feed(nextMs = options.nextMs) {
      lastAt = clock.now();
      if (allowedMs === nextMs) return;
      allowedMs = nextMs;
      begin(nextMs);
    },
    stop: () => phase.abort(),
  };
}
