// Stands between the app and its server and lets everything through, until a test has one request held: before the server hears
// of it, or with the server's answer in hand. So a process can be killed between any two steps, at no particular speed.
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';

export type Gatekeeper = {
  readonly origin: string;
  /** The next request that matches "METHOD /path" stops here. */
  hold(match: RegExp, at: 'request' | 'reply'): Held;
  /** The next request that matches gets this no, and the server hears nothing of it. */
  refuse(match: RegExp, no: { readonly status: number; readonly code: string }): void;
  /** Every request that came, as "METHOD /path". */
  readonly asked: readonly string[];
  close(): Promise<void>;
};

export type Held = {
  /** Resolves once the request has come to where it is held. */
  readonly reached: Promise<void>;
  /** Whoever asked sees the connection end. */
  cut(): void;
};

type Hold = {
  readonly match: RegExp;
  readonly at: 'request' | 'reply';
  readonly reach: (response: ServerResponse) => void;
};

export async function createGatekeeper(): Promise<Gatekeeper & { readonly leadTo: (origin: string) => void }> {
  const holds: Hold[] = [];
  const asked: string[] = [];
  const way = { to: '' };

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const question = `${request.method ?? ''} ${request.url ?? ''}`;
    asked.push(question);
    const at = holds.findIndex(({ match }) => match.test(question));
    const [held] = at === -1 ? [] : holds.splice(at, 1);
    if (held?.at === 'request') return held.reach(response);
    const { method, headers } = request;
    const onward = ask(new URL(request.url ?? '/', way.to), { method, headers }, (answer) => {
      if (held !== undefined) {
        answer.on('end', () => held.reach(response)).resume();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
      answer.on('error', () => response.destroy()).pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gatekeeper listens on no port');
  return {
    origin: `http://127.0.0.1:${String(address.port)}`,
    asked,
    leadTo: (origin) => void (way.to = origin),
    refuse(match, { status, code }) {
      const type = 'application/problem+json';
      const body = { type: 'about:blank', title: code, status, code, detail: code, request_id: 'r' };
      const reach = (response: ServerResponse): void =>
        void response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
      holds.push({ match, at: 'request', reach });
    },
    hold(match, at) {
      const reached = Promise.withResolvers<void>();
      const seen: { response: ServerResponse | null } = { response: null };
      const reach = (response: ServerResponse): void => {
        seen.response = response;
        reached.resolve();
      };
      holds.push({ match, at, reach });
      return { reached: reached.promise, cut: () => void seen.response?.destroy() };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
