// Passes a streamed answer on while it is read: the same for every upstream, whatever reads the bytes.
import type { Read } from './body.ts';
import type { Exchange } from './exchange.ts';
import { UpstreamFailed } from './upstream.ts';

/** Makes events to pass on out of the bytes of an answer. */
export type EventSource = {
  push(chunk: Buffer): void;
  /** No more bytes come. */
  end(): void;
  /** What is to be passed on next, in whole events; null: nothing at present. */
  take(): Buffer | null;
  /** Whether there was anything to pass on that is more than a sign of life, or the answer is done. */
  readonly hasPassed: boolean;
  /** How many events or lines there were to pass on that are more than that. */
  readonly words: number;
  /** failed: nothing follows what can still be taken. */
  readonly state: SourceState;
};

export type SourceState =
  | { readonly kind: 'open' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** More than any event of a real service has. */
export const eventBytesMax = 4 * 1024 * 1024;
const streamBytesMax = 256 * 1024 * 1024;

/**
 * Resolves once the first event is there. Throws UpstreamFailed, or the signal's reason; so does the iteration. Ending the
 * iteration lets go of the upstream, also before it has begun.
 */
export async function passOn(exchange: Exchange, read: Read, source: EventSource): Promise<AsyncIterable<Uint8Array>> {
  let bytes = 0;

  async function advance(): Promise<void> {
    const chunk = await read();
    if (chunk === null) return source.end();
    bytes += chunk.length;
    const bytesMax = source.hasPassed ? streamBytesMax : eventBytesMax;
    if (bytes > bytesMax) throw new UpstreamFailed('too_large', `the answer has more than ${bytesMax} bytes`);
    const before = source.words;
    source.push(chunk instanceof Buffer ? chunk : Buffer.from(chunk));
    if (source.words > before) exchange.noteWords();
    if (source.state.kind === 'done') exchange.finish();
  }

  /** Lets go where `work` throws. */
  async function orLeave<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      exchange.leave();
      throw error;
    }
  }

  async function next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      const value = source.take();
      if (value !== null) return { done: false, value };
      if (source.state.kind === 'done') return { done: true, value: undefined };
      if (source.state.kind === 'failed') throw source.state.error;
      await advance();
    }
  }

  exchange.noteWords();
  await orLeave(async () => {
    while (source.state.kind === 'open' && !source.hasPassed) await advance();
    if (source.state.kind === 'failed' && !source.hasPassed) throw source.state.error;
  });
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    next: () => orLeave(next),
    return() {
      exchange.leave();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
