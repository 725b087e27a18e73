// Counts each request by its limit, and reports the limit's state in headers. Strangers are counted by network and client, with
// a strict limit. Callers who have proven who they are have their plan's limits; here they only have a much higher one.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access, Limit } from '../contract/route.ts';
import type { LimitSettings } from './http-settings.ts';
import type { KnownTokens } from './identity/known-tokens.ts';
import type { LimitStore } from '../storage/limits/limit-store.ts';
import type { OperatorKey } from './operator.ts';
import { createRateLimit, type LimitAnswer, type LimitKey, type LimitState, type RateLimit } from './rate-limit.ts';
import { wholeSeconds } from '../lib/clock.ts';
import { type Refusal, refusal } from './problem.ts';
import { unheard } from './request.ts';

type LimitDeps = {
  readonly store: LimitStore;
  readonly known: KnownTokens;
  readonly operatorKey: OperatorKey;
};

/** What a request asks for, and by which limit and whom. */
type Route = { readonly url: string | undefined; readonly own: Limit; readonly access: Access | null };
type Asked = Route & { readonly isProven: boolean };

/** Adds the check to every request of the app, unknown addresses included. */
export function addLimits(app: FastifyInstance, settings: LimitSettings, deps: LimitDeps): void {
  const { store, known, operatorKey } = deps;
  const { isOn, windowSeconds, perAddress, perClient, calm, proven } = settings;
  const beginning = { windowSeconds, isAloneRatherThanRefused: false };
  // Captures, releases and webhooks end what was begun: nobody may lose a charge because requests cannot be counted.
  const ending = { windowSeconds, isAloneRatherThanRefused: true };
  const payersCalm = Math.max(calm, 2 * proven);
  const limits = {
    strict: createRateLimit(store, { ...beginning, name: 'strict', most: { ip: perAddress, client: perClient } }),
    calm: createRateLimit(store, { ...ending, name: 'calm', most: { ip: calm, client: calm } }),
    // Messages are counted apart from everything else, so that captures in a busy minute use up nothing that messages need.
    provenStrict: createRateLimit(store, { ...beginning, name: 'proven-strict', most: { ip: proven, client: proven } }),
    provenCalm: createRateLimit(store, { ...ending, name: 'proven-calm', most: { ip: calm, client: payersCalm } }),
  };

  // Goes on at once wherever it can: it stands before every request.
  app.addHook('onRequest', (request, reply, done) => {
    // Once: Fastify puts them together at every look.
    const { config, url } = request.routeOptions;
    // Requests to unknown addresses are counted strictly, so that nobody can search for addresses quickly.
    const { limit: own = 'message', access = null } = config;
    const route: Route = { url, own, access };
    if (own === 'none') return done();
    const { proof } = request.identity;
    if (proof.kind === 'unheard') throw unheard(proof.retryAfterMs);
    // A service is the operator's own, and asks once for each request that it serves.
    if (proof.kind === 'service' && access === 'service') return done();
    const isProven = hasProven(request, route);
    const counting =
      isProven === null
        ? isKnown(request).then((found) => count(request, reply, { ...route, isProven: found }))
        : count(request, reply, { ...route, isProven });
    return counting ?? done();
  });

  /** Throws, or rejects with, the refusal. */
  function count(request: FastifyRequest, reply: FastifyReply, asked: Asked): Promise<null> | null {
    if (!isOn && !isWrong(request, asked)) return null;
    const limit = limits[limitOf(request, asked)];
    const told = (answer: LimitAnswer): null => {
      showLimits(reply, answer);
      if (answer.kind === 'limited') throw limited(answer.states, limit);
      return null;
    };
    const taken = limit.take(keysOf(request, asked));
    return taken instanceof Promise ? taken.then(told) : told(taken);
  }

  /** null: the store has to be asked. It is asked only before messages, for which payers and strangers have different limits. */
  function hasProven({ identity: { proof } }: FastifyRequest, { own, url }: Route): boolean | null {
    if (proof.kind === 'user') return true;
    if (proof.kind !== 'token') return false;
    if (known.isRemembered(proof.hash)) return true;
    const isMessage = own === 'message' && url !== undefined;
    return isMessage ? null : false;
  }

  async function isKnown({ identity: { proof, bucket } }: FastifyRequest): Promise<boolean> {
    return proof.kind === 'token' && (await known.isKnown(proof.hash, bucket));
  }

  function isWithoutKey(request: FastifyRequest, { access }: Route): boolean {
    return access === 'operator' && !operatorKey.isShownBy(request);
  }

  /** A credential that is refused. A token is looked up only before messages, and is wrong there if no wallet is behind it. */
  function isWrong(request: FastifyRequest, asked: Asked): boolean {
    const { kind } = request.identity.proof;
    const isUnknownToken = kind === 'token' && asked.own === 'message' && !asked.isProven;
    return kind === 'rejected' || isUnknownToken || isWithoutKey(request, asked);
  }

  /** A caller with a wrong credential counts as a stranger on every route. At unknown addresses everybody does. */
  function limitOf(request: FastifyRequest, asked: Asked): keyof typeof limits {
    const isMessage = asked.own === 'message';
    if (asked.url === undefined || isWithoutKey(request, asked)) return 'strict';
    if (asked.isProven) return isMessage ? 'provenStrict' : 'provenCalm';
    return isMessage || request.identity.proof.kind === 'rejected' ? 'strict' : 'calm';
  }
}

/** A caller who has proven who they are is counted alone, not together with others on the same network. */
function keysOf({ identity }: FastifyRequest, { url, isProven }: Asked): readonly LimitKey[] {
  const { proof, bucket } = identity;
  const network: LimitKey = { name: 'ip', key: bucket };
  const key =
    proof.kind === 'token' ? proof.hash : proof.kind === 'user' ? `${proof.scope}:${proof.subject}` : identity.client;
  if (key === null) return [network];
  const client: LimitKey = { name: 'client', key };
  return isProven && url !== undefined ? [client] : [network, client];
}

function showLimits(reply: FastifyReply, { states }: LimitAnswer): void {
  const tightest = states.reduce((tight, state) => (state.remaining < tight.remaining ? state : tight));
  reply.header('x-ratelimit-limit', String(tightest.limit));
  reply.header('x-ratelimit-remaining', String(tightest.remaining));
  reply.header('x-ratelimit-reset', String(wholeSeconds(tightest.resetMs)));
  const told = (one: (state: LimitState) => string): string => states.map(one).join(', ');
  reply.header(
    'ratelimit-policy',
    told(({ policy }) => policy),
  );
  reply.header(
    'ratelimit',
    told(({ name, remaining, resetMs }) => `"${name}";r=${remaining};t=${wholeSeconds(resetMs)}`),
  );
}

function limited(states: readonly LimitState[], { windowSeconds }: RateLimit): Refusal {
  const retryAfterMs = Math.max(...states.filter((state) => state.remaining === 0).map((state) => state.resetMs));
  return refusal('rate_limited', {
    reason: 'requests',
    window_s: windowSeconds,
    retry_after_s: wholeSeconds(retryAfterMs),
  });
}
