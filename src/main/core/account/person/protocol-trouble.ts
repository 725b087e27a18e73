// From what the protocol's library threw to the one code that says what to do. Pure.
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import type { SignInTrouble } from '../../../../preload/contract/person.ts';
import { SignInFailed } from './sign-in-failed.ts';

export function toFailure(error: unknown): SignInFailed {
  return error instanceof SignInFailed ? error : new SignInFailed(troubleOf(error), error);
}

function troubleOf(error: unknown): SignInTrouble {
  if (error instanceof AuthorizationResponseError)
    return error.error === 'access_denied' ? { code: 'denied' } : refused(error.error);
  if (error instanceof ResponseBodyError) {
    if (error.status >= 500 || error.error === 'temporarily_unavailable') return { code: 'issuer_unreachable' };
    return refused(error.error);
  }
  if (!(error instanceof ClientError)) return { code: 'issuer_unreachable' };
  switch (error.code) {
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return { code: 'clock_wrong' };
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_ABORT':
      return { code: 'issuer_unreachable' };
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      return isDown(error.cause) ? { code: 'issuer_unreachable' } : { code: 'issuer_unfit' };
    case 'OAUTH_INVALID_RESPONSE':
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
    case 'OAUTH_KEY_SELECTION_FAILED':
      return { code: 'not_believed' };
    default:
      return { code: 'issuer_unfit' };
  }
}

/** Codes of the standard are short words; anything longer is not shown. */
function refused(code: string): SignInTrouble {
  return { code: 'issuer_refused', told: /^[\w .-]{1,60}$/.test(code) ? code : 'error' };
}

function isDown(cause: unknown): boolean {
  return cause instanceof Response && (cause.status >= 500 || cause.status === 429);
}
