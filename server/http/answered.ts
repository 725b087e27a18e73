// Tells whoever counts requests of each that was answered, by the pattern of its route: what stood in the address stays here.
import type { FastifyInstance } from 'fastify';

export type Answered = {
  /** The pattern, such as /v1/holds/:id; null: no route has this address. */
  readonly route: string | null;
  /** null: one that no route has. */
  readonly method: string | null;
  readonly status: number;
  readonly ms: number;
};

/** Must not throw. */
export type AnsweredTold = (answered: Answered) => void;

export function tellAnswered(app: FastifyInstance, told: AnsweredTold): void {
  const methods = new Set(['HEAD']);
  app.addHook('onRoute', ({ method }) => {
    for (const one of [method].flat()) methods.add(one);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const method = request.isHead ? 'HEAD' : request.method;
    told({
      route: request.routeOptions.url ?? null,
      method: methods.has(method) ? method : null,
      status: reply.statusCode,
      ms: reply.elapsedTime,
    });
    done();
  });
}
