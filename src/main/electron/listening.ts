// One listener of something that is said now and then, as a stream that ends with its signal.
import { createBell } from '../core/bell.ts';

export type Listeners<Said> = Set<(said: Said) => void>;

/** `before` gives what was said while nobody listened, and is asked when the listening begins. What comes while `most` wait already is dropped. */
export async function* listening<Said>(
  listeners: Listeners<Said>,
  signal: AbortSignal,
  { before, most = Number.POSITIVE_INFINITY }: { readonly before?: () => readonly Said[]; readonly most?: number } = {},
): AsyncGenerator<Said, void, void> {
  const inbox = [...(before?.() ?? [])];
  const bell = createBell();
  const listener = (said: Said): void => {
    if (inbox.length < most) inbox.push(said);
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
}
