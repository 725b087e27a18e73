// Methods that no route names: HEAD is answered like GET, and all others get a 405 that names the right methods.
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type KnownPaths, pathOf } from './known-paths.ts';
import { refusal } from './problem.ts';
import { replyWithProblem } from './problem-reply.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The client sent HEAD; the request is handled as a GET. */
    readonly isHead: boolean;
  }
}

export type Heads = {
  /** Turns a HEAD into a GET. Node still sends every header and no body, whatever is written. */
  note(raw: IncomingMessage): void;
  has(raw: IncomingMessage): boolean;
};

export function createHeads(): Heads {
  const heads = new WeakSet<IncomingMessage>();
  return {
    note(raw) {
      if (raw.method !== 'HEAD') return;
      heads.add(raw);
      raw.method = 'GET';
    },
    has: (raw) => heads.has(raw),
  };
}

/** Before the CORS plugin, which takes every OPTIONS for a browser's. */
export function addMethods(app: FastifyInstance, paths: KnownPaths, heads: Heads): void {
  app.decorateRequest('isHead', {
    getter() {
      return heads.has(this.raw);
    },
  });
  app.addHook('onRequest', (request, reply, done) => {
    const { origin, 'access-control-request-method': asked } = request.headers;
    if (request.method !== 'OPTIONS' || (origin !== undefined && asked !== undefined)) return done();
    return refuse(request, reply, paths);
  });
}

/** After the limits, which count such requests too, and before a body is read: it is of no use to anybody. */
export function addNotFound(app: FastifyInstance, paths: KnownPaths): void {
  app.addHook('onRequest', (request, reply, done) => (request.is404 ? refuse(request, reply, paths) : done()));
  app.setNotFoundHandler((request, reply) => refuse(request, reply, paths));
}

function refuse(request: FastifyRequest, reply: FastifyReply, paths: KnownPaths): void {
  const methods = paths.methodsOf(pathOf(request.url));
  if (methods.length === 0) {
    replyWithProblem(refusal('not_found', { reason: 'address' }), request, reply);
    return;
  }
  reply.header('allow', methods.join(', '));
  replyWithProblem(
    refusal('method_not_allowed', { method: request.isHead ? 'HEAD' : request.method, allowed: [...methods] }),
    request,
    reply,
  );
}
