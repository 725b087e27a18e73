// The identity provider of one server, spoken to as a public client: authorization code with PKCE, renewal, revocation.
// The protocol itself is openid-client's. docs/decisions/0026 says why ID tokens are verified by signature here as well.
import * as oidc from 'openid-client';
import type { SignInOffer } from '../../../../../server/contract/config.ts';
import type { Clock } from '../../ports.ts';
import type { IssuerFetch } from './issuer-fetch.ts';
import { toFailure } from './protocol-trouble.ts';
import { personOf, readProofs, type Proofs } from './proofs.ts';
import { isSafeAddress } from './safe-address.ts';
import { SignInFailed } from './sign-in-failed.ts';

/** A sign-in that is under way. All but the redirect are secrets of this attempt. */
export type Attempt = {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
};

export type Issuer = {
  /** The page at which a person signs in. */
  pageFor(attempt: Attempt): Promise<string>;
  /** What the browser brought back, exchanged for proofs. `cameBack`: the whole address. */
  exchange(attempt: Attempt, cameBack: string): Promise<Proofs>;
  /** `subject`: of whom the proofs have to be. */
  renew(refreshToken: string, subject: string): Promise<Proofs>;
  /** Where the issuer offers none, nothing happens. */
  revoke(refreshToken: string): Promise<void>;
};

const answerSeconds = 10;
/** The clocks of two computers that both keep time differ by less. */
const leewaySeconds = 60;

export function newAttempt(redirectUri: string): Attempt {
  return {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    redirectUri,
  };
}

/** Every call throws SignInFailed alone. */
export function createIssuer(
  offer: SignInOffer,
  options: { readonly transport: IssuerFetch; readonly clock: Clock },
): Issuer {
  const { transport, clock } = options;
  let known: Promise<oidc.Configuration> | null = null;

  async function discover(): Promise<oidc.Configuration> {
    if (!isSafeAddress(offer.issuer)) throw new SignInFailed({ code: 'issuer_unfit' });
    const found = await oidc.discovery(
      new URL(offer.issuer),
      offer.client_id,
      { [oidc.clockTolerance]: leewaySeconds },
      oidc.None(),
      {
        timeout: answerSeconds,
        [oidc.customFetch]: async (url, request) => await transport.fetch(url, request),
        // Whether an address is safe is for the transport to say.
        execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
      },
    );
    if (!isFit(found.serverMetadata(), offer.issuer)) throw new SignInFailed({ code: 'issuer_unfit' });
    return found;
  }

  /** Asked once; what failed is asked again. */
  async function configuration(): Promise<oidc.Configuration> {
    known ??= discover().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return await known;
  }

  const guarded = async <T>(work: (config: oidc.Configuration) => Promise<T>): Promise<T> => {
    try {
      return await work(await configuration());
    } catch (error) {
      throw toFailure(error);
    }
  };

  return {
    pageFor: async ({ state, nonce, verifier, redirectUri }) =>
      await guarded(async (config) => {
        const challenge = await oidc.calculatePKCECodeChallenge(verifier);
        const url = oidc.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: offer.scopes,
          state,
          nonce,
          code_challenge: challenge,
          code_challenge_method: 'S256',
          ...audienceOf(offer),
          ...(offer.prompt === null ? {} : { prompt: offer.prompt }),
        });
        return url.href;
      }),
    exchange: async ({ state, nonce, verifier }, cameBack) =>
      await guarded(async (config) => {
        const answer = await oidc.authorizationCodeGrant(
          config,
          new URL(cameBack),
          { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
          resourceOf(offer),
        );
        const proofs = readProofs(answer, { offer, now: clock.now(), subject: null });
        if (proofs === null) throw new SignInFailed({ code: 'not_believed' });
        return await named(config, answer.access_token, proofs);
      }),
    renew: async (refreshToken, subject) =>
      await guarded(async (config) => {
        const answer = await oidc.refreshTokenGrant(config, refreshToken, resourceOf(offer));
        const proofs = readProofs(answer, { offer, now: clock.now(), subject });
        if (proofs === null) throw new SignInFailed({ code: 'not_believed' });
        return proofs;
      }),
    revoke: async (refreshToken) =>
      await guarded(async (config) => {
        if (config.serverMetadata().revocation_endpoint === undefined) return;
        await oidc.tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' });
      }),
  };
}

/** Some issuers say a person's name only where they are asked for it by itself. Without a name one signs in as well. */
async function named(config: oidc.Configuration, accessToken: string, proofs: Proofs): Promise<Proofs> {
  const { person } = proofs;
  if (person === null || person.name !== null || person.email !== null) return proofs;
  if (config.serverMetadata().userinfo_endpoint === undefined) return proofs;
  try {
    return { ...proofs, person: personOf(await oidc.fetchUserInfo(config, accessToken, person.subject)) };
  } catch {
    return proofs;
  }
}

/** It names itself as the server does, and signs people in at a safe address. One that lists challenges without S256 has no PKCE. */
function isFit(metadata: oidc.ServerMetadata, issuer: string): boolean {
  const {
    authorization_endpoint: page,
    token_endpoint: tokens,
    code_challenge_methods_supported: challenges,
  } = metadata;
  if (metadata.issuer !== issuer || page === undefined || tokens === undefined) return false;
  return isSafeAddress(page) && isSafeAddress(tokens) && (challenges === undefined || challenges.includes('S256'));
}

/** Each issuer knows one of the two names: `audience` is Auth0's, `resource` is RFC 8707's and has to be an address. */
function audienceOf(offer: SignInOffer): Record<string, string> {
  return { ...(offer.audience === null ? {} : { audience: offer.audience }), ...resourceOf(offer) };
}

function resourceOf({ audience }: SignInOffer): Record<string, string> {
  return audience !== null && /^https?:\/\//.test(audience) ? { resource: audience } : {};
}
