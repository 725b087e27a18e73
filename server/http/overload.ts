// How many requests are worked on at once. Whoever comes beyond that hears so at once, and may come back.
// Counted, not timed: a disk or a machine that stood still for a moment has made nobody's request too many.
import type { FastifyInstance } from 'fastify';
import { Refusal } from './problem.ts';

const retryAfterMs = 5_000;

/**
 * A request is at work from when its body is there until its answer has gone or its client has left. Not counted are probes,
 * since a busy server must not be ended for being busy, and streams, which mostly wait.
 */
export function addOverloadGuard(app: FastifyInstance, most: number): void {
  let atWork = 0;
  // One for all: a function made for each request would keep what belongs to it until the slow garbage collector comes.
  const leave = (): void => {
    atWork -= 1;
  };
  app.addHook('preHandler', (request, reply, done) => {
    const { limit } = request.routeOptions.config;
    if (limit === 'none' || limit === 'stream') return done();
    // Whoever left while it was asked who they are will not be heard leaving again.
    if (reply.raw.closed) return done();
    if (atWork >= most) return done(overloaded());
    atWork += 1;
    reply.raw.once('close', leave);
    done();
  });
}

function overloaded(): Refusal {
  const detail = 'The server is busy right now. Nothing was charged; try again in a few seconds.';
  return new Refusal({ kind: 'refused', code: 'overloaded', detail, retryAfterMs });
}
