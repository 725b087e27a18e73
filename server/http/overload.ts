// Bounds how many requests are worked on at once. A request beyond that is refused at once and told when to try again.
// Requests are counted, not timed, so that nobody is refused because the disk or the machine paused for a moment.
import type { FastifyInstance } from 'fastify';
import { type Refusal, refusal } from './problem.ts';

/**
 * A request counts from when its body has been read until its answer is sent or its client disconnects. Probes do not count,
 * because a supervisor must not restart a server for being busy. Streams and long answers do not count, because they mostly wait;
 * each kind has a bound of its own.
 */
export function addOverloadGuard(app: FastifyInstance, most: number): void {
  let atWork = 0;
  // One function for all requests: one made for each would keep its whole request in memory until a full garbage collection.
  const leave = (): void => {
    atWork -= 1;
  };
  app.addHook('preHandler', (request, reply, done) => {
    const { limit, isLong } = request.routeOptions.config;
    if (limit === 'none' || limit === 'stream' || isLong === true) return done();
    // Count only requests whose client is still connected: a connection that has closed already sends no second `close`.
    if (reply.raw.closed) return done();
    if (atWork >= most) return done(overloaded());
    atWork += 1;
    reply.raw.once('close', leave);
    done();
  });
}

function overloaded(): Refusal {
  return refusal('overloaded', { reason: 'busy', retry_after_s: 5 });
}
