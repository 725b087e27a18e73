// A server that was told to stop and still answers for a while: it says that it is not ready, so that a proxy in front asks others, and each
// answer ends its connection, so that none is left on which the next question could meet a closed one.
import type { FastifyInstance } from 'fastify';

export type Leaving = {
  begin(): void;
  hasBegun(): boolean;
};

export function addLeaving(app: FastifyInstance): Leaving {
  const state = { hasBegun: false };
  app.addHook('onRequest', (_request, reply, done) => {
    if (state.hasBegun) reply.raw.setHeader('connection', 'close');
    done();
  });
  return {
    begin() {
      state.hasBegun = true;
    },
    hasBegun: () => state.hasBegun,
  };
}
