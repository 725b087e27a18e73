// A proxy before a server of ours that does to answers what networks and the boxes on them do.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listening } from './listening.ts';

/**
 * unheard: the line ends before the server has heard the request. lost: it ends once the server has answered. html: a page with
 * status 200, and the server hears nothing. hang: nothing ever comes. torn: half of the true answer. twisted: the true answer, changed.
 * down: 503 of the proxy's own.
 */
export type ProxyFault =
  | { readonly kind: 'unheard' | 'lost' | 'html' | 'torn' | 'down' | 'hang' }
  | { readonly kind: 'twisted'; readonly change: (body: string) => string };

export type FaultProxy = {
  readonly url: string;
  /** From now on the next `times` requests whose "METHOD /path" matches go wrong. */
  plan(match: RegExp, fault: ProxyFault, times?: number): void;
  /** Every request that came, as "METHOD /path". */
  readonly asked: readonly string[];
  close(): Promise<void>;
};

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const planned: { readonly match: RegExp; readonly fault: ProxyFault; times: number }[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const question = `${request.method ?? ''} ${request.url ?? ''}`;
    asked.push(question);
    const plan = planned.find(({ match, times }) => times > 0 && match.test(question));
    if (plan !== undefined) plan.times -= 1;
    const fault = plan?.fault ?? null;
    if (fault?.kind === 'unheard') return void request.socket.destroy();
    const body = await bodyOf(request);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'html')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>');
    if (fault?.kind === 'down') return void response.writeHead(503).end('down');
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const answer = await fetch(`${target}${request.url ?? ''}`, {
      method: request.method ?? 'GET',
      headers: { authorization, ...(type === '' ? {} : { 'content-type': type }) },
      ...(request.method === 'GET' ? {} : { body }),
    });
    const text = await answer.text();
    if (fault?.kind === 'lost') return void request.socket.destroy();
    const headers = { 'content-type': answer.headers.get('content-type') ?? '' };
    if (fault?.kind === 'torn') {
      response.writeHead(answer.status, { ...headers, 'content-length': String(text.length + 1_000) });
      return void response.write(text.slice(0, 20), () => request.socket.destroy());
    }
    response.writeHead(answer.status, headers).end(fault?.kind === 'twisted' ? fault.change(text) : text);
  }

  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    plan: (match, fault, times = 1) => void planned.push({ match, fault, times }),
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
