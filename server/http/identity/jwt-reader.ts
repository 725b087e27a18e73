// Whom a signed token names. Verified against the issuer's keys, never merely decoded.
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../lib/clock.ts';
import { type Person, readPerson } from './person.ts';

export type JwtRule = {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
  readonly planClaim: string;
  readonly clock: Clock;
};

/** unavailable: the keys cannot be had just now, which is no word on the token. */
export type JwtRead =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'unproven' }
  | { readonly kind: 'unavailable'; readonly cause: unknown };

/** Signatures only, no shared secrets: a key that verifies must not be one that signs. */
const algorithms = ['RS256', 'ES256', 'EdDSA'];
const leewaySeconds = 5;
const lengthMax = 8192;

export function createJwtReader(rule: JwtRule): (token: string) => Promise<JwtRead> {
  const { keys, issuer, audience, planClaim, clock } = rule;
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
      const person = personIn(payload, planClaim);
      return person === null ? { kind: 'unproven' } : { kind: 'person', person };
    } catch (cause) {
      return cause instanceof errors.JOSEError ? { kind: 'unproven' } : { kind: 'unavailable', cause };
    }
  };
}

function personIn(payload: JWTPayload, planClaim: string): Person | null {
  return readPerson({ user: payload.sub, org: payload['org_id'], plan: payload[planClaim] });
}
