// The account that a signed token proves. Verified against the issuer's keys, never merely decoded.
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';

export type JwtRule = {
  /** Where the issuer's public keys stand (JWKS), or a function that finds the key. */
  readonly keys: string | JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
  /** The claim that names the account. Default "sub". */
  readonly claim?: string;
};

/** No shared secrets: a key that verifies must not be one that signs. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** unavailable: the keys cannot be had just now, which is no word on the token. */
export type JwtRead =
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'unproven' }
  | { readonly kind: 'unavailable'; readonly cause: unknown };

export function createJwtReader(rule: JwtRule): (token: string) => Promise<JwtRead> {
  const keys =
    typeof rule.keys === 'string' ? createRemoteJWKSet(new URL(rule.keys), { timeoutDuration: 5_000 }) : rule.keys;
  const { issuer, audience, claim = 'sub' } = rule;
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms,
        requiredClaims: ['exp', claim],
      });
      const account = payload[claim];
      return typeof account === 'string' && account !== '' ? { kind: 'account', account } : { kind: 'unproven' };
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
