// What an issuer says of itself in its discovery document (OpenID Connect Discovery 1.0, section 4).
import { z } from 'zod';
import { isSafeFromOthers } from './safe-address.ts';
import { fetchJson } from './fetch-json.ts';

/** Only asymmetric algorithms: with a shared secret, whoever can verify a token could also make one. */
export const verifiedAlgorithms: readonly string[] = ['RS256', 'ES256', 'EdDSA'];

export const Discovery = z.looseObject({
  issuer: z.string(),
  jwks_uri: z.url({ protocol: /^https?$/ }),
  authorization_endpoint: z.url({ protocol: /^https?$/ }).optional(),
  token_endpoint: z.url({ protocol: /^https?$/ }).optional(),
  revocation_endpoint: z.url({ protocol: /^https?$/ }).optional(),
  scopes_supported: z.array(z.string()).optional(),
  response_types_supported: z.array(z.string()).optional(),
  grant_types_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
export type Discovery = z.infer<typeof Discovery>;

const withinMs = 5_000;

export function discoveryAddress(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** Throws where there is none, or where it cannot be read. */
export async function readDiscovery(issuer: string): Promise<Discovery> {
  return Discovery.parse(await fetchJson(discoveryAddress(issuer), withinMs));
}

/** The address of an issuer's keys. A document that names another issuer, or keys that others could put in place, is not believed. */
export function findKeysOf(issuer: string): () => Promise<string> {
  return async () => {
    const { issuer: named, jwks_uri: keys } = await readDiscovery(issuer);
    if (named !== issuer) throw new Error('the discovery document is of another issuer');
    if (isSafeFromOthers(issuer) && !isSafeFromOthers(keys)) throw new Error('the keys are not at an https address');
    return keys;
  };
}
