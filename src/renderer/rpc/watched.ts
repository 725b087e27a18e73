// Follows a stream of the core for as long as somebody looks, across lost lines; each new stream starts with a full picture, so nothing is missed.
import { ORPCError } from '@orpc/client';
import { reconnectMs } from './backoff.ts';
import type { Connection } from './connection.ts';
import { Disconnected } from './disconnected.ts';
import type { PageClock } from './page-clock.ts';

/** lost: the value is the last one known. failed: the core said no and will say so again; `code` is its error code. */
export type Watched<S> =
  | { readonly kind: 'loading'; readonly value: null }
  | { readonly kind: 'live'; readonly value: S }
  | { readonly kind: 'lost'; readonly value: S | null }
  | { readonly kind: 'failed'; readonly value: S | null; readonly code: string };

/** A watch that many may look at and that runs once. */
export type SharedWatch<S> = {
  readonly current: () => Watched<S>;
  readonly subscribe: (listener: () => void) => () => void;
};

export type WatchPlan<E, S> = {
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<E>>;
  /** Pure; `previous` is null before the first event. */
  readonly reduce: (previous: S | null, event: E) => S;
  /** What was told is forgotten with the stream; else it is the first thing that the next onlooker sees. */
  readonly isForgotten?: boolean;
};

/** After the last onlooker has gone, the stream is kept a moment: pages remount. */
const lingerMs = 2_000;

export type WatchWorld = { readonly connection: Connection; readonly clock: PageClock };

export function createSharedWatch<E, S>(plan: WatchPlan<E, S>, world: WatchWorld): SharedWatch<S> {
  const listeners = new Set<() => void>();
  let watched: Watched<S> = { kind: 'loading', value: null };
  let running: AbortController | null = null;

  const publish = (next: Watched<S>): void => {
    watched = next;
    for (const listener of listeners) listener();
  };

  const start = (): void => {
    const stop = new AbortController();
    running = stop;
    const following: Following<E, S> = {
      plan,
      world,
      from: watched.value,
      signal: stop.signal,
      publish: (next) => {
        if (!stop.signal.aborted) publish(next);
      },
    };
    void follow(following).finally(() => {
      if (running === stop) running = null;
    });
  };

  const linger = async (stop: AbortController): Promise<void> => {
    await world.clock.wait(lingerMs, stop.signal);
    if (listeners.size > 0 || stop.signal.aborted) return;
    stop.abort();
    if (plan.isForgotten === true) watched = { kind: 'loading', value: null };
  };

  return {
    current: () => watched,
    subscribe(listener) {
      listeners.add(listener);
      if (running === null || running.signal.aborted) start();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && running !== null) void linger(running);
      };
    },
  };
}

type Following<E, S> = {
  readonly plan: WatchPlan<E, S>;
  readonly world: WatchWorld;
  readonly from: S | null;
  readonly signal: AbortSignal;
  readonly publish: (next: Watched<S>) => void;
};

async function follow<E, S>({ plan, world, from, signal, publish }: Following<E, S>): Promise<void> {
  let value = from;
  let emptyTries = 0;
  const take = (event: E): void => {
    value = plan.reduce(value, event);
    emptyTries = 0;
    publish({ kind: 'live', value });
  };
  while (!signal.aborted) {
    try {
      for await (const event of await plan.open(signal)) take(event);
    } catch (error) {
      if (error instanceof ORPCError && error.defined) return publish({ kind: 'failed', value, code: error.code });
      if (!(error instanceof Disconnected) && !signal.aborted) surface(error);
    }
    publish({ kind: 'lost', value });
    await world.clock.wait(reconnectMs(emptyTries), signal);
    await world.connection.whenOpen(signal);
    emptyTries += 1;
  }
}

/** A bug somewhere; the watch is tried again, and the error is thrown where nobody catches it, so that it is seen. */
function surface(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
