// A receiver of events that misbehaves on demand: it refuses, hangs, cuts the line, sends one elsewhere, talks nonsense without end.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export type Heard = {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever was sent, looked at as any receiver would
  readonly json: any;
};

/** A number is a status with an empty body. `elsewhere` redirects to `/elsewhere`, `endless` never stops talking. */
export type Manner =
  | number
  | 'hang'
  | 'cut'
  | 'cut_in_body'
  | 'elsewhere'
  | 'nonsense'
  | 'endless'
  | { readonly status: number; readonly json: unknown };

export type EventReceiver = {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** How the next requests are answered, one each; after them, and by default, with 204. */
  behave(...manners: readonly Manner[]): void;
  /** Decides for each request; null leaves it to what `behave` said. */
  decide(manner: ((heard: Heard) => Manner | null | Promise<Manner | null>) | null): void;
  /** Resolves when so many were heard, from the beginning. */
  heardOf(count: number): Promise<void>;
  close(): Promise<void>;
};

export async function startEventReceiver(): Promise<EventReceiver> {
  const heard: Heard[] = [];
  const manners: Manner[] = [];
  const waiters = new Set<() => void>();
  const mind: { decide: ((heard: Heard) => Manner | null | Promise<Manner | null>) | null } = { decide: null };

  const server = createServer((request, response) => void take(request, response));

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request).catch(() => null);
    if (body === null) return;
    const one: Heard = { path: request.url ?? '', headers: request.headers, body, json: JSON.parse(body || 'null') };
    heard.push(one);
    for (const waiter of waiters) waiter();
    answer((await mind.decide?.(one)) ?? manners.shift() ?? 204, response);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;

  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    behave: (...next) => void manners.push(...next),
    decide: (manner) => void (mind.decide = manner),
    heardOf: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (heard.length < count) return;
          waiters.delete(look);
          resolve();
        };
        waiters.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(manner: Manner, response: ServerResponse): void {
  if (typeof manner === 'number') return void response.writeHead(manner).end();
  if (typeof manner === 'object') {
    response.writeHead(manner.status, { 'content-type': 'application/json' });
    return void response.end(JSON.stringify(manner.json));
  }
  switch (manner) {
    case 'hang':
      return;
    case 'cut':
      response.socket?.destroy();
      return;
    case 'cut_in_body':
      response.writeHead(200, { 'content-length': '100' });
      response.write('begun', () => response.socket?.destroy());
      return;
    case 'elsewhere':
      response.writeHead(307, { location: '/elsewhere' }).end();
      return;
    case 'nonsense':
      response.socket?.end('SMTP/1.0 nonsense\r\n\r\n');
      return;
    case 'endless':
      response.writeHead(200);
      void talk(response);
  }
}

async function talk(response: ServerResponse): Promise<void> {
  const breath = 'x'.repeat(16 * 1024);
  while (!response.destroyed && !response.closed) await new Promise((done) => response.write(breath, done));
}
