// A real identity provider (oidc-provider) at which one person signs in without being asked, and which can be made to fail and lie.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { loginPage, readLogin } from './login-page.ts';

export const clientId = 'tallystick-app';
export const audience = 'https://credits.example/api';

/** cut: the work is done, and the line is dropped before the answer. hang: nothing is answered. */
export type IssuerFault =
  | { readonly kind: 'cut' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'down' }
  /** Changes what the token endpoint says. */
  | { readonly kind: 'change'; readonly change: (said: Record<string, unknown>) => object | Promise<object> };

export type IssuerOptions = {
  /** Seconds. */
  readonly lifeS?: number;
  /** Where the names are given by themselves, and not in the ID token. */
  readonly hidesNames?: boolean;
  /** Shows a page on which people log in, and does not take everybody for ada. */
  readonly asks?: boolean;
};

type Mood = { person: string; team: string | null; denies: boolean; isGone: boolean };

export type RunningIssuer = Awaited<ReturnType<typeof startIssuer>>;

export async function startIssuer({ lifeS = 3600, hidesNames = false, asks = false }: IssuerOptions = {}) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), use: 'sig', kid: 'real', alg: 'RS256' };
  const asked: string[] = [];
  const faults = new Map<string, IssuerFault[]>();
  /** `team`: what proofs say that the person belongs to, from the next one on. */
  const mood: Mood = { person: 'ada', team: null, denies: false, isGone: false };

  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the issuer listens on no port');
  const issuer = `http://127.0.0.1:${address.port}`;

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback', 'tallystick://callback'],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['only for tests'] },
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    claims: { openid: ['sub', 'org_id'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: hidesNames,
    rotateRefreshToken: true,
    pkce: { required: () => true },
    ttl: { AccessToken: lifeS, IdToken: lifeS, RefreshToken: 86_400, Grant: 86_400, Session: 86_400, Interaction: 600 },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: id === 'ada' ? 'Ada Lovelace' : 'Somebody Else',
        email: `${id}@example.org`,
        ...(mood.team === null ? {} : { org_id: mood.team }),
      }),
    }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      userinfo: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'use',
          audience,
          accessTokenTTL: lifeS,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  const answer = provider.callback();
  const refreshTokens: string[] = [];
  provider.on('refresh_token.saved', ({ jti }) => void refreshTokens.push(jti));

  /** Signs the person in and agrees to everything, or says no. */
  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { prompt, params } = await provider.interactionDetails(request, response);
    const finish = async (result: object): Promise<void> =>
      await provider.interactionFinished(request, response, result);
    const refuse = async (): Promise<void> =>
      await finish({ error: 'access_denied', error_description: 'The person said no' });
    if (mood.denies) return await refuse();
    if (prompt.name === 'login') {
      if (!asks) return await finish({ login: { accountId: mood.person } });
      const answer = request.method === 'POST' ? await readLogin(request) : null;
      if (answer?.kind === 'in') return await finish({ login: { accountId: answer.person } });
      if (answer?.kind === 'no') return await refuse();
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      return void response.end(loginPage(request.url ?? '', answer?.kind === 'wrong'));
    }
    const grant = new provider.Grant({ accountId: mood.person, clientId });
    grant.addOIDCScope(String(params['scope']));
    if (typeof params['resource'] === 'string') grant.addResourceScope(params['resource'], 'use');
    return await finish({ consent: { grantId: await grant.save() } });
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', issuer);
    asked.push(pathname);
    if (mood.isGone) return void request.socket.destroy();
    if (pathname.startsWith('/interaction/')) return await interact(request, response);
    const fault = faults.get(pathname)?.shift();
    switch (fault?.kind) {
      case undefined:
        return answer(request, response);
      case 'hang':
        return;
      case 'down':
        response.writeHead(503, { 'content-type': 'application/json' }).end('{}');
        return;
      case 'cut':
        response.end = (() => {
          request.socket.destroy();
          return response;
        }) as typeof response.end;
        return answer(request, response);
      case 'change':
        return changed(request, response, fault.change);
    }
  }

  function changed(
    request: IncomingMessage,
    response: ServerResponse,
    change: (said: Record<string, unknown>) => object | Promise<object>,
  ): void {
    const end = response.end.bind(response);
    response.end = ((body: unknown) => {
      void (async () => {
        const text = JSON.stringify(await change(JSON.parse(String(body))));
        if (!response.headersSent) response.setHeader('content-length', Buffer.byteLength(text));
        end(text);
      })();
      return response;
    }) as typeof response.end;
    answer(request, response);
  }

  return {
    issuer,
    privateKey,
    mood,
    asked: (path: string) => asked.filter((one) => one === path).length,
    /** All that it has ever given. */
    refreshTokens: (): readonly string[] => refreshTokens,
    /** What the next requests of a path meet, one after the other. */
    next: (path: string, ...some: readonly IssuerFault[]) => faults.set(path, [...(faults.get(path) ?? []), ...some]),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
