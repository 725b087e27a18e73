// The hosted part of the server double: answers that a test writes byte by byte, and the books of what they came to.
import type { IncomingMessage, ServerResponse } from 'node:http';

export type SeenCompletion = {
  readonly id: string;
  readonly bearer: string | null;
  readonly clientId: string | null;
  readonly body: {
    readonly model: string;
    readonly messages: unknown;
    readonly stream: unknown;
    readonly tools?: unknown;
  };
};

/** One answer as the test plays it. */
export type PlayedCompletion = {
  readonly seen: SeenCompletion;
  /** The head of a streamed answer; done by the first write in any case. */
  begin(headers?: Readonly<Record<string, string>>): void;
  /** Bytes as they are, also in the middle of a character. */
  write(bytes: string | Uint8Array): void;
  say(...words: string[]): void;
  think(text: string): void;
  finish(reason: string, usage?: readonly [prompt: number, completion: number]): void;
  done(): void;
  /** What it came to, in the books; `tell`: also at the end of the stream. */
  charge(microcredits: number, options?: { readonly tell?: boolean; readonly model?: string }): void;
  end(): void;
  /** The connection breaks. */
  cut(): void;
  /** Instead of a stream. */
  answer(status: number, body: unknown, headers?: Readonly<Record<string, string>>): void;
  /** Resolves once the client has let go. */
  readonly gone: Promise<void>;
};

type Charge = { readonly state: string; readonly model: string; readonly captured: number };

const held = 1_000_000;

export function createHostedDouble() {
  const charges = new Map<string, Charge>();
  const waiting: ((played: PlayedCompletion) => void)[] = [];
  const come: PlayedCompletion[] = [];
  const seen: SeenCompletion[] = [];
  let models: readonly object[] | null = [hostedModel('big', 400_000)];

  const chargeBody = (id: string, { state, model, captured }: Charge) => ({
    id,
    state,
    source: 'pro',
    model,
    venue: 'hosted',
    amount_microcredits: Math.max(held, captured),
    captured_microcredits: captured,
    created_at: 1,
    expires_at: 4_102_444_800_000,
    ended_at: state === 'held' ? null : 2,
    outcome: state === 'held' ? null : 'completed',
    prompt_tokens: 11,
    completion_tokens: 7,
  });

  function play(request: SeenCompletion, response: ServerResponse): PlayedCompletion {
    const { id } = request;
    const gone = Promise.withResolvers<void>();
    response.on('close', () => gone.resolve());
    const event = (data: unknown): void => played.write(`data: ${JSON.stringify(data)}\n\n`);
    const delta = (content: object): void => event({ choices: [{ index: 0, delta: content, finish_reason: null }] });
    const played: PlayedCompletion = {
      seen: request,
      begin: (headers = {}) => {
        charges.set(id, { state: 'held', model: request.body.model, captured: 0 });
        response.writeHead(200, { 'content-type': 'text/event-stream', 'x-charge-id': id, ...headers });
        response.flushHeaders();
      },
      write(bytes) {
        if (!response.headersSent) played.begin();
        response.write(bytes);
      },
      say: (...words) => words.forEach((content) => delta({ content })),
      think: (text) => delta({ reasoning_content: text }),
      finish(reason, usage) {
        event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
        if (usage === undefined) return;
        const [prompt, completion] = usage;
        event({ choices: [], usage: { prompt_tokens: prompt, completion_tokens: completion } });
      },
      done: () => played.write('data: [DONE]\n\n'),
      charge(captured, { tell = true, model = request.body.model } = {}) {
        const charge = { state: captured === 0 ? 'released' : 'captured', model, captured };
        charges.set(id, charge);
        if (tell) played.write(`: charge ${JSON.stringify(chargeBody(id, charge))}\n\n`);
      },
      end: () => void response.end(),
      cut: () => void response.destroy(),
      answer(status, body, headers = {}) {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      },
      gone: gone.promise,
    };
    return played;
  }

  return {
    charges,
    seen,
    /** What is offered; null: the server is from before there were hosted models. */
    offer(next: readonly object[] | null): void {
      models = next;
    },
    /** The next question, as soon as it comes. */
    next(): Promise<PlayedCompletion> {
      const played = come.shift();
      return played === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(played);
    },
    /** Of the books; null: nothing is known of it. */
    chargeOf(id: string): object | null {
      const charge = charges.get(id);
      return charge === undefined ? null : chargeBody(id, charge);
    },
    models: () => models,
    take(request: IncomingMessage, body: string, response: ServerResponse): void {
      const { headers } = request;
      const one = (name: string): string | null => (typeof headers[name] === 'string' ? headers[name] : null);
      const entry = {
        id: one('idempotency-key') ?? '',
        bearer: one('authorization')?.replace(/^Bearer /, '') ?? null,
        clientId: one('x-client-id'),
        body: JSON.parse(body),
      };
      seen.push(entry);
      const played = play(entry, response);
      const waiter = waiting.shift();
      if (waiter === undefined) come.push(played);
      else waiter(played);
    },
  };
}

export function hostedModel(id: string, shortAnswer: number, takesTools = false): object {
  return {
    id,
    object: 'model',
    created: 0,
    owned_by: 'somebody',
    upstream: 'main',
    price_rule: 'big-rule',
    short_answer_microcredits: shortAnswer,
    max_output_tokens: 4096,
    context_length: 32_768,
    accepts_images: false,
    accepts_tools: takesTools,
  };
}
