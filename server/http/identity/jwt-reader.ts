// What a signed token says. Verified against the issuer's keys, never merely decoded.
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../lib/clock.ts';

export type JwtRule<Said> = {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  /** null: tokens that this issuer made for others are believed as well. */
  readonly audience: string | null;
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

export type JwtReader<Said> = (token: string) => Promise<JwtRead<Said>>;

/** A token is bounded by the headers that it comes in. */
export function createJwtReader<Said>(rule: JwtRule<Said>): JwtReader<Said> {
  const { keys, issuer, audience, clock } = rule;
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
        ...(audience === null ? {} : { audience }),
        algorithms,
        requiredClaims: ['exp'],
        clockTolerance: leewaySeconds,
        currentDate: new Date(clock.now()),
      });
      const said = rule.said(payload);
      const expiresAt = ((payload.exp ?? 0) + leewaySeconds) * 1000;
      return said === null ? { kind: 'unproven' } : { kind: 'proven', said, expiresAt };
    } catch {
      // Whatever else is wrong is wrong with the token, or with the key that it names: a key too short verifies nothing.
      return lookup.failed === null ? { kind: 'unproven' } : { kind: 'unavailable', cause: lookup.failed.cause };
    }
  };
}

/** Of looking for a key: jose's other codes, and errors that are none of its own, speak of the fetching of the keys. */
function isWordOnTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    /^ERR_(JWT_|JWS_|JOSE_ALG_|JOSE_NOT_SUPPORTED|JWKS_(NO|MULTIPLE)_MATCHING)/.test(error.code)
  );
}
