// Which limit a request falls under, and how its state is told in headers. Strangers are counted by network and client,
// strictly; whoever has proven who they are is bounded by their plan, and here only by a far higher limit of their own.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LimitSettings } from './http-settings.ts';
import type { KnownTokens } from './identity/known-tokens.ts';
import { createRateLimit, type LimitAnswer, type LimitKey, type LimitState, type RateLimit } from './rate-limit.ts';
import { Refusal, wholeSeconds } from './problem.ts';
import { unheard } from './request.ts';

/** strict: what costs a message, and what only a stranger sends. calm: captures, releases, reads. stream: calm, and open for long. none: probes. */
export type LimitClass = 'strict' | 'calm' | 'stream' | 'none';

declare module 'fastify' {
  interface FastifyContextConfig {
    limit?: LimitClass;
  }
}

type LimitDeps = {
  readonly known: KnownTokens;
  /** Shows nothing that its route asks for. */
  readonly isStranger: (request: FastifyRequest) => boolean;
};

/** Adds the check to every request of the app, unknown addresses included. */
export function addLimits(app: FastifyInstance, settings: LimitSettings, { known, isStranger }: LimitDeps): void {
  const { windowSeconds, perAddress, perClient, calm, proven } = settings;
  const limits = {
    strict: createRateLimit('strict', windowSeconds, { ip: perAddress, client: perClient }),
    calm: createRateLimit('calm', windowSeconds, { ip: calm, client: calm }),
    // Messages and all else are counted apart, or the captures of a busy minute would take the place of its messages.
    provenStrict: createRateLimit('proven-strict', windowSeconds, { ip: proven, client: proven }),
    provenCalm: createRateLimit('proven-calm', windowSeconds, { ip: calm, client: Math.max(calm, 2 * proven) }),
  };

  app.addHook('onRequest', async (request, reply) => {
    const own = request.routeOptions.config.limit ?? 'strict';
    if (own === 'none') return;
    const { proof } = request.identity;
    if (proof.kind === 'unheard') throw unheard(proof.retryAfterMs);
    const isProven = hasProven(request, own) ?? (await isKnown(request));
    const limit = limits[limitOf(request, own, isProven)];
    const answer = await limit.take(keysOf(request, isProven));
    showLimits(reply, answer, windowSeconds);
    if (answer.kind === 'limited') throw limited(answer.states, limit);
  });

  /** null: that is to be asked. A token is looked up where it matters: a message that somebody pays for is not a stranger's. */
  function hasProven({ identity: { proof }, routeOptions }: FastifyRequest, own: LimitClass): boolean | null {
    if (proof.kind === 'user') return true;
    if (proof.kind !== 'token') return false;
    if (known.isRemembered(proof.hash)) return true;
    const isMessage = own === 'strict' && routeOptions.url !== undefined;
    return isMessage ? null : false;
  }

  async function isKnown({ identity: { proof, bucket } }: FastifyRequest): Promise<boolean> {
    return proof.kind === 'token' && (await known.isKnown(proof.hash, bucket));
  }

  /** A proof that proves nothing is a stranger's, on whatever route, and so is everything at an address that is none. */
  function limitOf(request: FastifyRequest, own: LimitClass, isProven: boolean): keyof typeof limits {
    const isMessage = own === 'strict';
    if (request.routeOptions.url === undefined || isStranger(request)) return 'strict';
    if (isProven) return isMessage ? 'provenStrict' : 'provenCalm';
    return isMessage || request.identity.proof.kind === 'rejected' ? 'strict' : 'calm';
  }
}

/** Who has proven who they are is counted for themselves alone, however many share their network. */
function keysOf({ identity, routeOptions }: FastifyRequest, isProven: boolean): readonly LimitKey[] {
  const { proof, bucket } = identity;
  const network: LimitKey = { name: 'ip', key: bucket };
  const key =
    proof.kind === 'token' ? proof.hash : proof.kind === 'user' ? `${proof.scope}:${proof.subject}` : identity.client;
  if (key === null) return [network];
  const client: LimitKey = { name: 'client', key };
  return isProven && routeOptions.url !== undefined ? [client] : [network, client];
}

function showLimits(reply: FastifyReply, { states }: LimitAnswer, windowSeconds: number): void {
  const tightest = states.reduce((tight, state) => (state.remaining < tight.remaining ? state : tight));
  reply.header('x-ratelimit-limit', String(tightest.limit));
  reply.header('x-ratelimit-remaining', String(tightest.remaining));
  reply.header('x-ratelimit-reset', String(wholeSeconds(tightest.resetMs)));
  const told = (one: (state: LimitState) => string): string => states.map(one).join(', ');
  reply.header(
    'ratelimit-policy',
    told(({ name, limit }) => `"${name}";q=${limit};w=${windowSeconds}`),
  );
  reply.header(
    'ratelimit',
    told(({ name, remaining, resetMs }) => `"${name}";r=${remaining};t=${wholeSeconds(resetMs)}`),
  );
}

function limited(states: readonly LimitState[], { windowSeconds }: RateLimit): Refusal {
  const retryAfterMs = Math.max(...states.filter((state) => state.remaining === 0).map((state) => state.resetMs));
  const seconds = wholeSeconds(retryAfterMs);
  const detail = `Too many requests in ${windowSeconds} seconds. Try again in ${seconds === 1 ? 'one second' : `${seconds} seconds`}.`;
  return new Refusal({ kind: 'refused', code: 'rate_limited', detail, retryAfterMs });
}
