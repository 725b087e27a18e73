// Headers that every answer carries: its id, what browsers may read of it, and what they must not do with it.
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by the helmet plugin on routes that have a policy of their own. */
    helmet?: unknown;
  }
}

const exposed = [
  'X-Request-ID',
  'X-Plan',
  'X-Usage-Remaining',
  'X-Usage-This-Minute',
  'X-Free-Left',
  'X-Pro-Left',
  'X-Output-Clamped',
  'X-Plan-Overflow',
  'X-Charge-Id',
  'X-Charged-Microcredits',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
].join(', ');
const allowed = [
  'Authorization',
  'Content-Type',
  'X-Client-Id',
  'X-Request-ID',
  'Last-Event-ID',
  'Idempotency-Key',
  'X-LiteLLM-Api-Key',
  // What OpenAI's own client sends from a page.
  ...[
    'Arch',
    'Helper-Method',
    'Lang',
    'OS',
    'Package-Version',
    'Retry-Count',
    'Runtime',
    'Runtime-Version',
    'Timeout',
  ].map((name) => `X-Stainless-${name}`),
].join(', ');

/**
 * What helmet would send with answers that are not pages. Written out here, because helmet computes its headers for every
 * request, which took a good part of the time of a hold. Pages have a policy of their own and use helmet.
 */
const guards = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** `origins`: exact origins, or `*`. Cookies are never read, so a page can use only the credentials that it has itself. */
export async function addHeaders(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    if (request.routeOptions.config.helmet === undefined) reply.headers(guards);
    done();
  });
  await app.register(helmet, { global: false });
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: allowed,
    exposedHeaders: exposed,
    maxAge: 600,
  });
}
