// The doctor's check of where people sign in: does the issuer say who it is, and offer what the app needs?
import { type Discovery, discoveryAddress, readDiscovery, verifiedAlgorithms } from '../lib/discovery.ts';
import { fetchJson } from '../lib/fetch-json.ts';
import { type SetupFinding, warning, well, wrong } from '../lib/setup-finding.ts';
import { signInOf, type WithSignIn } from '../settings/sign-in-settings.ts';
import { signInWords as words } from '../words/commands/sign-in.ts';

const withinMs = 5_000;

export async function lookAtSignIn(
  settings: WithSignIn,
): Promise<readonly { readonly isWell: boolean; readonly isWarning: boolean; readonly text: string }[]> {
  const findings = await look(settings);
  return findings.map(({ kind, text }) => ({ isWell: kind !== 'wrong', isWarning: kind === 'warning', text }));
}

async function look(settings: WithSignIn): Promise<readonly SetupFinding[]> {
  const offer = signInOf(settings);
  if (offer === null) return [well(words.off)];
  let found: Discovery;
  try {
    found = await readDiscovery(offer.issuer);
  } catch (error) {
    return [wrong(words.noDiscovery(discoveryAddress(offer.issuer), error instanceof Error ? error.message : ''))];
  }
  if (found.issuer !== offer.issuer) return [wrong(words.otherIssuer(offer.issuer, found.issuer))];
  return [
    well(words.issuer(offer.issuer, offer.audience)),
    ...(await lookAtKeys(settings.AUTH_JWKS_URL ?? found.jwks_uri)),
    ...lookAtFlow(found),
    ...lookAtRefresh(found, offer.scopes),
    ...(found.revocation_endpoint === undefined ? [warning(words.noRevocation)] : []),
  ];
}

async function lookAtKeys(address: string): Promise<readonly SetupFinding[]> {
  try {
    await fetchJson(address, withinMs);
    return [];
  } catch (error) {
    return [wrong(words.noKeys(address, error instanceof Error ? error.message : ''))];
  }
}

/** What a document leaves out may be there all the same, but for what the standard names a default for. */
function lookAtFlow(found: Discovery): readonly SetupFinding[] {
  const { code_challenge_methods_supported: challenges, token_endpoint_auth_methods_supported: ways } = found;
  const algorithms = found.id_token_signing_alg_values_supported ?? ['RS256'];
  return [
    ...(found.authorization_endpoint === undefined || found.token_endpoint === undefined ? [wrong(words.noFlow)] : []),
    challenges === undefined
      ? warning(words.pkceUnsaid)
      : challenges.includes('S256')
        ? well(words.pkce)
        : wrong(words.noPkce),
    ...(algorithms.some((one) => verifiedAlgorithms.includes(one)) ? [] : [wrong(words.noAlgorithm(algorithms))]),
    ...(ways === undefined || ways.includes('none') ? [] : [warning(words.noPublicClients(ways))]),
  ];
}

function lookAtRefresh(found: Discovery, scopes: string): readonly SetupFinding[] {
  const { grant_types_supported: grants, scopes_supported: known } = found;
  const unknown = known === undefined ? [] : scopes.split(' ').filter((scope) => !known.includes(scope));
  return [
    grants === undefined || grants.includes('refresh_token') ? well(words.refresh) : warning(words.noRefresh),
    ...(unknown.length === 0 ? [] : [warning(words.unknownScopes(unknown))]),
  ];
}
