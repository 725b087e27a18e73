// What every request carries through the server: its id, who asks, and the limits it was counted against.
import { randomFillSync } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Remaining } from '../contract/holds.ts';
import { wholeCredits } from '../contract/money.ts';
import type { Caller } from '../usecases/usecases.ts';
import type { z } from 'zod';
import type { Identity } from './identity.ts';
import { refusal } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    identity: Identity;
  }
}

export type RequestContext = { readonly request: FastifyRequest; readonly reply: FastifyReply };

const poolBytes = 16 * 256;
const saneId = /^[A-Za-z0-9._:-]{8,64}$/;

/**
 * The caller's own X-Request-ID where it is short and plain, else a UUIDv7. A token-like one is not taken over: it would
 * reach the log. Randomness is drawn in batches, since a draw for each id costs more than the rest of it.
 */
export function createRequestIds(): (headers: Readonly<Record<string, string | string[] | undefined>>) => string {
  const pool = { bytes: new Uint8Array(poolBytes), used: poolBytes };
  const draw = (): Uint8Array => {
    if (pool.used === poolBytes) {
      randomFillSync(pool.bytes);
      pool.used = 0;
    }
    pool.used += 16;
    return pool.bytes.slice(pool.used - 16, pool.used);
  };
  return (headers) => {
    const given = headers['x-request-id'];
    const isSane = typeof given === 'string' && saneId.test(given) && !given.includes('tally_');
    return isSane ? given : uuidv7({ random: draw() });
  };
}

/** The token's holder, or the anonymous pair. Throws where a token cannot be read or nobody is named. */
export function callerOf({ identity }: FastifyRequest): Caller {
  if (identity.token.kind === 'malformed') throw tokenMalformed();
  if (identity.token.kind === 'given') return { kind: 'token', tokenHash: identity.token.hash };
  if (identity.client === null) throw clientMissing();
  return { kind: 'anonymous', bucket: identity.bucket, client: identity.client };
}

/** As callerOf, for reads that an anonymous visitor may make without a client id. */
export function visitorOf(request: FastifyRequest): Caller {
  const { token, client, bucket } = request.identity;
  return token.kind === 'none' && client === null ? { kind: 'anonymous', bucket, client: '' } : callerOf(request);
}

/** The keys that the free allowance is counted under; null without a client id. */
export function freeKeysOf({ identity: { bucket, client } }: FastifyRequest): FreeKeys | null {
  return client === null ? null : { bucket, client };
}

export type FreeKeys = { readonly bucket: string; readonly client: string };

export function tokenMalformed(): Error {
  return refusal(
    'token_rejected',
    'The Authorization header does not hold a Tallystick token. Send "Bearer tally_…" with the whole token, or leave the header out to use free messages.',
  );
}

export function clientMissing(): Error {
  return refusal(
    'client_id_missing',
    'Send an X-Client-Id header of 8 to 128 characters, so that free messages can be counted, or a pro token.',
  );
}

export function showRemaining(reply: FastifyReply, remaining: z.infer<typeof Remaining>): void {
  if (remaining.free_left !== null) reply.header('x-free-left', String(remaining.free_left));
  if (remaining.pro_left_microcredits !== null)
    reply.header('x-pro-left', String(wholeCredits(remaining.pro_left_microcredits)));
}
