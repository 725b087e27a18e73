// The body of an answer as it comes in. Nothing that arrived is lost when the connection then breaks.
import type { Dispatcher } from 'undici';
import type { Clock } from './ports.ts';
import { within } from './time-limit.ts';

export type Body = Dispatcher.ResponseData['body'];

/** What may lie unread before the sender is made to wait. */
const waitingBytesMax = 1_048_576;

/**
 * A stream that is destroyed forgets what it still holds, and with it words that had already come.
 * So chunks are taken over as they arrive, and the error is told after the last of them. `onChunk`: at each arrival.
 */
export async function* chunksOf(body: Body, onChunk: () => void): AsyncGenerator<Uint8Array, void, void> {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let ended: Ended = { kind: 'open' };
  let arrival = Promise.withResolvers<void>();

  const onData = (chunk: Uint8Array): void => {
    onChunk();
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes > waitingBytesMax) body.pause();
    arrival.resolve();
  };
  const onEnd = (): void => {
    if (ended.kind === 'open') ended = { kind: 'whole' };
    arrival.resolve();
  };
  const onError = (error: Error): void => {
    if (ended.kind === 'open') ended = { kind: 'broken', error };
    arrival.resolve();
  };
  body.on('data', onData).on('error', onError).on('end', onEnd).on('close', onEnd);

  const isOver = (): boolean => waiting.length === 0 && ended.kind !== 'open';
  try {
    while (!isOver()) {
      const chunk = waiting.shift();
      if (chunk !== undefined) {
        waitingBytes -= chunk.length;
        yield chunk;
        continue;
      }
      arrival = Promise.withResolvers();
      body.resume();
      await arrival.promise;
    }
    throwIfBroken(ended);
  } finally {
    body.off('data', onData).pause();
  }
}

type Ended =
  | { readonly kind: 'open' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'broken'; readonly error: Error };

function throwIfBroken(ended: Ended): void {
  if (ended.kind === 'broken') throw ended.error;
}

/** What may still follow the last line: the end of a chunked body. */
const restBytesMax = 4096;
const restMs = 1_000;

/** Read to its end, a body gives its connection back for the next question. The answer is whole by now: nothing else can be lost. */
export async function readToEnd(body: Body, clock: Clock): Promise<void> {
  const rest = readText(body, restBytesMax).catch(() => '');
  if ((await within({ clock, ms: restMs }, rest, null)) === null) body.destroy();
}

/** The body as text, as far as `bytesMax`; what is longer is not ours and reads as cut off. */
export async function readText(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, bytesMax).toString('utf8');
}
