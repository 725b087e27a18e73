// Keeps one line to the core open and opens the next when it is lost. Knows nothing of what is asked over it.
import { reconnectMs } from './backoff.ts';
import type { Carrier, Line } from './carrier.ts';
import { Disconnected } from './disconnected.ts';
import type { PageClock } from './page-clock.ts';

/** `since`: epoch milliseconds from which there has been no line. */
export type ConnectionState =
  | { readonly kind: 'connecting'; readonly since: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'lost'; readonly since: number };

export type Connection = {
  readonly state: () => ConnectionState;
  /** Called after each change of state; returns how to stop that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The line there is, else the next one; rejects with Disconnected when none comes in time. */
  line(signal?: AbortSignal): Promise<Line>;
  /** Resolves as soon as there is a line, however long that takes, or when the signal aborts. */
  whenOpen(signal: AbortSignal): Promise<void>;
  /** May be called twice. */
  close(): void;
};

/** How long a call made without a line waits for one before it fails. */
const patienceMs = 5_000;
/** A line that lived this long was a good one: the next loss starts again with the shortest wait. */
const goodLineMs = 2_000;

export function createConnection(carrier: Carrier, clock: PageClock): Connection {
  const ending = new AbortController();
  const listeners = new Set<() => void>();
  let state: ConnectionState = { kind: 'connecting', since: clock.now() };
  let current: Line | null = null;

  const enter = (next: ConnectionState, line: Line | null): void => {
    state = next;
    current = line;
    for (const listener of listeners) listener();
  };

  const keepOpen = async (): Promise<void> => {
    let tries = 0;
    while (!ending.signal.aborted) {
      const line = await carrier.connect(ending.signal).catch(() => null);
      if (line !== null) {
        const openedAt = clock.now();
        enter({ kind: 'open' }, line);
        await line.closed;
        enter({ kind: 'lost', since: clock.now() }, null);
        if (clock.now() - openedAt >= goodLineMs) tries = 0;
      }
      await clock.wait(reconnectMs(tries), ending.signal);
      tries += 1;
    }
  };

  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const whenOpen = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (current === null && !signal.aborted) return;
        stop();
        signal.removeEventListener('abort', check);
        resolve();
      };
      const stop = subscribe(check);
      signal.addEventListener('abort', check);
      check();
    });

  void keepOpen();

  return {
    state: () => state,
    subscribe,
    whenOpen,
    async line(signal) {
      if (current !== null) return current;
      const giveUp = new AbortController();
      const limit = AbortSignal.any([giveUp.signal, ending.signal, ...(signal === undefined ? [] : [signal])]);
      await Promise.race([whenOpen(limit), clock.wait(patienceMs, limit)]);
      giveUp.abort();
      signal?.throwIfAborted();
      if (current === null) throw new Disconnected();
      return current;
    },
    close() {
      ending.abort();
      current?.close();
      listeners.clear();
    },
  };
}
