// Routes and refusals as the original has them (server/routes.go of 0.24).
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Behaviour } from './behaviour.ts';
import { findModel, fullName, goJson, goTime, psBody, showBody, tagsBody, type FakeModel } from './bodies.ts';
import { perform, setRunningHeaders, untilAborted } from './perform.ts';

export type ChatAsked = {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream?: boolean;
  readonly think?: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly truncate?: boolean;
  readonly shift?: boolean;
};

export type FakeState = {
  readonly version: string;
  readonly modifiedAt: string;
  readonly models: readonly FakeModel[];
  /** Names of the models in memory. */
  readonly loaded: Set<string>;
  readonly answersAt: ReadonlyMap<string, Behaviour>;
  behaviourFor(asked: ChatAsked): Behaviour;
};

export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly response: ServerResponse;
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
};

const paths: Readonly<Record<string, readonly string[]>> = {
  '/': ['HEAD', 'GET'],
  '/api/version': ['HEAD', 'GET'],
  '/api/tags': ['HEAD', 'GET'],
  '/api/ps': ['GET'],
  '/api/show': ['POST'],
  '/api/chat': ['POST'],
};

export async function respond(exchange: Exchange, state: FakeState): Promise<void> {
  const { method, path, headers, response } = exchange;
  if (!isKnownOrigin(headers.origin) || !isKnownHost(headers.host))
    return send(response, { status: 403, mediaType: null, body: '' });
  if (headers.origin !== undefined) response.setHeader('Access-Control-Allow-Origin', headers.origin);
  const instead = state.answersAt.get(path);
  if (instead !== undefined) return play(instead, exchange, { model: '', promptTokens: 0 });
  const methods = paths[path];
  if (methods === undefined)
    return send(response, { status: 404, mediaType: 'text/plain', body: '404 page not found' });
  if (!methods.includes(method)) {
    response.setHeader('Allow', methods.join(', '));
    return send(response, { status: 405, mediaType: 'text/plain', body: '405 method not allowed' });
  }
  switch (path) {
    case '/api/version':
      return sendJson(response, 200, { version: state.version });
    case '/api/tags':
      return sendJson(response, 200, tagsBody(state.models, state.modifiedAt));
    case '/api/ps':
      return sendJson(
        response,
        200,
        psBody(
          state.models.filter((model) => state.loaded.has(fullName(model.name))),
          goTime(Date.now() + 300_000),
        ),
      );
    case '/api/show':
      return show(exchange, state);
    case '/api/chat':
      return chat(exchange, state);
    default:
      return send(response, { status: 200, mediaType: 'text/plain; charset=utf-8', body: 'Ollama is running' });
  }
}

function show({ body, response }: Exchange, state: FakeState): void {
  const name = textIn(body, 'model') || textIn(body, 'name');
  if (name === '') return sendError(response, 400, 'model is required');
  const model = findModel(state.models, name);
  if (model === undefined) return sendError(response, 404, `model '${name}' not found`);
  sendJson(response, 200, showBody(model, state.modifiedAt));
}

async function chat(exchange: Exchange, state: FakeState): Promise<void> {
  const { body, response } = exchange;
  if (body === '') return sendError(response, 400, 'missing request body');
  if (!isChat(body)) return sendError(response, 400, 'invalid character looking for beginning of value');
  if (body.model === '') return sendError(response, 400, 'model is required');
  const model = findModel(state.models, body.model);
  if (model === undefined) return sendError(response, 404, `model '${body.model}' not found`);
  const isThinker = model.capabilities?.includes('thinking') ?? false;
  if (body.think === true && !isThinker) return sendError(response, 400, `"${body.model}" does not support thinking`);
  state.loaded.add(fullName(model.name));
  if (body.messages.length === 0) {
    const message = { role: 'assistant', content: '' };
    return sendJson(response, 200, {
      model: body.model,
      created_at: goTime(Date.now()),
      message,
      done: true,
      done_reason: 'load',
    });
  }
  const words = body.messages.flatMap((message) => message.content.split(/\s+/));
  await play(state.behaviourFor(body), exchange, { model: body.model, promptTokens: words.length });
}

async function play(
  behaviour: Behaviour,
  { response, signal }: Exchange,
  about: { readonly model: string; readonly promptTokens: number },
): Promise<void> {
  switch (behaviour.kind) {
    case 'answer':
      return perform(behaviour, { response, signal, ...about });
    case 'plain':
      return send(response, behaviour);
    case 'cut':
      response.socket?.destroy();
      return;
    case 'silent':
      return untilAborted(signal);
  }
}

/** Beyond this Go's server sends in chunks rather than with a length. */
const lengthToldMax = 2048;

type Plain = {
  readonly status: number;
  readonly mediaType: string | null;
  readonly body: string;
  readonly location?: string;
};

function send(response: ServerResponse, { status, mediaType, body, location }: Plain): void {
  const bytes = Buffer.from(body);
  response.statusCode = status;
  if (mediaType !== null) response.setHeader('Content-Type', mediaType);
  if (location !== undefined) response.setHeader('Location', location);
  setRunningHeaders(response);
  if (bytes.length > lengthToldMax) response.setHeader('Transfer-Encoding', 'chunked');
  else response.setHeader('Content-Length', String(bytes.length));
  response.end(bytes);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, { status, mediaType: 'application/json; charset=utf-8', body: goJson(body) });
}

function sendError(response: ServerResponse, status: number, error: string): void {
  sendJson(response, status, { error });
}

/** The list of envconfig/config.go; a page opened from a file or a sandbox says "null" and is not on it. */
function isKnownOrigin(origin: string | undefined): boolean {
  return (
    origin === undefined ||
    /^https?:\/\/(localhost|127\.0\.0\.1|0\.0\.0\.0)(:\d+)?$/.test(origin) ||
    /^(app|file|tauri|vscode-webview|vscode-file):\/\//.test(origin)
  );
}

function isKnownHost(host: string | undefined): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|.+\.(localhost|local|internal))(:\d+)?$/.test(host ?? '');
}

function textIn(body: unknown, name: string): string {
  const value = typeof body === 'object' && body !== null ? Reflect.get(body, name) : '';
  return typeof value === 'string' ? value : '';
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
