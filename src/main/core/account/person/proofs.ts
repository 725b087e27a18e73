// What an identity provider gave: who somebody is, what proves it to our server, and with what it is renewed. Pure.
import { decodeJwt } from 'jose';
import type { IDToken, TokenEndpointResponse } from 'openid-client';
import type { SignInOffer } from '../../../../../server/contract/config.ts';

export type Person = { readonly subject: string; readonly name: string | null; readonly email: string | null };

/** `expiresAt`: by this computer's clock, whatever that says. */
export type Credential = { readonly token: string; readonly expiresAt: number; readonly lifeMs: number };

export type Proofs = {
  /** null: it was not said again. */
  readonly person: Person | null;
  /** null: nothing came that our server takes. */
  readonly credential: Credential | null;
  /** null: none was given, so the one before stays good, if there was one. */
  readonly refreshToken: string | null;
};

type Answer = TokenEndpointResponse & { claims(): IDToken | undefined };
type Asked = { readonly offer: SignInOffer; readonly now: number; readonly subject: string | null };

/** null: they are of somebody else than `subject`. The library has verified the ID token. */
export function readProofs(answer: Answer, { offer, now, subject }: Asked): Proofs | null {
  const claims = answer.claims();
  if (claims !== undefined && subject !== null && claims.sub !== subject) return null;
  const access = accessFor(answer, offer, now);
  const ofClaims =
    claims === undefined || answer.id_token === undefined
      ? null
      : credentialOf(answer.id_token, { from: claims.iat, to: claims.exp }, now);
  return {
    person: claims === undefined ? null : personOf(claims),
    credential: access ?? ofClaims,
    refreshToken: answer.refresh_token ?? null,
  };
}

/** An access token that is a JWT for our server. Its signature is for the server to verify. */
function accessFor({ access_token: token, expires_in: seconds }: Answer, { audience }: SignInOffer, now: number) {
  if (audience === null) return null;
  try {
    const { aud, iat, exp } = decodeJwt(token);
    if (![aud].flat().includes(audience) || exp === undefined) return null;
    return credentialOf(token, { from: iat ?? exp - (seconds ?? 60), to: exp }, now);
  } catch {
    // Not a JWT at all.
    return null;
  }
}

/** By how long it lives, not by when it ends: two clocks need not agree. */
function credentialOf(
  token: string,
  { from, to }: { readonly from: number; readonly to: number },
  now: number,
): Credential {
  const lifeMs = Math.max(0, to - from) * 1000;
  return { token, expiresAt: now + lifeMs, lifeMs };
}

const shownMax = 200;

type Claims = { readonly sub: string; readonly [name: string]: unknown };

/** The person in the claims of an ID token, or in what else the issuer says of them. */
export function personOf(claims: Claims): Person {
  const text = (value: unknown): string | null =>
    typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, shownMax) : null;
  return {
    subject: claims.sub,
    name: text(claims['name']) ?? text(claims['preferred_username']) ?? text(claims['nickname']),
    email: text(claims['email']),
  };
}
