// What the fake does when it is asked for an answer: as OpenAI's own service does, or in one of the ways in which things go wrong.
import type { Gate } from '../fake-ollama/gate.ts';

/** One delta of a streamed answer; in a whole answer the deltas are put together. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** `reasoning_content`, as DeepSeek, vLLM and LiteLLM name the thoughts. */
  | { readonly kind: 'thought'; readonly text: string }
  | { readonly kind: 'refusal'; readonly text: string }
  /** A part of a tool call: the first names id and function, the others bring arguments. */
  | {
      readonly kind: 'tool';
      readonly index: number;
      readonly id?: string;
      readonly name?: string;
      readonly arguments?: string;
    }
  /** This JSON text as the whole event, whatever it may be. */
  | { readonly kind: 'event'; readonly json: string }
  /** A comment line, as OpenRouter sends while it waits. */
  | { readonly kind: 'comment'; readonly text: string };

/** What comes after the last piece. A whole answer that is cut, stalls or is missing its end gets half of its body out. */
export type Ending =
  | { readonly kind: 'done'; readonly reason?: string }
  /** The body ends as it should, after the finish reason and the use, but without [DONE]. */
  | { readonly kind: 'undone' }
  /** The body ends as it should, but nothing said that the answer is at its end. */
  | { readonly kind: 'missing' }
  /** The pieces come again and again until the reader leaves. */
  | { readonly kind: 'never' }
  /** The connection stands and nothing more comes. */
  | { readonly kind: 'stall' }
  /** The socket is destroyed. */
  | { readonly kind: 'cut' }
  /** An event that holds an error instead of a choice, and then the end of the body. A whole answer: status 500. */
  | { readonly kind: 'error'; readonly message: string; readonly status?: number }
  /** These bytes, then the end of the body. */
  | { readonly kind: 'bytes'; readonly bytes: string | Uint8Array };

/** How the use is told. `as_asked`: in a chunk of its own after the finish reason, where `include_usage` was asked for. */
export type UsageMoment = 'as_asked' | 'last' | 'with_finish' | 'every' | 'twice' | 'never';

export type UsageTold = {
  readonly when?: UsageMoment;
  /** JSON text in place of the true figures: zero, huge, negative, a string, a repeated key. */
  readonly json?: string;
};

export type Answer = {
  readonly kind: 'answer';
  readonly pieces: readonly Piece[];
  readonly ending?: Ending;
  readonly usage?: UsageTold;
  /** Milliseconds before each piece. Tests use the gate. */
  readonly paceMs?: number;
  /** One pass for each piece and one for the ending. */
  readonly gate?: Gate;
  /** One pass before the head of the answer. */
  readonly headGate?: Gate;
  /** One pass between the head and the first byte. */
  readonly firstByteGate?: Gate;
  /** Bytes a write at most: cuts characters, lines and events anywhere. */
  readonly sliceBytes?: number;
  /** After that many bytes of the body, wherever that is. */
  readonly breaks?: { readonly afterBytes: number; readonly how: 'cut' | 'stall' | 'end' };
  readonly lineEnd?: '\n' | '\r\n' | '\r';
  readonly encoding?: 'gzip' | 'br';
  /** Besides or instead of those that are sent by themselves. */
  readonly headers?: Readonly<Record<string, string>>;
};

export type Behaviour =
  | Answer
  /** Any other HTTP answer. */
  | {
      readonly kind: 'plain';
      readonly status: number;
      readonly body: string | Uint8Array;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The socket is destroyed before the head of the answer. */
  | { readonly kind: 'cut' }
  /** Not even a head ever comes. */
  | { readonly kind: 'silent' };

export function answer(words: readonly string[], more: Omit<Answer, 'kind' | 'pieces'> = {}): Answer {
  return { kind: 'answer', pieces: words.map((text) => ({ kind: 'text', text })), ...more };
}

export function answerOf(pieces: readonly Piece[], more: Omit<Answer, 'kind' | 'pieces'> = {}): Answer {
  return { kind: 'answer', pieces, ...more };
}

/** One behaviour for each request in turn; the last one stays. */
export function inTurn(first: Behaviour, ...others: readonly Behaviour[]): () => Behaviour {
  const left = [first, ...others];
  let last = first;
  return () => {
    last = left.shift() ?? last;
    return last;
  };
}

/** The parts in which OpenAI sends one call of a function. */
export function toolCall(call: {
  readonly index?: number;
  readonly id: string;
  readonly name: string;
  readonly argumentParts: readonly string[];
}): readonly Piece[] {
  const index = call.index ?? 0;
  return [
    { kind: 'tool', index, id: call.id, name: call.name, arguments: '' },
    ...call.argumentParts.map((part): Piece => ({ kind: 'tool', index, arguments: part })),
  ];
}

type ErrorOptions = {
  readonly type?: string;
  readonly code?: string | null;
  readonly param?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A status with OpenAI's error body. */
export function errorAnswer(status: number, message: string, options: ErrorOptions = {}): Behaviour {
  const { type = 'invalid_request_error', code = null, param = null, headers = {} } = options;
  return {
    kind: 'plain',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ error: { message, type, param, code } }),
  };
}

export const badRequest = errorAnswer(400, "'temperature' is above what this model takes.", { param: 'temperature' });

export const wrongKey = errorAnswer(401, 'Incorrect API key provided: sk-wrong.', { code: 'invalid_api_key' });

export const modelNotFound = errorAnswer(404, 'The model `gone` does not exist.', { code: 'model_not_found' });

export function tooMany(retryAfterS: number): Behaviour {
  return errorAnswer(429, 'Rate limit reached.', {
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    headers: { 'retry-after': String(retryAfterS) },
  });
}

export const broken = errorAnswer(500, 'The server had an error.', { type: 'server_error' });

/** What nginx says when the service behind it is down. */
export const badGateway: Behaviour = {
  kind: 'plain',
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
};

export function redirect(location: string, status = 307): Behaviour {
  return { kind: 'plain', status, headers: { location }, body: '' };
}

/** Untrue figures of the use, each as the JSON text that stands in the answer. */
export const falseUsage = {
  zero: '{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}',
  huge: '{"prompt_tokens":9007199254740993,"completion_tokens":9007199254740993,"total_tokens":18014398509481986}',
  negative: '{"prompt_tokens":-5,"completion_tokens":-7,"total_tokens":-12}',
  fraction: '{"prompt_tokens":3.5,"completion_tokens":1.25,"total_tokens":4.75}',
  string: '{"prompt_tokens":"12","completion_tokens":"7","total_tokens":"19"}',
  text: '"free"',
  list: '[12,7]',
  repeatedKey: '{"prompt_tokens":12,"completion_tokens":7,"completion_tokens":0,"total_tokens":19}',
} as const;
