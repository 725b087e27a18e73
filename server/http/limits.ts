// Which limit a request falls under, and how its state is told in headers.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LimitSettings } from './http-settings.ts';
import { createRateLimit, type LimitAnswer, type LimitKey, type LimitState, type RateLimit } from './rate-limit.ts';
import { Refusal, wholeSeconds } from './problem.ts';

/** strict: what costs a message, and what only a stranger sends. calm: captures, releases, reads. none: probes. */
export type LimitClass = 'strict' | 'calm' | 'none';

declare module 'fastify' {
  interface FastifyContextConfig {
    limit?: LimitClass;
  }
}

/** Adds the check to every request of the app, unknown addresses included. `isStranger`: shows nothing that its route asks for. */
export function addLimits(
  app: FastifyInstance,
  { windowSeconds, perAddress, perClient, calm }: LimitSettings,
  isStranger: (request: FastifyRequest) => boolean,
): void {
  const limits = {
    strict: createRateLimit('strict', windowSeconds, { ip: perAddress, client: perClient }),
    calm: createRateLimit('calm', windowSeconds, { ip: calm, client: calm }),
  };
  const policies = {
    strict: policyOf(windowSeconds, perAddress, perClient),
    calm: policyOf(windowSeconds, calm, calm),
  };
  app.addHook('onRequest', async (request, reply) => {
    const kind = classOf(request, isStranger);
    if (kind === 'none') return;
    const answer = await limits[kind].take(keysOf(request));
    showLimits(reply, answer, policies[kind]);
    if (answer.kind === 'limited') throw limited(answer.states, limits[kind]);
  });
}

/**
 * A proof that proves nothing is a stranger's, on whatever route. A verified user's messages are bounded by the minute of
 * their plan, which may allow more than a whole network of strangers has.
 */
function classOf(request: FastifyRequest, isStranger: (request: FastifyRequest) => boolean): LimitClass {
  const { config, url } = request.routeOptions;
  const own = config.limit ?? 'strict';
  const { kind } = request.identity.proof;
  if (own === 'calm') return kind === 'rejected' || isStranger(request) ? 'strict' : 'calm';
  return own === 'strict' && kind === 'user' && url !== undefined ? 'calm' : own;
}

function keysOf({ identity }: FastifyRequest): readonly LimitKey[] {
  const { proof } = identity;
  const client =
    proof.kind === 'token' ? proof.hash : proof.kind === 'user' ? `${proof.scope}:${proof.subject}` : identity.client;
  return client === null
    ? [{ name: 'ip', key: identity.bucket }]
    : [
        { name: 'ip', key: identity.bucket },
        { name: 'client', key: client },
      ];
}

function policyOf(windowSeconds: number, ip: number, client: number): string {
  return `"ip";q=${ip};w=${windowSeconds}, "client";q=${client};w=${windowSeconds}`;
}

function showLimits(reply: FastifyReply, { states }: LimitAnswer, policy: string): void {
  const tightest = states.reduce((tight, state) => (state.remaining < tight.remaining ? state : tight));
  reply.header('x-ratelimit-limit', String(tightest.limit));
  reply.header('x-ratelimit-remaining', String(tightest.remaining));
  reply.header('x-ratelimit-reset', String(wholeSeconds(tightest.resetMs)));
  reply.header('ratelimit-policy', policy);
  reply.header(
    'ratelimit',
    states.map((state) => `"${state.name}";r=${state.remaining};t=${wholeSeconds(state.resetMs)}`).join(', '),
  );
}

function limited(states: readonly LimitState[], { windowSeconds }: RateLimit): Refusal {
  const retryAfterMs = Math.max(...states.filter((state) => state.remaining === 0).map((state) => state.resetMs));
  const seconds = wholeSeconds(retryAfterMs);
  const detail = `Too many requests in ${windowSeconds} seconds. Try again in ${seconds === 1 ? 'one second' : `${seconds} seconds`}.`;
  return new Refusal({ kind: 'refused', code: 'rate_limited', detail, retryAfterMs });
}
