// The operator's own listener: GET /metrics and nothing else, on an address that the public does not reach. It asks for no key, so
// that no scraper has to be given one; whoever can connect may read.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

const metricsPath = '/metrics';

/** Closing it twice is no harm. */
export type MetricsListener = { readonly address: ReturnType<Server['address']>; close(): Promise<void> };

export type Rendered = { readonly type: string; render(): Promise<string> };

const connectionsMax = 16;

/** Throws what listening throws, such as EADDRINUSE. */
export async function listenForMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  { type, render }: Rendered,
): Promise<MetricsListener> {
  const shared = sharing(render);
  const server = createServer(
    { requestTimeout: 5_000, headersTimeout: 5_000, keepAliveTimeout: 60_000, maxHeaderSize: 8 * 1024 },
    (request, response) => void answer(request, response, { type, render: shared }),
  );
  server.maxConnections = connectionsMax;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    address: server.address(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, { type, render }: Rendered): Promise<void> {
  const { method = '', url = '' } = request;
  // A body is of no use here, and is not read.
  response.setHeader('connection', request.headers['content-length'] === undefined ? 'keep-alive' : 'close');
  if (url.split('?', 1)[0] !== metricsPath) return void response.writeHead(404).end();
  if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
  try {
    const text = await render();
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(method === 'HEAD' ? '' : text);
  } catch {
    response.writeHead(500).end();
  }
}

/** However many ask at the same time, the figures are put together once. */
function sharing(render: () => Promise<string>): () => Promise<string> {
  const running: { now: Promise<string> | null } = { now: null };
  return () =>
    (running.now ??= render().finally(() => {
      running.now = null;
    }));
}
