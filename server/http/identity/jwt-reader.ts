// What a signed token says. Verified against the issuer's keys, never merely decoded.
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../lib/clock.ts';

export type JwtRule<Said> = {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  /** What its claims say, once they are proven; null: nothing that is of use here. */
  readonly said: (claims: JWTPayload) => Said | null;
};

/** `expiresAt`: epoch milliseconds. unavailable: the keys cannot be had just now, which is no word on the token. */
export type JwtRead<Said> =
  | { readonly kind: 'proven'; readonly said: Said; readonly expiresAt: number }
  | { readonly kind: 'unproven' }
  | { readonly kind: 'unavailable'; readonly cause: unknown };

/** Signatures only, no shared secrets: a key that verifies must not be one that signs. */
const algorithms = ['RS256', 'ES256', 'EdDSA'];
const leewaySeconds = 5;
const lengthMax = 8192;

export type JwtReader<Said> = (token: string) => Promise<JwtRead<Said>>;

export function createJwtReader<Said>(rule: JwtRule<Said>): JwtReader<Said> {
  const { keys, issuer, audience, clock } = rule;
  return async (token) => {
    if (token.length > lengthMax) return { kind: 'unproven' };
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms,
        requiredClaims: ['exp'],
        clockTolerance: leewaySeconds,
        currentDate: new Date(clock.now()),
      });
      const said = rule.said(payload);
      const expiresAt = ((payload.exp ?? 0) + leewaySeconds) * 1000;
      return said === null ? { kind: 'unproven' } : { kind: 'proven', said, expiresAt };
    } catch (cause) {
      return isWordOnTheToken(cause) ? { kind: 'unproven' } : { kind: 'unavailable', cause };
    }
  };
}

/** jose's other codes, and errors that are none of its own, speak of the fetching of the keys. */
function isWordOnTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    /^ERR_(JWT_|JWS_|JOSE_ALG_|JOSE_NOT_SUPPORTED|JWKS_(NO|MULTIPLE)_MATCHING)/.test(error.code)
  );
}
