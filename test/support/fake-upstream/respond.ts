// The paths of an OpenAI-compatible service, with and without /v1.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { untilAborted } from '../fake-ollama/perform.ts';
import { errorAnswer, wrongKey, type Behaviour } from './behaviour.ts';
import { modelsBody, type ChatAsked, type FakeModel } from './bodies.ts';
import { perform } from './perform.ts';

export type UpstreamState = {
  readonly models: readonly FakeModel[];
  /** null: every key is right, and none too. */
  readonly apiKeys: readonly string[] | null;
  readonly answersAt: ReadonlyMap<string, Behaviour>;
  behaviourFor(asked: ChatAsked): Behaviour;
  nextId(): string;
};

export type Exchange = {
  readonly method: string;
  /** Without /v1. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly response: ServerResponse;
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
  sent(bytes: number): void;
};

const noChat: ChatAsked = { model: '', messages: [] };

export async function respond(exchange: Exchange, state: UpstreamState): Promise<void> {
  const { method, path, body } = exchange;
  const instead = state.answersAt.get(path);
  if (instead !== undefined)
    return play(instead, exchange, { asked: isChat(body) ? body : noChat, id: state.nextId() });
  if (!isKeyRight(exchange, state)) return playPlain(wrongKey, exchange);
  if (method === 'GET' && path === '/models') return sendModels(exchange, state);
  if (method !== 'POST' || path !== '/chat/completions')
    return playPlain(errorAnswer(404, `Unknown request URL: ${method} ${path}.`), exchange);
  if (!isChat(body)) return playPlain(errorAnswer(400, 'We could not parse the JSON body of your request.'), exchange);
  if (state.models.every(({ id }) => id !== body.model))
    return playPlain(
      errorAnswer(404, `The model \`${body.model}\` does not exist.`, { code: 'model_not_found' }),
      exchange,
    );
  return play(state.behaviourFor(body), exchange, { asked: body, id: state.nextId() });
}

async function play(
  behaviour: Behaviour,
  exchange: Exchange,
  about: { readonly asked: ChatAsked; readonly id: string },
): Promise<void> {
  switch (behaviour.kind) {
    case 'answer':
      return perform(behaviour, { ...exchange, ...about });
    case 'plain':
    case 'cut':
    case 'silent':
      return playPlain(behaviour, exchange);
  }
}

async function playPlain(behaviour: Behaviour, { response, signal, sent }: Exchange): Promise<void> {
  switch (behaviour.kind) {
    case 'answer':
      return;
    case 'cut':
      response.socket?.destroy();
      return;
    case 'silent':
      return untilAborted(signal);
    case 'plain': {
      const bytes = Buffer.from(behaviour.body);
      sent(bytes.length);
      response.writeHead(behaviour.status, { 'content-length': String(bytes.length), ...behaviour.headers });
      response.end(bytes);
    }
  }
}

function sendModels(exchange: Exchange, state: UpstreamState): Promise<void> {
  const body = JSON.stringify(modelsBody(state.models));
  return playPlain({ kind: 'plain', status: 200, headers: { 'content-type': 'application/json' }, body }, exchange);
}

/** LiteLLM takes its keys by a header of its own as well. */
function isKeyRight({ headers }: Exchange, { apiKeys }: UpstreamState): boolean {
  if (apiKeys === null) return true;
  const own = headers['x-litellm-api-key'];
  const given = typeof own === 'string' ? own : headers.authorization;
  return given !== undefined && apiKeys.includes(given.replace(/^Bearer /, ''));
}

function isChat(body: unknown): body is ChatAsked {
  return (
    typeof body === 'object' &&
    body !== null &&
    'model' in body &&
    typeof body.model === 'string' &&
    'messages' in body &&
    Array.isArray(body.messages)
  );
}
