// Reads a signed token. It is always verified with the issuer's keys, never only decoded.
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../lib/clock.ts';
import { verifiedAlgorithms } from '../../lib/discovery.ts';

export type JwtRule<Said> = {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  /** One of these; null: tokens that the issuer made for other services are accepted too. */
  readonly audiences: readonly string[] | null;
  readonly clock: Clock;
  /** Reads verified claims; null: they name nobody. */
  readonly said: (claims: JWTPayload) => Said | null;
};

/** `expiresAt`: epoch milliseconds. unavailable: the keys cannot be fetched right now, so nothing is known about the token. */
export type JwtRead<Said> =
  | { readonly kind: 'proven'; readonly said: Said; readonly expiresAt: number }
  | { readonly kind: 'unproven' }
  | { readonly kind: 'unavailable'; readonly cause: unknown };

const leewaySeconds = 5;

export type JwtReader<Said> = (token: string) => Promise<JwtRead<Said>>;

/** The bound on headers bounds a token too. */
export function createJwtReader<Said>(rule: JwtRule<Said>): JwtReader<Said> {
  const { keys, issuer, audiences, clock } = rule;
  return async (token) => {
    const lookup: { failed: { readonly cause: unknown } | null } = { failed: null };
    const find: JWTVerifyGetKey = async (header, parts) => {
      try {
        return await keys(header, parts);
      } catch (cause) {
        if (!isWordOnTheToken(cause)) lookup.failed = { cause };
        throw cause;
      }
    };
    try {
      const { payload } = await jwtVerify(token, find, {
        issuer,
        ...(audiences === null ? {} : { audience: [...audiences] }),
        algorithms: [...verifiedAlgorithms],
        requiredClaims: ['exp'],
        clockTolerance: leewaySeconds,
        currentDate: new Date(clock.now()),
      });
      const said = rule.said(payload);
      const expiresAt = ((payload.exp ?? 0) + leewaySeconds) * 1000;
      return said === null ? { kind: 'unproven' } : { kind: 'proven', said, expiresAt };
    } catch {
      // Unless fetching the keys failed, the error is about the token or the key that it names, such as one that is too short.
      return lookup.failed === null ? { kind: 'unproven' } : { kind: 'unavailable', cause: lookup.failed.cause };
    }
  };
}

/** Whether an error that came while a key was looked up is about the token. All others are about fetching the keys. */
function isWordOnTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    /^ERR_(JWT_|JWS_|JOSE_ALG_|JOSE_NOT_SUPPORTED|JWKS_(NO|MULTIPLE)_MATCHING)/.test(error.code)
  );
}
