// A stand-in for an OpenAI-compatible service on a real socket: the same bytes, and on demand every kind of trouble.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { freePort } from '../app/free-port.ts';
import { answer, type Behaviour } from './behaviour.ts';
import type { ChatAsked, FakeModel } from './bodies.ts';
import { respond } from './respond.ts';

export type End = {
  /** broken_off: the reader left, or the fake cut it. */
  readonly kind: 'finished' | 'broken_off';
  /** Bytes of the body that had been written by then, before any encoding. */
  readonly sentBytes: number;
};

export type Asked = {
  readonly method: string;
  /** Without /v1. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** As it came. */
  readonly text: string;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  /** Tells connections apart. */
  readonly remotePort: number;
  readonly end: Promise<End>;
};

type BehaviourFor = Behaviour | ((asked: ChatAsked) => Behaviour);

export type FakeUpstreamOptions = {
  /** 0 or none: any free port. */
  readonly port?: number;
  /** By default "fake-small" and "fake-large". */
  readonly models?: readonly FakeModel[];
  /** Which keys it takes; by default it asks for none. */
  readonly apiKeys?: readonly string[];
  /** For every answer until it is set anew; by default four words. */
  readonly behaviour?: BehaviourFor;
  /** false: records nothing, for measurements of many requests. */
  readonly records?: boolean;
};

export type FakeUpstream = {
  /** As a client's base URL: it ends in /v1. */
  readonly url: string;
  readonly port: number;
  /** Everything that was asked, oldest first. */
  readonly requests: readonly Asked[];
  /** Resolves with the next request at this path, such as "/chat/completions". */
  next(path: string): Promise<Asked>;
  setBehaviour(behaviour: BehaviourFor): void;
  /** Instead of the usual, for one path such as "/models"; null: the usual again. */
  setAnswerAt(path: string, behaviour: Behaviour | null): void;
  setModels(models: readonly FakeModel[]): void;
  /** true: a connection that comes with a second request is reset, as by a service that closed it just then. */
  setResetsKeptConnections(resets: boolean): void;
  /** Every connection is cut, the port is closed. May be called twice. */
  stop(): Promise<void>;
  /** Again on the same port. */
  start(): Promise<void>;
};

const defaultModels: readonly FakeModel[] = [{ id: 'fake-small' }, { id: 'fake-large', contextLength: 128_000 }];

type Waiter = { readonly path: string; readonly tell: (asked: Asked) => void };

export async function startFakeUpstream(options: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const requests: Asked[] = [];
  const waiters = new Set<Waiter>();
  const answersAt = new Map<string, Behaviour>();
  const used = new WeakSet();
  let behaviour: BehaviourFor = options.behaviour ?? answer(['Every ', 'mark ', 'counts', '.']);
  let resetsKeptConnections = false;
  let answers = 0;
  const state = {
    models: options.models ?? defaultModels,
    apiKeys: options.apiKeys ?? null,
    answersAt,
    behaviourFor: (asked: ChatAsked): Behaviour => (typeof behaviour === 'function' ? behaviour(asked) : behaviour),
    nextId: (): string => {
      answers += 1;
      return `chatcmpl-fake-${answers}`;
    },
  };

  function record(asked: Asked): void {
    if (options.records !== false) requests.push(asked);
    for (const waiter of waiters) {
      if (waiter.path !== asked.path) continue;
      waiters.delete(waiter);
      waiter.tell(asked);
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket, headers } = request;
    if (resetsKeptConnections && used.has(socket)) {
      socket.resetAndDestroy();
      return;
    }
    used.add(socket);
    const gone = new AbortController();
    let sentBytes = 0;
    const end = new Promise<End>((resolve) => {
      response.once('close', () => {
        gone.abort();
        resolve({ kind: response.writableFinished ? 'finished' : 'broken_off', sentBytes });
      });
    });
    const text = await readBody(request);
    const body = parsed(text);
    const path = new URL(request.url ?? '/', 'http://fake').pathname.replace(/^\/v1(?=\/)/, '');
    const method = request.method ?? 'GET';
    record({ method, path, headers, text, body, remotePort: socket.remotePort ?? 0, end });
    const sent = (bytes: number): void => {
      sentBytes += bytes;
    };
    await respond({ method, path, headers, body, response, signal: gone.signal, sent }, state);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  let port = options.port ?? (await freePort());
  const start = async (): Promise<void> => {
    port = await listen(server, port);
  };
  await start();

  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    requests,
    next: (path) => new Promise((tell) => waiters.add({ path, tell })),
    setBehaviour(next) {
      behaviour = next;
    },
    setAnswerAt(path, next) {
      if (next === null) answersAt.delete(path);
      else answersAt.set(path, next);
    },
    setModels(models) {
      state.models = models;
    },
    setResetsKeptConnections(resets) {
      resetsKeptConnections = resets;
    },
    start,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const part of request) chunks.push(Buffer.from(part));
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
