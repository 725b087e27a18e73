// Makes every answer of a metered route say how its caller stands with their plan. Successful answers set these headers
// themselves; where a refusal has not, they are looked up here.
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
      // After a failure of the server the store is not asked once more.
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
      // The answer is sent all the same; only these headers are missing.
      request.log.warn({ request_id: request.id, err }, 'a plan could not be told of');
    }
  }
}
