// One request to an upstream and the bytes of its answer, as they come. It takes over what undici has read, makes the sender wait
// when too much lies unread, and ends the connection as soon as nobody wants the answer any more.
import type { IncomingHttpHeaders } from 'node:http';
import { errors, type Dispatcher } from 'undici';
import { UpstreamFailed } from './upstream.ts';
import type { Watch, Watched } from './watch.ts';

export type Limits = {
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly silenceMs: number;
};

export type Exchange = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** All bytes that have come, or the next; null at the end. Throws UpstreamFailed, or the signal's reason. One call at a time. */
  read(): Promise<Uint8Array | null>;
  /** From now on it is watched that something is said now and then; to be called again whenever something was. */
  noteWords(): void;
  /** All that matters was read. A short rest is waited for, so that the connection can be used again. */
  finish(): void;
  /** Lets go at once. */
  leave(): void;
};

type Phase = 'connecting' | 'waiting' | 'reading' | 'finishing' | 'over';

/** What may lie unread before the sender is made to wait. */
const waitingBytesMax = 1_048_576;
/** So much is given out at once of what lies unread: a client that leaves pays for no more than it was about to be sent. */
const givenBytesMax = 16_384;
/** What may still follow what matters: the end of a chunked body. */
const restBytesMax = 4096;
const restMs = 1_000;
/** However much comes: no answer takes that long. */
const answerMsMax = 3_600_000;

const nobodyWaits = 'nobody waits for it any more';

export class RunningExchange implements Exchange, Watched, Dispatcher.DispatchHandler {
  turnsLeft: number;
  turnsToWords = Infinity;
  turnsInAll: number;
  status = 0;
  headers: IncomingHttpHeaders = {};
  readonly #head = Promise.withResolvers<Exchange>();
  readonly #watch: Watch;
  readonly #limits: Limits;
  readonly #signal: AbortSignal;
  readonly #isOver: (how: 'whole' | 'broken') => void;
  readonly #onAbort = (): void => this.#end(this.#signal.reason);
  #phase: Phase = 'connecting';
  #controller: Dispatcher.DispatchController | null = null;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #restBytes = restBytesMax;
  #reader: PromiseWithResolvers<Uint8Array | null> | null = null;
  /** Why it ended; null: it is whole, or goes on. */
  #reason: unknown = null;

  constructor(options: {
    readonly watch: Watch;
    readonly limits: Limits;
    readonly signal: AbortSignal;
    /** Called once. */
    readonly isOver: (how: 'whole' | 'broken') => void;
  }) {
    this.#watch = options.watch;
    this.#limits = options.limits;
    this.#signal = options.signal;
    this.#isOver = options.isOver;
    this.turnsLeft = this.#watch.turnsIn(this.#limits.connectMs);
    this.turnsInAll = this.#watch.turnsIn(answerMsMax);
    this.#watch.add(this);
    this.#signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Resolves with the head of the answer. Throws UpstreamFailed, or the signal's reason. */
  get head(): Promise<Exchange> {
    return this.#head.promise;
  }

  read(): Promise<Uint8Array | null> {
    const waiting = this.#takeWaiting();
    if (waiting !== null) return Promise.resolve(waiting);
    const reader = Promise.withResolvers<Uint8Array | null>();
    if (this.#phase === 'over') {
      if (this.#reason === null) reader.resolve(null);
      else reader.reject(this.#reason);
      return reader.promise;
    }
    this.#reader = reader;
    if (this.#controller?.paused === true) this.#controller.resume();
    return reader.promise;
  }

  /** Services send each event as a chunk of its own, of which many come at once where the model is fast or the reader slow. */
  #takeWaiting(): Buffer | null {
    const [first] = this.#waiting;
    if (first === undefined) return null;
    let count = 1;
    let bytes = first.length;
    for (; count < this.#waiting.length; count += 1) {
      const more = this.#waiting[count]?.length ?? 0;
      if (bytes + more > givenBytesMax) break;
      bytes += more;
    }
    this.#waitingBytes -= bytes;
    const taken = this.#waiting.splice(0, count);
    return count === 1 ? first : Buffer.concat(taken, bytes);
  }

  noteWords(): void {
    const { firstByteMs, silenceMs } = this.#limits;
    this.turnsToWords = this.#watch.turnsIn(Math.max(firstByteMs, silenceMs));
  }

  finish(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'finishing';
    this.turnsLeft = this.#watch.turnsIn(restMs);
    this.#waiting = [];
    if (this.#controller?.paused === true) this.#controller.resume();
  }

  leave(): void {
    this.#end(null);
  }

  onSilence(): void {
    const { connectMs, firstByteMs, silenceMs } = this.#limits;
    if (this.turnsInAll <= 0) return this.#end(new UpstreamFailed('too_large', 'the answer took more than an hour'));
    // What has come lies unread: it is the reader who is silent.
    if (this.#phase === 'reading' && this.#waiting.length > 0) {
      this.turnsLeft = this.#watch.turnsIn(silenceMs);
      if (this.turnsToWords !== Infinity) this.noteWords();
      this.#watch.add(this);
      return;
    }
    if (this.turnsToWords <= 0) return this.#end(new UpstreamFailed('silent', 'nothing came but signs of life'));
    if (this.#phase === 'connecting')
      this.#end(new UpstreamFailed('unreachable', `no connection within ${connectMs} ms`));
    else if (this.#phase === 'waiting') this.#end(new UpstreamFailed('silent', `no answer within ${firstByteMs} ms`));
    else this.#end(new UpstreamFailed('silent', `nothing came for ${silenceMs} ms in the middle of an answer`));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#phase === 'over') return controller.abort(new UpstreamFailed('cut', nobodyWaits));
    this.#controller = controller;
    this.#phase = 'waiting';
    this.turnsLeft = this.#watch.turnsIn(this.#limits.firstByteMs);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // Such as 103, before the answer itself.
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    this.#head.resolve(this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#phase === 'finishing') {
      this.#restBytes -= chunk.length;
      if (this.#restBytes < 0) this.leave();
      return;
    }
    this.#phase = 'reading';
    this.turnsLeft = this.#watch.turnsIn(this.#limits.silenceMs);
    if (this.#reader !== null) {
      const reader = this.#reader;
      this.#reader = null;
      return reader.resolve(chunk);
    }
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes > waitingBytesMax) controller.pause();
  }

  onResponseEnd(): void {
    this.#settle(null, 'whole');
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(toFailure(error, this.#phase), 'broken');
  }

  /** Ends it from our side. */
  #end(reason: unknown): void {
    if (this.#phase === 'over') return;
    this.#waiting = [];
    this.#settle(reason, 'broken');
    this.#controller?.abort(new UpstreamFailed('cut', nobodyWaits));
  }

  #settle(reason: unknown, how: 'whole' | 'broken'): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#reason = reason;
    this.#watch.remove(this);
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#isOver(how);
    if (this.status === 0) this.#head.reject(reason ?? new UpstreamFailed('cut', nobodyWaits));
    if (reason === null) this.#reader?.resolve(null);
    else this.#reader?.reject(reason);
    this.#reader = null;
  }
}

function toFailure(error: Error, phase: Phase): UpstreamFailed {
  // What a socket says may hold the request, and the request a key: only its code goes on.
  const code = codeOf(error);
  if (phase === 'connecting') return new UpstreamFailed('unreachable', `no connection (${code})`);
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError)
    return new UpstreamFailed('unreadable', `what came is not HTTP (${code})`);
  if (phase === 'waiting') return new UpstreamFailed('cut', `the connection broke before an answer came (${code})`);
  return new UpstreamFailed('cut', `the answer broke off (${code})`);
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
