// Sees to it that every answer of a metered route says how its caller stands with their plan: the yes does so itself, and
// what a no left out is looked up here.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Usecases } from '../usecases/create-usecases.ts';
import { callerOf, showPlan, showRemaining } from './request.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its answers tell of the caller's plan. */
    tellsPlan?: boolean;
  }
}

export function addStanding(app: FastifyInstance, status: Usecases['status']): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.tellsPlan !== true) return;
    route.onSend = async (request, reply, payload) => {
      // What the server itself has broken down over is not asked again.
      if (!reply.hasHeader('x-plan') && reply.statusCode < 500) await tell(request, reply);
      return payload;
    };
  });

  async function tell(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const { kind } = request.identity.proof;
      const isNamed = kind === 'token' || kind === 'user' || kind === 'none';
      const stands = isNamed ? await status.standing(callerOf(request)) : null;
      if (stands === null) return;
      showRemaining(reply, stands.remaining);
      showPlan(reply, stands.plan, stands.remaining.free_left);
    } catch (err) {
      // The answer itself stands; these headers are beside it.
      request.log.warn({ request_id: request.id, err }, 'a plan could not be told of');
    }
  }
}
