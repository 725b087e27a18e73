// The browser shell's server, on 127.0.0.1 only: the page's files, the way in, and the socket to the core.
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import fastifyStatic from '@fastify/static';
import { fastify, type FastifyReply, type FastifyRequest } from 'fastify';
import { WebSocketServer } from 'ws';
import { frameSizeMax, type Carrier } from '../core/carrier.ts';
import { diagramHeaders, diagramPath, readDiagramPage } from '../core/diagram-page.ts';
import { contentSecurityPolicy, pageHeaders, withCarrier } from '../core/page-policy.ts';
import type { Clock } from '../core/ports.ts';
import type { Words } from '../../words/words.ts';
import { documentPath, sendDocument } from './document-route.ts';
import { notePage, notePolicy, type GateReason } from './gate-page.ts';
import type { OneTimeDocuments } from './one-time-documents.ts';
import { requestWords } from './request-words.ts';
import { cookieName, isOwnHost, isOwnOrigin, readCookie } from './request-guard.ts';
import { createSessions, isProof, makeProof, sessionMs, type SessionKey } from './session.ts';
import { serveSocket } from './socket-carrier.ts';

const socketsMax = 64;

export type AppServer = {
  readonly port: number;
  readonly origin: string;
  /** A link that opens the app once. */
  issueLink(): string;
  close(): Promise<void>;
};

export type AppServerOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly key: SessionKey;
  readonly clock: Clock;
  readonly rendererDir: string;
  readonly carrier: Carrier;
  readonly documents: OneTimeDocuments;
  /** Where the checkout frame comes from; asked again for each page, which keeps to it for as long as it is open. */
  readonly frameOrigins: () => readonly string[];
  /** Somebody opened a used link; print a new one. */
  readonly onFreshLink: (link: string) => void;
  readonly report: (error: unknown) => void;
};

export async function startAppServer(options: AppServerOptions): Promise<AppServer> {
  const { key, clock, carrier, report } = options;
  const sessions = createSessions(key, clock);
  const app = fastify({ logger: false, bodyLimit: 1024, forceCloseConnections: true, requestTimeout: 30_000 });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: frameSizeMax,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const index = await readFile(path.join(options.rendererDir, 'index.html'), 'utf8');

  const port = (): number => portOf(app.server.address());
  const isSignedIn = (request: IncomingMessage): boolean => {
    const cookie = readCookie(request.headers, cookieName(port()));
    return cookie !== null && sessions.isValid(cookie);
  };
  const issueLink = (): string => `http://127.0.0.1:${port()}/open/${sessions.issueLinkToken()}`;

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(pageHeaders).header('cache-control', 'no-store');
    if (!isOwnHost(request.raw.headers, port()) || !isOwnOrigin(request.raw.headers, { isRequired: false }))
      return sendLine(request, reply, { status: 403, says: 'foreignAddress' });
    // The page has none; one would see every request of every tab, documents included.
    if (request.headers['service-worker'] !== undefined)
      return sendLine(request, reply, { status: 403, says: 'noServiceWorker' });
    if (isOpenToAll(request) || isSignedIn(request.raw)) return;
    return sendGate(request, reply, 'no_session');
  });

  app.get<{ Params: { token: string } }>('/open/:token', async (request, reply) => {
    const cookie = sessions.redeem(request.params.token);
    if (cookie === null) {
      if (isSignedIn(request.raw)) return reply.redirect('/', 303);
      if (!sessions.hasUnusedLink()) options.onFreshLink(issueLink());
      return sendGate(request, reply, 'link_used');
    }
    return reply
      .header(
        'set-cookie',
        `${cookieName(port())}=${cookie}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${Math.floor(sessionMs / 1000)}`,
      )
      .redirect('/', 303);
  });

  // A second start shows that it can read our data folder and gets a link of its own.
  app.post('/link', async (request, reply) => {
    const proof = request.headers['x-tallystick-proof'];
    if (typeof proof !== 'string' || !isProof(key, { purpose: 'ask', proof }, clock.now()))
      return reply.code(403).send({ kind: 'refused' });
    return { kind: 'link', link: issueLink(), proof: makeProof(key, 'answer', clock.now()) };
  });

  app.get<{ Params: { name: string } }>(`${documentPath}:name`, async (request, reply) =>
    sendDocument(options.documents, request, reply),
  );

  const ownHosts = (): readonly string[] => [`127.0.0.1:${port()}`, `localhost:${port()}`];
  const sendPage = (_request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const policy = contentSecurityPolicy({
      connect: ownHosts().map((host) => `ws://${host}`),
      frames: [...options.frameOrigins(), ...ownHosts().map((host) => `http://${host}${diagramPath}`)],
    });
    return reply
      .header('content-security-policy', policy)
      .type('text/html; charset=utf-8')
      .send(withCarrier(index, 'socket'));
  };
  // Where diagrams are drawn: under the other of the two hosts, which gets no cookie of the page's.
  app.get(diagramPath, async (_request, reply) =>
    reply
      .headers(diagramHeaders(ownHosts().map((host) => `http://${host}`)))
      .send(Buffer.from(await readDiagramPage(options.rendererDir))),
  );
  app.get('/', sendPage);
  app.get('/index.html', sendPage);
  await app.register(fastifyStatic, {
    root: path.resolve(options.rendererDir),
    index: false,
    dotfiles: 'deny',
    serveDotFiles: false,
    cacheControl: false,
    setHeaders: (reply, file) => {
      // Names in assets/ carry a hash of their content.
      reply.header(
        'cache-control',
        file.includes(`${path.sep}assets${path.sep}`) ? 'private, max-age=31536000, immutable' : 'no-cache',
      );
      // A worker lives under the policy of its own file, and fetches the languages it colours as scripts.
      reply.header('content-security-policy', "default-src 'none'; script-src 'self'; frame-ancestors 'none'");
    },
  });
  app.setNotFoundHandler((request, reply) => sendLine(request, reply, { status: 404, says: 'nothingHere' }));
  app.setErrorHandler((error, request, reply) => {
    // Addresses that lead out of the folder and unreadable requests get no explanation.
    if (statusOf(error) < 500) return sendLine(request, reply, { status: 404, says: 'nothingHere' });
    report(error);
    return sendLine(request, reply, { status: 500, says: 'broken' });
  });

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', report);
    if (request.url !== '/core') return refuseUpgrade(socket, '404 Not Found');
    if (!isOwnHost(request.headers, port()) || !isOwnOrigin(request.headers, { isRequired: true }))
      return refuseUpgrade(socket, '403 Forbidden');
    if (!isSignedIn(request)) return refuseUpgrade(socket, '401 Unauthorized');
    if (sockets.clients.size >= socketsMax) return refuseUpgrade(socket, '503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, (opened) => serveSocket(opened, carrier, report));
  });

  await app.listen({ host: '127.0.0.1', port: options.port });

  return {
    port: port(),
    origin: `http://127.0.0.1:${port()}`,
    issueLink,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await app.close();
    },
  };
}

function isOpenToAll(request: FastifyRequest): boolean {
  return (
    (request.method === 'GET' && request.url.startsWith('/open/')) ||
    (request.method === 'POST' && request.url === '/link') ||
    (request.method === 'GET' && request.url === diagramPath)
  );
}

function sendGate(request: FastifyRequest, reply: FastifyReply, reason: GateReason): FastifyReply {
  return reply
    .code(reason === 'no_session' ? 401 : 403)
    .header('content-security-policy', notePolicy)
    .type('text/html; charset=utf-8')
    .send(notePage(reason, requestWords(request.headers)));
}

type Line = { readonly status: number; readonly says: keyof Words['turnedAway'] };

function sendLine(request: FastifyRequest, reply: FastifyReply, { status, says }: Line): FastifyReply {
  return reply.code(status).type('text/plain').send(requestWords(request.headers).turnedAway[says]);
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}
