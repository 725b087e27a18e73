// The variables of sign-in by OpenID Connect, and whose tokens are believed because of them.
import { z } from 'zod';
import { type SignInOffer, SignInRedirect } from '../contract/config.ts';
import type { IdentitySettings } from '../http/http-settings.ts';
import { isSafeFromOthers } from '../lib/safe-address.ts';
import { list } from './setting-forms.ts';

const saidOfRedirects =
  'must list http://127.0.0.1/callback, http://localhost/callback (each with a port, if need be) or tallystick://callback';

export const signInSettings = {
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'must be an https address such as https://login.example.org' })
    .max(500, 'must have 500 characters or fewer')
    .refine((url) => !/[?#@]/.test(url), 'must hold no ?, # or @, since the path of its discovery is added to it')
    .optional(),
  OIDC_CLIENT_ID: z.string().max(400, 'must have 400 characters or fewer').optional(),
  OIDC_SCOPES: z
    .string()
    .max(1000, 'must have 1000 characters or fewer')
    .transform((text) => text.split(/[\s,]+/).filter((scope) => scope !== ''))
    .refine((scopes) => scopes.includes('openid'), 'must have openid among its scopes')
    .transform((scopes) => scopes.join(' '))
    .prefault('openid profile email offline_access'),
  OIDC_REDIRECTS: list
    .pipe(z.array(SignInRedirect, saidOfRedirects).min(1, saidOfRedirects).max(10, saidOfRedirects))
    .prefault('http://127.0.0.1/callback'),
  OIDC_PROMPT: z
    .enum(['consent', 'select_account', 'login', 'off'], 'must be consent, select_account, login or off')
    .default('consent'),
};

export type WithSignIn = {
  readonly NODE_ENV?: string | undefined;
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_CLIENT_ID?: string | undefined;
  readonly OIDC_SCOPES: string;
  readonly OIDC_REDIRECTS: readonly string[];
  readonly OIDC_PROMPT: 'consent' | 'select_account' | 'login' | 'off';
  readonly AUTH_JWKS_URL?: string | undefined;
  readonly AUTH_ISSUER?: string | undefined;
  readonly AUTH_AUDIENCE?: string | undefined;
  readonly AUTH_PLAN_CLAIM?: string | undefined;
};

/** What is wrong with the variables as a whole, by the name of the variable. */
export function signInFaults(settings: WithSignIn): readonly { readonly name: string; readonly message: string }[] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client, AUTH_ISSUER: trusted } = settings;
  if (issuer === undefined)
    return client === undefined ? [] : [{ name: 'OIDC_ISSUER', message: 'must be set beside OIDC_CLIENT_ID' }];
  return [
    ...(client === undefined
      ? [
          {
            name: 'OIDC_CLIENT_ID',
            message: 'must be set beside OIDC_ISSUER: the id of the app as a public client there',
          },
        ]
      : []),
    ...(trusted !== undefined && trusted !== issuer
      ? [
          {
            name: 'AUTH_ISSUER',
            message: 'must be the same as OIDC_ISSUER, whose tokens the app sends, or be left out',
          },
        ]
      : []),
    ...(isSafeFromOthers(issuer)
      ? []
      : [{ name: 'OIDC_ISSUER', message: 'must be an https address, or others could sign people in' }]),
  ];
}

export function signInOf(settings: WithSignIn): SignInOffer | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client, OIDC_SCOPES: scopes, AUTH_AUDIENCE: audience } = settings;
  if (issuer === undefined || client === undefined) return null;
  const redirects = [...settings.OIDC_REDIRECTS];
  const prompt = settings.OIDC_PROMPT === 'off' ? null : settings.OIDC_PROMPT;
  return { issuer, client_id: client, scopes, audience: audience ?? null, redirects, prompt };
}

/** An ID token is for the app itself, by its client id. */
export function issuerOf(settings: WithSignIn): IdentitySettings['issuer'] {
  const { AUTH_JWKS_URL: keysUrl = null, AUTH_AUDIENCE: audience, OIDC_CLIENT_ID: client } = settings;
  const name = settings.AUTH_ISSUER ?? settings.OIDC_ISSUER;
  if (name === undefined || (keysUrl === null && settings.OIDC_ISSUER === undefined)) return null;
  const named = [audience, client].filter((one) => one !== undefined);
  // Keys that were set by hand have been believed for any audience where none was set.
  const isOpen = keysUrl !== null && audience === undefined;
  return { keysUrl, name, audiences: isOpen ? null : named, planClaim: settings.AUTH_PLAN_CLAIM ?? null };
}
