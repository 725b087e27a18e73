// An account at a real companion server, whose people sign in at a real identity provider.
import { call } from '@orpc/server';
import { expect } from 'vitest';
import type { PersonSession } from '../../../src/preload/contract/person.ts';
import { createGatekeeper } from '../../support/app/gatekeeper.ts';
import { startCompanion } from '../../support/companion.ts';
import { comeBack } from '../../support/issuer/browse.ts';
import { clientId, startIssuer, type IssuerOptions } from '../../support/issuer/start-issuer.ts';
import { buildRig, eventually } from './rig.ts';

export type SignInRig = Awaited<ReturnType<typeof createSignInRig>>;

type Options = IssuerOptions & {
  readonly env?: Readonly<Record<string, string>>;
  readonly isKeychainOn?: boolean;
  /** The app asks its server through the gate. */
  readonly isGated?: boolean;
};

export async function createSignInRig({ env = {}, isKeychainOn = true, isGated = false, ...options }: Options = {}) {
  const gate = await createGatekeeper();
  const issuer = await startIssuer(options);
  const companion = await startCompanion({
    OIDC_ISSUER: issuer.issuer,
    OIDC_CLIENT_ID: clientId,
    FREE_LIMIT: '3',
    ...(isGated ? { PUBLIC_URL: gate.origin } : {}),
    ...env,
  });
  gate.leadTo(companion.url);
  const server = {
    origin: isGated ? gate.origin : companion.url,
    stop: async () => void (await Promise.all([gate.close(), companion.close(), issuer.close()])),
  };
  const rig = buildRig(server, { isKeychainOn });
  const { account } = rig;

  return {
    ...rig,
    issuer,
    companion,
    gate,
    online: async () => await rig.until(({ link }) => link.kind === 'online'),
    /** Up to the page of the issuer. */
    async begin(): Promise<string> {
      await rig.until(({ link }) => link.kind === 'online');
      await call(account().router.signIn, undefined);
      await eventually(() => rig.state().person.signingIn !== null || rig.state().person.trouble !== null);
      expect(rig.state().person.trouble).toBeNull();
      return rig.shell.signInPages.at(-1) ?? '';
    },
    /** All of it, with a browser that agrees to everything. */
    async signIn(): Promise<void> {
      const page = await this.begin();
      await fetch(await comeBack(page));
      await rig.until(({ person }) => person.session.kind === 'in' && person.signingIn === null);
    },
    session: (): PersonSession => account().state.current().person.session,
  };
}
