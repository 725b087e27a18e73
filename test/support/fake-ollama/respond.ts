// Routes and refusals as the original has them (server/routes.go of 0.24).
import type { Behaviour } from './behaviour.ts';
import { send, sendError, sendJson, textIn, type ChatAsked, type Exchange, type FakeState } from './exchange.ts';
import { pull } from './pull.ts';
import { findModel, fullName, goTime, psBody, showBody, tagsBody } from './bodies.ts';
import { perform, untilAborted } from './perform.ts';

const paths: Readonly<Record<string, readonly string[]>> = {
  '/': ['HEAD', 'GET'],
  '/api/version': ['HEAD', 'GET'],
  '/api/tags': ['HEAD', 'GET'],
  '/api/ps': ['GET'],
  '/api/show': ['POST'],
  '/api/chat': ['POST'],
  '/api/pull': ['POST'],
  '/api/delete': ['DELETE'],
  '/api/copy': ['POST'],
  '/api/generate': ['POST'],
  '/api/me': ['POST'],
  '/api/experimental/model-recommendations': ['GET'],
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
          (name) => goTime(unloadsAt(state.loaded.get(name) ?? 300)),
        ),
      );
    case '/api/show':
      return show(exchange, state);
    case '/api/chat':
      return chat(exchange, state);
    case '/api/pull':
      return pull(exchange, state);
    case '/api/delete':
      return remove(exchange, state);
    case '/api/copy':
      return copy(exchange, state);
    case '/api/me':
      return sendJson(response, 401, { error: 'unauthorized', signin_url: signInUrl });
    case '/api/generate':
      return load(exchange, state);
    case '/api/experimental/model-recommendations':
      return sendJson(response, 200, { recommendations: advice });
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

function remove({ body, response }: Exchange, state: FakeState): void {
  const name = textIn(body, 'model') || textIn(body, 'name');
  const model = findModel(state.models, name);
  if (model === undefined) return sendError(response, 404, `model '${name}' not found`);
  state.models = state.models.filter((other) => other !== model);
  state.loaded.delete(fullName(model.name));
  send(response, { status: 200, mediaType: null, body: '' });
}

function copy({ body, response }: Exchange, state: FakeState): void {
  const from = textIn(body, 'source');
  const to = textIn(body, 'destination');
  const model = findModel(state.models, from);
  if (model === undefined) return sendError(response, 404, `model "${from}" not found`);
  state.models = [
    { ...model, name: to, copyOf: model.copyOf ?? fullName(model.name) },
    ...state.models.filter((other) => fullName(other.name) !== fullName(to)),
  ];
  send(response, { status: 200, mediaType: null, body: '' });
}

/** Without a prompt, which nobody here sends: only what it does to the memory. */
function load({ body, response }: Exchange, state: FakeState): void {
  const name = textIn(body, 'model');
  const model = findModel(state.models, name);
  if (model === undefined) return sendError(response, 404, `model '${name}' not found`);
  const keptS = keepAliveOf(body);
  if (keptS === 0) state.loaded.delete(fullName(model.name));
  else state.loaded.set(fullName(model.name), keptS);
  const reason = keptS === 0 ? 'unload' : 'load';
  sendJson(response, 200, {
    model: name,
    created_at: goTime(Date.now()),
    response: '',
    done: true,
    done_reason: reason,
  });
}

function keepAliveOf(body: unknown): number {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'keep_alive') : undefined;
  return typeof value === 'number' ? value : 300;
}

/** Go's longest duration, where it is kept for ever. */
const foreverS = 9_223_372_036;

function unloadsAt(keptS: number): number {
  return Date.now() + 1_000 * (keptS < 0 ? foreverS : keptS);
}

const signInUrl = 'https://ollama.com/connect?name=box&key=c2FtcGxl';

/** What 0.24 carries with it, until it has asked ollama.com. */
const advice = [
  {
    model: 'kimi-k2.6:cloud',
    description: 'State-of-the-art coding, long-horizon execution, and multimodal agent swarm capability',
    context_length: 262_144,
    max_output_tokens: 262_144,
  },
  { model: 'gemma4', description: 'Reasoning and code generation locally', vram_bytes: 12_000_000_000 },
  { model: 'qwen3.5', description: 'Reasoning, coding, and visual understanding locally', vram_bytes: 14_000_000_000 },
];

async function chat(exchange: Exchange, state: FakeState): Promise<void> {
  const { body, response } = exchange;
  if (body === '') return sendError(response, 400, 'missing request body');
  if (!isChat(body)) return sendError(response, 400, 'invalid character looking for beginning of value');
  if (body.model === '') return sendError(response, 400, 'model is required');
  const model = findModel(state.models, body.model);
  if (model === undefined) return sendError(response, 404, `model '${body.model}' not found`);
  const isThinker = model.capabilities?.includes('thinking') ?? false;
  if (body.think === true && !isThinker) return sendError(response, 400, `"${body.model}" does not support thinking`);
  if ((body.tools ?? []).length > 0 && !model.capabilities?.includes('tools'))
    return sendError(response, 400, `"${body.model}" does not support tools`);
  state.loaded.set(fullName(model.name), keepAliveOf(body));
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
