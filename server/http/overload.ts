// How many requests are worked on at once. Whoever comes beyond that hears so at once, and may come back.
// Counted, not timed: a disk or a machine that stood still for a moment has made nobody's request too many.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    isAtWork: boolean;
  }
}

const retryAfterMs = 5_000;

/**
 * A request is at work from when its body is there until its answer begins or its client has left. Probes are not counted:
 * a busy server must not be ended for being busy.
 */
export function addOverloadGuard(app: FastifyInstance, most: number): void {
  let atWork = 0;
  app.decorateRequest('isAtWork', false);

  function leave(request: FastifyRequest): void {
    if (!request.isAtWork) return;
    request.isAtWork = false;
    atWork -= 1;
  }

  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.config.limit === 'none') return done();
    if (atWork >= most) return done(overloaded());
    atWork += 1;
    request.isAtWork = true;
    reply.raw.once('close', () => leave(request));
    done();
  });
  app.addHook('onSend', async (request) => leave(request));
}

function overloaded(): Refusal {
  const detail = 'The server is busy just now. Nothing was charged; try again in a few seconds.';
  return new Refusal({ kind: 'refused', code: 'overloaded', detail, retryAfterMs });
}
