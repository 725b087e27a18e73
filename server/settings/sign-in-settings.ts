// The variables of sign-in by OpenID Connect, and whose tokens are accepted because of them.
import { z } from 'zod';
import { type SignInOffer, SignInRedirect } from '../contract/config.ts';
import type { IdentitySettings } from '../http/http-settings.ts';
import { isSafeFromOthers } from '../lib/safe-address.ts';
import { formSays } from '../words/commands/setting-forms.ts';
import { faultSays } from '../words/commands/settings.ts';
import { atMost, choice, list } from './setting-forms.ts';

export const signInSettings = {
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: formSays.issuer('https://login.example.org') })
    .max(500, formSays.longest(500))
    .refine((url) => !/[?#@]/.test(url), formSays.issuerWithQuery)
    .optional(),
  OIDC_CLIENT_ID: atMost(400).optional(),
  OIDC_SCOPES: atMost(1000)
    .transform((text) => text.split(/[\s,]+/).filter((scope) => scope !== ''))
    .refine((scopes) => scopes.includes('openid'), formSays.scopes)
    .transform((scopes) => scopes.join(' '))
    .prefault('openid profile email offline_access'),
  OIDC_REDIRECTS: list
    .pipe(z.array(SignInRedirect, formSays.redirects).min(1, formSays.redirects).max(10, formSays.redirects))
    .prefault('http://127.0.0.1/callback'),
  OIDC_PROMPT: choice(['consent', 'select_account', 'login', 'off']).default('consent'),
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
    return client === undefined ? [] : [{ name: 'OIDC_ISSUER', message: faultSays.beside('OIDC_CLIENT_ID') }];
  return [
    ...(client === undefined ? [{ name: 'OIDC_CLIENT_ID', message: faultSays.clientIdBeside('OIDC_ISSUER') }] : []),
    ...(trusted !== undefined && trusted !== issuer
      ? [{ name: 'AUTH_ISSUER', message: faultSays.sameIssuer('OIDC_ISSUER') }]
      : []),
    ...(isSafeFromOthers(issuer) ? [] : [{ name: 'OIDC_ISSUER', message: faultSays.httpsIssuer }]),
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
