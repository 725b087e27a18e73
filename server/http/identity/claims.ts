// Reads what a verified token says about its holder. Issuers use different names for the same things.
import type { JWTPayload } from 'jose';
import { type Person, readPerson } from './person.ts';

/** `planClaim`: the claim that names the plan; null: the first of the usual ones that is there. */
export function personIn(claims: JWTPayload, planClaim: string | null): Person | null {
  return readPerson({ user: userIn(claims), org: claims['org_id'] ?? claims['org'], plan: planIn(claims, planClaim) });
}

/** Some issuers name only the session. */
export function userIn(claims: JWTPayload): unknown {
  return claims.sub ?? claims['sid'];
}

export function planIn(claims: JWTPayload, planClaim: string | null): unknown {
  const places = planClaim === null ? usualPlaces : [planClaim];
  return places.map((place) => claimAt(claims, place)).find((plan) => plan !== undefined && plan !== null);
}

const usualPlaces = ['plan', 'public_metadata.plan', 'meta.plan'];

/** A claim by its whole name, which may hold dots as https://example.org/plan does; else dots lead into objects. */
export function claimAt(claims: JWTPayload, place: string): unknown {
  const whole = ownField(claims, place);
  return whole ?? place.split('.').reduce<unknown>(ownField, claims);
}

function ownField(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined;
}
