// Bounds open event streams: how many at once, and how long each may last. A client that disconnects frees its place.
import { refusal } from './problem.ts';

export type StreamLimits = { readonly total: number; readonly perBucket: number; readonly lifetimeMs: number };

type OpenStream = {
  readonly signal: AbortSignal;
  /** The same values, ending when the lifetime is over or the client is gone. */
  bound<T>(values: AsyncIterable<T>): AsyncGenerator<T, void, void>;
  close(): void;
};

export type Streams = {
  open(bucket: string, clientGone: AbortSignal | undefined): OpenStream;
  count(): number;
  /** Ends every stream, so that the server can stop. */
  close(): void;
};

const defaultStreamLimits: StreamLimits = { total: 2000, perBucket: 50, lifetimeMs: 15 * 60_000 };

export function createStreams(limits: StreamLimits = defaultStreamLimits): Streams {
  const open = new Map<AbortController, string>();

  return {
    open(bucket, clientGone) {
      const own = [...open.values()].filter((other) => other === bucket).length;
      if (open.size >= limits.total || own >= limits.perBucket) throw refusal('rate_limited', { reason: 'streams' });
      const ending = new AbortController();
      const signal = clientGone === undefined ? ending.signal : AbortSignal.any([ending.signal, clientGone]);
      const lifetime = setTimeout(() => ending.abort(), limits.lifetimeMs).unref();
      open.set(ending, bucket);
      const close = (): void => {
        clearTimeout(lifetime);
        open.delete(ending);
        ending.abort();
      };
      signal.addEventListener('abort', close, { once: true });
      return { signal, close, bound: (values) => bound(values, signal, close) };
    },
    count: () => open.size,
    close() {
      for (const ending of open.keys()) ending.abort();
    },
  };
}

async function* bound<T>(
  values: AsyncIterable<T>,
  signal: AbortSignal,
  close: () => void,
): AsyncGenerator<T, void, void> {
  try {
    yield* values;
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    close();
  }
}
