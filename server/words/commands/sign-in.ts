// What the doctor says of where people sign in. The commands speak English alone: docs/decisions/0019.

export const signInWords = {
  off: 'Sign-in: nobody signs in, since OIDC_ISSUER is not set.',
  issuer: (issuer: string, audience: string | null) =>
    audience === null
      ? `Sign-in: people sign in at ${issuer}, and the app sends their ID token.`
      : `Sign-in: people sign in at ${issuer}, and the app sends their access token where it is a JWT for ${audience}, or else their ID token.`,
  noDiscovery: (address: string, why: string) =>
    `Sign-in: ${address} gives no discovery document (${why}). Look at OIDC_ISSUER.`,
  otherIssuer: (set: string, named: string) =>
    `Sign-in: the issuer calls itself ${named}. Set OIDC_ISSUER to exactly that instead of ${set}.`,
  noKeys: (address: string, why: string) =>
    `Sign-in: there are no keys at ${address} (${why}), so no signed token can be verified.`,
  noFlow: 'Sign-in: the issuer names no address for signing in with an authorization code.',
  pkce: 'Sign-in: the issuer offers PKCE with S256.',
  pkceUnsaid: 'Sign-in: the issuer does not say whether it offers PKCE with S256, which the app always uses.',
  noPkce: 'Sign-in: the issuer does not offer PKCE with S256, without which nobody can sign in.',
  noAlgorithm: (algorithms: readonly string[]) =>
    `Sign-in: the issuer signs with ${algorithms.join(', ')}, and this server verifies RS256, ES256 and EdDSA.`,
  noPublicClients: (ways: readonly string[]) =>
    `Sign-in: the issuer lists no clients without a secret (it lists ${ways.join(', ')}). The app is one; see that it is set up as a public or native client.`,
  refresh: 'Sign-in: the issuer gives refresh tokens.',
  noRefresh: 'Sign-in: the issuer lists no refresh tokens, so people sign in again whenever a token has run out.',
  unknownScopes: (scopes: readonly string[]) =>
    `Sign-in: the issuer does not list the scopes ${scopes.join(', ')} of OIDC_SCOPES.`,
  noRevocation:
    'Sign-in: the issuer cannot be asked to revoke a token, so signing out forgets it on the computer only.',
} as const;
