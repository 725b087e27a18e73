// What the fake does when it is asked for an answer: as the original does, or in one of the ways in which things go wrong.
import type { Gate } from './gate.ts';

/** Figures of the last line: tokens, and nanoseconds. */
export type FakeCounts = {
  readonly totalNs: number;
  readonly loadNs: number;
  readonly promptTokens: number;
  readonly promptNs: number;
  readonly completionTokens: number;
  readonly completionNs: number;
};

/** What comes after the last piece. */
export type Ending =
  | { readonly kind: 'done'; readonly reason?: string }
  /** The last line gives reason and figures, but says done: false, as some servers do that imitate Ollama. */
  | { readonly kind: 'undone'; readonly reason: string }
  /** The pieces come again and again until the reader leaves. */
  | { readonly kind: 'never' }
  /** The connection stands and nothing more comes. */
  | { readonly kind: 'stall' }
  /** The socket is destroyed, as when Ollama is killed. */
  | { readonly kind: 'cut' }
  /** The body ends as it should, but no line said done. */
  | { readonly kind: 'missing' }
  /** Ollama's own error in the middle of an answer. */
  | { readonly kind: 'error'; readonly message: string }
  /** These bytes, then the end of the body. */
  | { readonly kind: 'bytes'; readonly bytes: string | Uint8Array };

export type Answer = {
  readonly kind: 'answer';
  readonly thinking?: readonly string[];
  readonly text: readonly string[];
  /** After the text: what stands under `tool_calls`, a line each. */
  readonly calls?: readonly (readonly unknown[])[];
  readonly ending?: Ending;
  readonly counts?: Partial<FakeCounts>;
  /** Milliseconds before each piece; for pictures and films. Tests use the gate. */
  readonly paceMs?: number;
  /** One pass for each piece and one for the ending. */
  readonly gate?: Gate;
  /** One pass before the headers: a model that takes its time to load. */
  readonly headersGate?: Gate;
  /** The headers go out before the first piece is there, as through a proxy that passes them on at once. */
  readonly hasEarlyHeaders?: boolean;
  /** Bytes a write at most: cuts characters and lines anywhere. */
  readonly sliceBytes?: number;
  readonly lineEnd?: '\n' | '\r\n' | '\n\n';
  readonly hasLastLineEnd?: boolean;
  readonly mediaType?: string;
};

export type Behaviour =
  | Answer
  /** Any other HTTP answer. */
  | {
      readonly kind: 'plain';
      readonly status: number;
      readonly mediaType: string | null;
      readonly body: string;
      /** Where a redirect leads. */
      readonly location?: string;
    }
  /** The socket is destroyed before the headers. */
  | { readonly kind: 'cut' }
  /** Not even headers ever come. */
  | { readonly kind: 'silent' };

const json = 'application/json; charset=utf-8';

export function answer(text: readonly string[], more: Omit<Answer, 'kind' | 'text'> = {}): Answer {
  return { kind: 'answer', text, ...more };
}

/** What Ollama answers a browser page of an origin it does not know: a status and no word. */
export const forbidden: Behaviour = { kind: 'plain', status: 403, mediaType: null, body: '' };

export const outOfMemory: Behaviour = errorAnswer(
  500,
  'model requires more system memory (38.4 GiB) than is available (21.9 GiB)',
);

/** A router, a hotspot or another program at this port. */
export const htmlPage: Behaviour = {
  kind: 'plain',
  status: 200,
  mediaType: 'text/html; charset=utf-8',
  body: '<!doctype html><html><head><title>Router</title><style>b{}</style></head><body><h1>Please log in</h1></body></html>',
};

export const jsonArray: Behaviour = { kind: 'plain', status: 200, mediaType: json, body: '[{"id":1},{"id":2}]' };

/** A status with Ollama's error body. */
export function errorAnswer(status: number, message: string): Behaviour {
  return { kind: 'plain', status, mediaType: json, body: JSON.stringify({ error: message }) };
}
