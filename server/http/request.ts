// What every request carries through the server: its id, who asks, and the limits it was counted against.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Remaining } from '../contract/holds/holds.ts';
import { wholeCredits } from '../contract/money.ts';
import type { TokenHash } from '../contract/orders/orders.ts';
import type { Caller } from '../usecases/caller.ts';
import type { PlanStanding } from '../usecases/plans/plan-standing.ts';
import type { z } from 'zod';
import type { Identity, Proof } from './identity.ts';
import { wholeSeconds } from '../lib/clock.ts';
import { createUuidSource } from '../lib/uuid-source.ts';
import { type Refusal, refusal } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    identity: Identity;
  }
}

export type RequestContext = { readonly request: FastifyRequest; readonly reply: FastifyReply };

const saneId = /^[A-Za-z0-9._~:@=+/-]{1,128}$/;

/** The caller's own X-Request-ID where it is short and plain, else a new UUID. One that looks like a token is not used: ids are logged. */
export function createRequestIds(): (headers: Readonly<Record<string, string | string[] | undefined>>) => string {
  const newId = createUuidSource();
  return (headers) => {
    const given = headers['x-request-id'];
    const isSane = typeof given === 'string' && saneId.test(given) && !/tally_|sk-tally-/.test(given);
    return isSane ? given : newId();
  };
}

/** The token's holder, the verified user, or the anonymous client. Throws where a proof was sent that is not valid. */
export function callerOf({ identity }: FastifyRequest): Caller {
  const { proof, client, bucket } = identity;
  switch (proof.kind) {
    case 'token':
      return { kind: 'token', tokenHash: proof.hash };
    case 'user':
      return proof;
    case 'service':
      throw serviceRefused();
    case 'rejected':
    case 'unverified':
    case 'unheard':
      throw proofRefused(proof);
    case 'none':
      if (client === null) throw clientMissing();
      return { kind: 'anonymous', bucket, client };
  }
}

/** The keys that the free allowance is counted by; null for a caller who sent a proof but no client id. */
export function freeKeysOf({ identity: { bucket, client } }: FastifyRequest): FreeKeys | null {
  return client === null ? null : { bucket, client };
}

export type FreeKeys = { readonly bucket: string; readonly client: string };

/** The token that a holder's route was called with. The door refuses such routes to everybody else. */
export function tokenHashOf({ identity: { proof } }: FastifyRequest): TokenHash {
  if (proof.kind !== 'token') throw tokenRefused(proof);
  return proof.hash;
}

/** The answer to a call of a holder's route without a token. */
export function tokenRefused(proof: Exclude<Proof, { readonly kind: 'token' }>): Error {
  if (proof.kind === 'service') return serviceRefused();
  if (proof.kind !== 'user' && proof.kind !== 'none') return proofRefused(proof);
  return refusal('token_rejected', { reason: 'token_missing' });
}

/** The answer to a service that calls what is not for services: it spends for others, and is nobody itself. */
export function serviceRefused(): Refusal {
  return refusal('forbidden', { reason: 'service_key' });
}

/** The answer to an API key on a route that only somebody who is signed in may call. */
export function keyRefused(): Refusal {
  return refusal('forbidden', { reason: 'key_not_allowed' });
}

/** The person who is signed in. A wallet's token or an API key does not open what belongs to a person or a team. */
export function personOf({ identity: { proof } }: FastifyRequest): { readonly kind: 'user'; readonly user: string } {
  if (proof.kind === 'token') throw refusal('forbidden', { reason: 'sign_in_only' });
  if (proof.kind !== 'user') throw userRefused(proof);
  if (proof.key !== null || proof.user === null) throw keyRefused();
  return { kind: 'user', user: proof.user };
}

/** The answer to a call of a user's route by somebody who has not proven who they are. */
export function userRefused(proof: Exclude<Proof, { readonly kind: 'token' | 'user' }>): Error {
  if (proof.kind === 'service') return serviceRefused();
  if (proof.kind !== 'none') return proofRefused(proof);
  return refusal('token_rejected', { reason: 'missing' });
}

export function proofRefused(proof: Proof & { readonly kind: 'rejected' | 'unverified' | 'unheard' }): Error {
  if (proof.kind === 'unheard') return unheard(proof.retryAfterMs);
  if (proof.kind === 'unverified') return new IdentityUnavailable(proof.cause);
  return refusal('token_rejected', { reason: 'unverified' });
}

/** The answer where too many proofs from the same network have failed. */
export function unheard(retryAfterMs: number): Refusal {
  return refusal('rate_limited', { reason: 'sign_ins', retry_after_s: wholeSeconds(retryAfterMs) });
}

/** A signature cannot be checked right now; the cause is for the log. */
export class IdentityUnavailable extends Error {
  override readonly name = 'IdentityUnavailable';

  constructor(cause: unknown) {
    super('a proof of identity cannot be checked', { cause });
  }
}

export function clientMissing(): Error {
  return refusal('client_id_missing', {});
}

export function showRemaining(reply: FastifyReply, remaining: z.infer<typeof Remaining>): void {
  if (remaining.free_left !== null) reply.header('x-free-left', String(remaining.free_left));
  if (remaining.pro_left_microcredits !== null)
    reply.header('x-pro-left', String(wholeCredits(remaining.pro_left_microcredits)));
}

/** A plan without a monthly quota tells what is left of the free allowance, or "unlimited" where nothing is counted. */
export function showPlan(reply: FastifyReply, plan: PlanStanding, freeLeft: number | null): void {
  reply.header('x-plan', plan.id);
  reply.header('x-usage-remaining', String(plan.usageRemaining ?? freeLeft ?? 'unlimited'));
  reply.header('x-usage-this-minute', String(plan.usageThisMinute));
}
