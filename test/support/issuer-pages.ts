// What an identity provider publishes: its discovery document and its keys, at the paths of the standard; both can be changed.
import { createServer } from 'node:http';
import type { SigningKey } from './key-server.ts';

export type IssuerPages = {
  readonly issuer: string;
  /** How often each path was asked for. */
  readonly asked: (path: string) => number;
  /** Over what it says of itself. */
  say(document: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
};

export async function startIssuerPages(keys: readonly SigningKey[]): Promise<IssuerPages> {
  const asked = new Map<string, number>();
  let over: Readonly<Record<string, unknown>> = {};
  let issuer = '';
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const document = pageAt(path);
    response.writeHead(document === null ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document));
  });
  const pageAt = (path: string): unknown => {
    if (path === '/keys') return { keys: keys.map(({ publicJwk }) => publicJwk) };
    if (path !== '/.well-known/openid-configuration') return null;
    return {
      issuer,
      jwks_uri: `${issuer}/keys`,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      revocation_endpoint: `${issuer}/revoke`,
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      token_endpoint_auth_methods_supported: ['none'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      ...over,
    };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the issuer listens on no port');
  issuer = `http://127.0.0.1:${address.port}`;
  return {
    issuer,
    asked: (path) => asked.get(path) ?? 0,
    say(document) {
      over = document;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
