// A stand-in for Ollama 0.24 on a real socket: the same bytes, and on demand the same trouble.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { freePort } from '../app/free-port.ts';
import { answer, type Behaviour } from './behaviour.ts';
import { goTime, type FakeModel } from './bodies.ts';
import type { ChatAsked, FakeState } from './exchange.ts';
import { plainPull, type FakePull } from './fake-pull.ts';
import { respond } from './respond.ts';

type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  /** Tells connections apart. */
  readonly remotePort: number;
  /** finished: the whole answer went out. broken_off: the reader left, or the fake cut it. */
  readonly end: Promise<'finished' | 'broken_off'>;
};

type BehaviourFor = Behaviour | ((asked: ChatAsked) => Behaviour);

export type FakeOllamaOptions = {
  /** 0 or none: any free port. */
  readonly port?: number;
  readonly version?: string;
  readonly models?: readonly FakeModel[];
  /** For every answer until it is set anew; by default a short Markdown text. */
  readonly behaviour?: BehaviourFor;
  /** Milliseconds between the words of the default text; 0 unless said. */
  readonly paceMs?: number;
};

export type FakeOllama = {
  readonly url: string;
  readonly port: number;
  /** Everything that was asked, oldest first. */
  readonly requests: readonly Asked[];
  /** Resolves with the next question at this path. */
  next(path: string): Promise<Asked>;
  setBehaviour(behaviour: BehaviourFor): void;
  /** Instead of the original's answer, for one path such as "/api/tags"; null: as the original again. */
  setAnswerAt(path: string, behaviour: Behaviour | null): void;
  setModels(models: readonly FakeModel[]): void;
  models(): readonly FakeModel[];
  /** How the next downloads go; by default every name is known, but those with "no-such" in them. */
  setPull(next: FakePull | ((name: string) => FakePull)): void;
  /** Every connection is cut, the port is closed. May be called twice. */
  stop(): Promise<void>;
  /** Again on the same port. */
  start(): Promise<void>;
};

const defaultFakeModels: readonly FakeModel[] = [
  { name: 'gemma3:270m', license: 'Gemma Terms of Use' },
  {
    name: 'qwen3:0.6b',
    family: 'qwen3',
    parameterSize: '751.63M',
    sizeBytes: 522_653_767,
    contextLength: 40_960,
    capabilities: ['tools', 'thinking'],
  },
];

type Waiter = { readonly path: string; readonly tell: (asked: Asked) => void };

export async function startFakeOllama(options: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const requests: Asked[] = [];
  const waiters = new Set<Waiter>();
  const answersAt = new Map<string, Behaviour>();
  let behaviour: BehaviourFor = options.behaviour ?? ((asked) => defaultAnswer(asked, options.paceMs));
  let pullOf: (name: string) => FakePull = plainPull;
  const state: FakeState = {
    version: options.version ?? '0.24.0',
    modifiedAt: goTime(Date.now()),
    models: options.models ?? defaultFakeModels,
    loaded: new Map(),
    arrived: new Map(),
    pullFor: (name) => pullOf(name),
    answersAt,
    behaviourFor: (asked: ChatAsked): Behaviour => (typeof behaviour === 'function' ? behaviour(asked) : behaviour),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    const end = new Promise<'finished' | 'broken_off'>((resolve) => {
      response.once('close', () => {
        gone.abort();
        resolve(response.writableFinished ? 'finished' : 'broken_off');
      });
    });
    const body = await readBody(request);
    const path = new URL(request.url ?? '/', 'http://fake').pathname;
    const method = request.method ?? 'GET';
    const asked: Asked = {
      method,
      path,
      headers: request.headers,
      body,
      remotePort: request.socket.remotePort ?? 0,
      end,
    };
    requests.push(asked);
    for (const waiter of waiters) {
      if (waiter.path !== path) continue;
      waiters.delete(waiter);
      waiter.tell(asked);
    }
    response.sendDate = false;
    response.removeHeader('Connection');
    await respond({ method, path, headers: request.headers, body, response, signal: gone.signal }, state);
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
    url: `http://127.0.0.1:${port}`,
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
    models: () => state.models,
    setPull(next) {
      pullOf = typeof next === 'function' ? next : () => next;
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

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A heading, a list and code, with the question in it: enough to see Markdown stream. */
function defaultAnswer(asked: ChatAsked, paceMs: number | undefined): Behaviour {
  const question = asked.messages.findLast((message) => message.role === 'user')?.content ?? '';
  const text = `You wrote: “${question.slice(0, 200)}”\n\n## Three things to know\n\n1. Every mark on a tally stick is **one** unit.\n2. Split, each half proves the other.\n3. Nobody can add a mark alone.\n\n\`\`\`python\ndef tally(n):\n    return "|" * n\n\`\`\`\n`;
  const thinking = asked.think === true ? ['The', ' question', ' is', ' short;', ' so', ' is', ' the', ' answer.'] : [];
  return answer(text.split(/(?=\s\S)/), { thinking, ...(paceMs === undefined ? {} : { paceMs }) });
}
