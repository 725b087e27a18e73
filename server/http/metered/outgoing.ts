// Counts the bytes of one answer as they leave, whatever kind of answer it is, and tells how it ended.
// It stands at the response itself, since text, buffers, streams and hijacked replies all go out there.
import { Readable } from 'node:stream';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * complete: the last byte was handed to the network. left: the client went away before. failed: the server broke the answer off.
 * `bytes` of the body that left; `ms` until the handler had given its last, or until the end where it never did.
 */
export type OutgoingEnd = {
  readonly kind: 'complete' | 'left' | 'failed';
  readonly bytes: number;
  readonly ms: number;
};

export type Outgoing = {
  readonly ended: Promise<OutgoingEnd>;
  /** The handler has given the last of its answer, though it has not all been sent. */
  given(): void;
  /** Breaks the answer off, as when its time is up. */
  cut(): void;
};

type WriteDone = (error?: Error | null) => void;

/** `elapsed`: milliseconds since any fixed moment, never going back. */
export function watchOutgoing(request: IncomingMessage, response: ServerResponse, elapsed: () => number): Outgoing {
  const write = response.write.bind(response);
  const end = response.end.bind(response);
  const destroy = response.destroy.bind(response);
  const began = elapsed();
  const state: { sent: number; last: number; givenAt: number | null; isBroken: boolean; isCut: boolean } = {
    sent: 0,
    last: 0,
    givenAt: null,
    isBroken: false,
    isCut: false,
  };

  /** An answer to HEAD and one with 204 or 304 lose their body on the way. */
  function hasBody(): boolean {
    return request.method !== 'HEAD' && response.statusCode !== 204 && response.statusCode !== 304;
  }

  response.write = (chunk: unknown, second?: unknown, third?: unknown) => {
    const done = isDone(second) ? second : isDone(third) ? third : undefined;
    const bytes = bytesOf(chunk, second);
    if (bytes === null || bytes.length === 0 || !hasBody()) return write(chunk, encodingOf(second), done);
    return write(bytes, 'utf8', (error) => {
      if (error === undefined || error === null) state.sent += bytes.length;
      done?.(error);
    });
  };

  response.end = (first?: unknown, second?: unknown, third?: unknown) => {
    state.givenAt ??= elapsed();
    const done = [first, second, third].find(isDone);
    const bytes = isDone(first) ? null : bytesOf(first, second);
    if (bytes !== null && hasBody()) state.last = bytes.length;
    return end(isDone(first) ? undefined : (bytes ?? first), encodingOf(second), done);
  };

  response.destroy = (error) => {
    const { socket } = request;
    // Somebody tidies up after a client that has gone: that is no failure of the server's.
    if (!response.writableFinished && !socket.destroyed && !socket.readableEnded) state.isBroken = true;
    return destroy(error);
  };

  const ended = new Promise<OutgoingEnd>((resolve) => {
    const tell = (kind: OutgoingEnd['kind'], bytes: number): void => {
      resolve({ kind, bytes, ms: (state.givenAt ?? elapsed()) - began });
    };
    response.once('finish', () => tell('complete', state.sent + state.last));
    response.once('close', () => tell(state.isBroken && !state.isCut ? 'failed' : 'left', state.sent));
    // The client left while its price was being held: no event would tell of it any more.
    if (request.socket.destroyed) tell('left', 0);
  });

  return {
    ended,
    given() {
      state.givenAt ??= elapsed();
    },
    cut() {
      state.isCut = true;
      response.destroy();
    },
  };
}

const sliceBytes = 64 * 1024;

/**
 * Makes a stream of a large text or buffer, so that a client that leaves in the middle is charged for what it got: for a single
 * write Node only reports that everything was sent. null: it is small, or already a stream.
 */
export function slicesOf(payload: unknown): { readonly stream: Readable; readonly bytes: number } | null {
  const bytes = bytesOf(payload, 'utf8');
  if (bytes === null || bytes.length <= sliceBytes) return null;
  return {
    stream: Readable.from(slices(bytes), { objectMode: false, highWaterMark: sliceBytes }),
    bytes: bytes.length,
  };
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes);
}

function isDone(value: unknown): value is WriteDone {
  return typeof value === 'function';
}

/** null: not a piece of a body; Node's own function says what is wrong with it. */
function bytesOf(chunk: unknown, encoding: unknown): Uint8Array | null {
  if (typeof chunk === 'string') return Buffer.from(chunk, encodingOf(encoding));
  return chunk instanceof Uint8Array ? chunk : null;
}

function encodingOf(value: unknown): BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value) ? value : 'utf8';
}
