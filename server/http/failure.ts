// Turns an error of any kind into a refusal that can be shown, and says whether it belongs in the log.
import { ValidationError } from '@orpc/contract';
import { ORPCError } from '@orpc/server';
import { RailUnavailable } from '../rails/rail.ts';
import { wholeSeconds } from '../lib/clock.ts';
import { LimitsAway } from '../storage/limits/limit-store.ts';
import { StorageUnavailable, SumTooLarge } from '../storage/storage.ts';
import { BodyUnreadable } from './json-body.ts';
import { fieldNoOf } from './field-no.ts';
import { Refusal, refusal } from './problem.ts';
import { IdentityUnavailable } from './request.ts';

export type Failure = { readonly refusal: Refusal; readonly isOurs: boolean };

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Refusal) return { refusal: thrown, isOurs: false };
  if (thrown instanceof BodyUnreadable) return theirs(refusal('invalid_request', thrown.no));
  if (thrown instanceof ORPCError) return orpcFailure(thrown);
  return worldFailure(thrown) ?? fastifyFailure(thrown);
}

function theirs(said: Refusal): Failure {
  return { refusal: said, isOurs: false };
}

function ours(said: Refusal): Failure {
  return { refusal: said, isOurs: true };
}

const broke: Failure = {
  refusal: refusal('internal', {}),
  isOurs: true,
};

/** oRPC throws BAD_REQUEST for input that does not fit the contract; any other error of oRPC's is a bug here. */
function orpcFailure(thrown: ORPCError<string, unknown>): Failure {
  if (thrown.status !== 400) return broke;
  const no = thrown.cause instanceof ValidationError ? fieldNoOf(thrown.cause) : null;
  return theirs(refusal('invalid_request', no ?? { reason: 'unexpected_form' }));
}

const reasons: Readonly<
  Record<string, 'not_json_type' | 'length_mismatch' | 'address_unreadable' | 'address_too_long'>
> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'not_json_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'length_mismatch',
  FST_ERR_BAD_URL: 'address_unreadable',
  FST_ERR_MAX_PARAM_LENGTH: 'address_too_long',
};

/** Fastify's own errors carry a status and a code; those from 500 up say nothing to a stranger. */
function fastifyFailure(thrown: unknown): Failure {
  if (!(thrown instanceof Error) || !('statusCode' in thrown) || typeof thrown.statusCode !== 'number') return broke;
  const code = 'code' in thrown ? String(thrown.code) : '';
  if (thrown.statusCode === 413) return theirs(refusal('payload_too_large', {}));
  if (thrown.statusCode < 400 || thrown.statusCode >= 500) return broke;
  return theirs(refusal('invalid_request', { reason: reasons[code] ?? 'unreadable' }, thrown.statusCode));
}

/** What is behind the ports, and the world behind that. */
function worldFailure(thrown: unknown): Failure | null {
  if (thrown instanceof SumTooLarge) return theirs(refusal('balance_too_high', { reason: 'ledger_full' }));
  if (thrown instanceof IdentityUnavailable) return ours(refusal('identity_unavailable', {}));
  if (thrown instanceof RailUnavailable) return ours(refusal('provider_unavailable', {}));
  // Said in the log once, not with every request.
  if (thrown instanceof LimitsAway) return theirs(limitsAway(thrown));
  if (thrown instanceof StorageUnavailable) return ours(refusal('storage_unavailable', { reason: 'not_writable' }));
  return null;
}

function limitsAway({ retryAfterMs }: LimitsAway): Refusal {
  return refusal('overloaded', { reason: 'limits_away', retry_after_s: wholeSeconds(retryAfterMs) });
}
