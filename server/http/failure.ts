// Turns whatever was thrown into a refusal that can be shown, and says whether the log needs to know more.
import { ValidationError } from '@orpc/contract';
import { ORPCError } from '@orpc/server';
import { RailUnavailable } from '../rails/rail.ts';
import { StorageUnavailable, SumTooLarge } from '../storage/storage.ts';
import { BodyUnreadable } from './json-body.ts';
import { Refusal, refusal } from './problem.ts';
import { IdentityUnavailable } from './request.ts';

export type Failure = { readonly refusal: Refusal; readonly isOurs: boolean };

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Refusal) return { refusal: thrown, isOurs: false };
  if (thrown instanceof BodyUnreadable) return theirs(refusal('invalid_request', thrown.message));
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
  refusal: refusal(
    'internal',
    'Something broke on the server. Nothing was charged for this request; try again, and give the request id to the operator if it happens again.',
  ),
  isOurs: true,
};

/** oRPC throws BAD_REQUEST for input that does not fit the contract; anything else of its own is our mistake. */
function orpcFailure(thrown: ORPCError<string, unknown>): Failure {
  if (thrown.status !== 400) return broke;
  const issue = thrown.cause instanceof ValidationError ? thrown.cause.issues[0] : undefined;
  if (issue === undefined) return theirs(refusal('invalid_request', 'The request does not have the expected form.'));
  const field = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return theirs(
    refusal(
      'invalid_request',
      field === ''
        ? `The request does not fit: ${issue.message}.`
        : `The field "${field}" does not fit: ${issue.message}.`,
    ),
  );
}

const sentences: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send the body as application/json.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is shorter or longer than its Content-Length says.',
  FST_ERR_BAD_URL: 'The address cannot be read.',
  FST_ERR_MAX_PARAM_LENGTH: 'The address is too long.',
};

/** Fastify's own errors carry a status and a code; those from 500 up say nothing to a stranger. */
function fastifyFailure(thrown: unknown): Failure {
  if (!(thrown instanceof Error) || !('statusCode' in thrown) || typeof thrown.statusCode !== 'number') return broke;
  const code = 'code' in thrown ? String(thrown.code) : '';
  if (thrown.statusCode === 413) return theirs(refusal('payload_too_large', 'The request is too large.'));
  if (thrown.statusCode < 400 || thrown.statusCode >= 500) return broke;
  return theirs(refusal('invalid_request', sentences[code] ?? 'The request cannot be read.', thrown.statusCode));
}

/** What is behind the ports, and the world behind that. */
function worldFailure(thrown: unknown): Failure | null {
  if (thrown instanceof SumTooLarge)
    return theirs(
      refusal(
        'balance_too_high',
        'This amount is more than the ledger can hold. Nothing was booked; choose a smaller amount.',
      ),
    );
  if (thrown instanceof IdentityUnavailable)
    return ours(
      refusal(
        'identity_unavailable',
        'Your identity can’t be verified right now. Nothing was charged; try again in a minute.',
      ),
    );
  if (thrown instanceof RailUnavailable)
    return ours(
      refusal(
        'provider_unavailable',
        'The payment provider is not responding. You haven’t been charged; try again in a minute.',
      ),
    );
  if (thrown instanceof StorageUnavailable)
    return ours(
      refusal(
        'storage_unavailable',
        'The ledger can’t be written right now. Nothing was charged; try again in a minute.',
      ),
    );
  return null;
}
