// Serves the page and, at /core, the double behind it; so the renderer is developed, looked at and tested without a core.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { checkoutPage } from './checkout-page.ts';
import { act } from './play-purchase.ts';
import { startRun } from './play-run.ts';
import { createRouter } from './router.ts';
import { scenarios, type ScenarioName } from './scenarios.ts';
import { createWorld, type World } from './world.ts';

/** Answers true when it has taken the request. */
export type PageHandler = { handle(request: IncomingMessage, response: ServerResponse): void; close(): Promise<void> };

export type CoreDouble = {
  readonly url: string;
  readonly world: World;
  /** Cut every line to the page, as a restart of the core would. */
  cut(): void;
  close(): Promise<void>;
};

export async function serveDouble(options: {
  readonly scenario: ScenarioName;
  readonly port: number;
  readonly page: PageHandler | null;
  /** The moment at which the scenario begins; the present unless said. For pictures that do not change. */
  readonly now?: number;
}): Promise<CoreDouble> {
  const world = createWorld(scenarios[options.scenario](options.now ?? Date.now()));
  if (world.scenario.running) startActiveRuns(world);
  const sockets = new Set<WebSocket>();
  const server = createServer((request, response) => {
    if (serveCheckout(world, request, response)) return;
    if (options.page === null) response.writeHead(404).end();
    else options.page.handle(request, response);
  });
  const socketServer = new WebSocketServer({ noServer: true });
  const handler = new RPCHandler(createRouter(world, () => url.replace('127.0.0.1', 'localhost')));
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/core') return socket.destroy();
    socketServer.handleUpgrade(request, socket, head, (webSocket) => {
      sockets.add(webSocket);
      webSocket.on('close', () => sockets.delete(webSocket));
      void handler.upgrade(webSocket);
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve));
  const bound = server.address();
  const url = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : options.port}`;
  const cut = (): void => sockets.forEach((socket) => socket.terminate());
  return {
    url,
    world,
    cut,
    async close() {
      for (const run of world.runs.values()) run.stop.abort();
      cut();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await options.page?.close();
    },
  };
}

function startActiveRuns(world: World): void {
  for (const chat of world.chats.values()) {
    for (const message of chat.messages) {
      if (message.role === 'assistant' && message.state.kind === 'streaming')
        startRun(world, message, world.scenario.reply);
    }
  }
}

function serveCheckout(world: World, request: IncomingMessage, response: ServerResponse): boolean {
  const match = /^\/double\/checkout\/([0-9a-f-]+)(?:\/(pay|decline|expire))?$/.exec(request.url ?? '');
  const orderId = match?.[1];
  if (orderId === undefined) return serveDocument(request, response);
  const action = match?.[2];
  if (action === 'pay' || action === 'decline' || action === 'expire') {
    void act(world, orderId, action);
    response.writeHead(204).end();
    return true;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(checkoutPage(orderId));
  return true;
}

/** A stand-in for the receipt and the recovery kit. */
function serveDocument(request: IncomingMessage, response: ServerResponse): boolean {
  const name = /^\/double\/document\/(receipt|kit)$/.exec(request.url ?? '')?.[1];
  if (name === undefined) return false;
  const page = `<!doctype html><html lang="en"><title>The ${name}</title><h1>The ${name}</h1></html>`;
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  return true;
}
