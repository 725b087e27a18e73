// Headers that every answer carries: its id, what browsers may read of it, and what they must not do with it.
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

const exposed = [
  'X-Request-ID',
  'X-Plan',
  'X-Usage-Remaining',
  'X-Usage-This-Minute',
  'X-Free-Left',
  'X-Pro-Left',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
];
const allowed = ['Authorization', 'Content-Type', 'X-Client-Id', 'X-Request-ID', 'Last-Event-ID'];

/** `origins`: exact origins, or `*`; no cookie is ever read, so an open door gives a page nothing that it did not bring. */
export async function addHeaders(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'POST'],
    allowedHeaders: allowed,
    exposedHeaders: exposed,
    maxAge: 600,
  });
}
