// Waiting for work, but not for longer than one wants. The work itself goes on; whoever can stop it gives it a signal of its own.
import type { Clock } from './ports.ts';

export type TimeLimit = {
  readonly clock: Clock;
  readonly ms: number;
  /** Ends the wait early. */
  readonly signal?: AbortSignal;
};

/** The work's result, or `late` when the time is over or the signal aborts before there is one. */
export async function within<T, Late>(limit: TimeLimit, work: Promise<T>, late: Late): Promise<T | Late> {
  const enough = new AbortController();
  const signal = limit.signal === undefined ? enough.signal : AbortSignal.any([limit.signal, enough.signal]);
  const tooLate = limit.clock.wait(limit.ms, signal).then(
    () => late,
    () => late,
  );
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    // Given a reason, since without one an error is made for each of the many waits, with its stack.
    enough.abort('over');
  }
}
