// An upstream makes the answers of hosted models. The port knows requests and bytes, never a payer, a price or a hold.
import type { ChatRequest } from '../contract/hosted/chat-request.ts';

export type UpstreamAsk = {
  /** Already clamped and under the upstream's own name of the model. */
  readonly request: ChatRequest;
  /** Whether the caller asked for the use in the stream; where not, it is hidden again from what passes through. */
  readonly wantsUsage: boolean;
  /**
   * A key of the caller's own in place of the operator's (x-litellm-api-key); null: none. An upstream that is not meant to see such
   * keys leaves it out.
   */
  readonly ownKey: string | null;
  /** Tells those who ask from each other, and means nothing else. It is not sent. */
  readonly asker: string;
  /** The W3C traceparent to send along; left out: none. */
  readonly traceparent?: string;
};

/** As the upstream counted it. `cached` is a part of `prompt`, `reasoning` a part of `completion`. */
export type ReportedUsage = {
  readonly prompt: number;
  readonly completion: number;
  readonly cached: number;
  readonly reasoning: number;
};

/** What an answer has brought so far; may be asked at any time, also after a failure. */
export type AnswerTally = {
  /**
   * Where it was reported more than once, the greatest of each figure. null: nothing was reported, no tokens at all, or nothing that can be true
   * (negative, not whole, beyond any model). Whether it fits the output is for the reader to judge.
   */
  readonly usage: ReportedUsage | null;
  /** UTF-8 bytes of all that a reader gets to see or to run: text, thoughts, refusals, tool calls. */
  readonly outputBytes: number;
  /** As upstreams name it: stop, length, tool_calls, content_filter; null while it is not said. */
  readonly finish: string | null;
};

export type UpstreamAnswer =
  /** The upstream's own final no to this request; another upstream would say the same. `message` is bounded and holds no key. */
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  /** One answer in one piece: OpenAI's chat.completion as JSON text. */
  | { readonly kind: 'whole'; readonly body: Uint8Array; readonly tally: AnswerTally }
  /**
   * Server-sent events as OpenAI sends them, in whole events, the last of them `[DONE]`. The bytes are those of the upstream where
   * it speaks this form. Reading to the end means that the answer is whole; else UpstreamFailed is thrown. Ending the loop or
   * aborting the signal lets go of the upstream at once.
   */
  | { readonly kind: 'stream'; readonly events: AsyncIterable<Uint8Array>; tally(): AnswerTally };

export type UpstreamModel = {
  readonly id: string;
  /** Epoch seconds; 0: not said. */
  readonly created: number;
  readonly contextLength: number | null;
};

export type Upstream = {
  readonly name: string;
  /** Resolves with the head of the answer, and of a stream once its first event is there. Throws UpstreamFailed, or the signal's reason. */
  chat(ask: UpstreamAsk, signal: AbortSignal): Promise<UpstreamAnswer>;
  /** What it has now. Throws UpstreamFailed. */
  models(signal: AbortSignal): Promise<readonly UpstreamModel[]>;
  /** May be called twice. */
  close(): Promise<void>;
};

/**
 * unreachable: no connection. silent: nothing came in time, before the first byte or in between. cut: the answer broke off.
 * failed: it said so itself, by a 5xx or within the stream. busy: 429 or 503. unreadable: not what such a service sends.
 * too_large: more than is let through. denied: it does not accept the operator's key. resting: it failed too often just now.
 */
export type UpstreamFailure =
  | 'unreachable'
  | 'silent'
  | 'cut'
  | 'failed'
  | 'busy'
  | 'unreadable'
  | 'too_large'
  | 'denied'
  | 'resting';

/** The message is for the log and holds no key. Until the first event is passed on, another upstream may be asked. */
export class UpstreamFailed extends Error {
  override readonly name = 'UpstreamFailed';
  readonly failure: UpstreamFailure;
  /** Whole seconds until another try can succeed; null: not said. */
  readonly retryAfterS: number | null;

  constructor(
    failure: UpstreamFailure,
    message: string,
    { retryAfterS = null, ...options }: ErrorOptions & { readonly retryAfterS?: number | null } = {},
  ) {
    super(message, options);
    this.failure = failure;
    this.retryAfterS = retryAfterS;
  }
}
