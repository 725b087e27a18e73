// An identity provider for tests: a real key server over HTTP that can stall, lie and go away, and the tokens it stands for.
import { createServer, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export const issuer = 'https://login.example.test/';
export const audience = 'tallystick';

export type SigningKey = {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
};

export async function newSigningKey(kid: string, alg: 'RS256' | 'ES256' | 'EdDSA' = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** A good token of user 7, except where `claims` say otherwise; times are seconds from now. */
export function signToken(
  key: SigningKey,
  claims: Readonly<Record<string, unknown>> = {},
  times: { readonly exp?: number; readonly nbf?: number; readonly now?: number } = {},
): Promise<string> {
  const now = Math.floor((times.now ?? Date.now()) / 1000);
  return new SignJWT({
    iss: issuer,
    aud: audience,
    sub: '7',
    exp: now + (times.exp ?? 300),
    ...(times.nbf === undefined ? {} : { nbf: now + times.nbf }),
    ...claims,
  })
    .setProtectedHeader({ alg: key.alg, kid: key.kid })
    .sign(key.privateKey);
}

export type KeyServerMood =
  | { readonly kind: 'keys'; readonly keys: readonly SigningKey[] }
  | { readonly kind: 'says'; readonly status: number; readonly type: string; readonly body: string }
  | { readonly kind: 'moved'; readonly to: string }
  | { readonly kind: 'hangs' }
  | { readonly kind: 'never_ends' };

export type KeyServer = {
  readonly url: string;
  /** Requests for the keys so far. */
  readonly asked: () => number;
  become(mood: KeyServerMood): void;
  close(): Promise<void>;
};

export async function startKeyServer(first: KeyServerMood): Promise<KeyServer> {
  const state = { mood: first, asked: 0 };
  const server = createServer((_request, response) => {
    state.asked += 1;
    answer(state.mood, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the key server listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}/jwks.json`,
    asked: () => state.asked,
    become(mood) {
      state.mood = mood;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(mood: KeyServerMood, response: ServerResponse): void {
  switch (mood.kind) {
    case 'keys':
      response.setHeader('content-type', 'application/jwk-set+json');
      response.end(JSON.stringify({ keys: mood.keys.map(({ publicJwk }) => publicJwk) }));
      return;
    case 'says':
      response.writeHead(mood.status, { 'content-type': mood.type });
      response.end(mood.body);
      return;
    case 'moved':
      response.writeHead(302, { location: mood.to });
      response.end();
      return;
    case 'hangs':
      return;
    case 'never_ends': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        while (!response.destroyed && response.write(`"${'x'.repeat(16_384)}",`));
      };
      response.on('drain', more);
      response.write('{"keys":[');
      more();
    }
  }
}
