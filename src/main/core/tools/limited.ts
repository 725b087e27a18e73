// A call to a server that may take so long and no longer. What is not answered by then is told to stop, and is not waited for.
import { abortable } from '../abortable.ts';
import type { Clock } from '../ports.ts';

export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
  readonly waitedS: number;

  constructor(ms: number) {
    super(`No answer in ${ms} ms`);
    this.waitedS = Math.round(ms / 1000);
  }
}

type Limit = { readonly clock: Clock; readonly ms: number; readonly signal: AbortSignal };

/** Throws TookTooLong, or the signal's reason. */
export async function limited<T>({ clock, ms, signal }: Limit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  void clock.wait(ms, done.signal).then(
    () => late.abort(new TookTooLong(ms)),
    () => undefined,
  );
  const both = AbortSignal.any([signal, late.signal]);
  try {
    both.throwIfAborted();
    return await abortable(both, work(both));
  } catch (error) {
    // The SDK gives an error of its own when its signal aborts.
    both.throwIfAborted();
    throw error;
  } finally {
    done.abort();
  }
}
