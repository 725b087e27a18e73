// Signing in, against a real identity provider and a real companion server.
import { createServer } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { signInMs } from '../../../src/main/core/account/person/sign-in.ts';
import type { RunningIssuer } from '../../support/issuer/start-issuer.ts';
import { comeBack } from '../../support/issuer/browse.ts';
import { eventually, forever, newRunId } from './rig.ts';
import { createSignInRig, type SignInRig } from './sign-in-rig.ts';

vi.setConfig({ testTimeout: 120_000 });

/** The ID token of an answer with other claims, signed with this key. */
async function signedAgain(
  said: Record<string, unknown>,
  key: CryptoKey,
  claims: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const before = decodeJwt(String(said['id_token']));
  const token = await new SignJWT({ ...before, ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'real' }).sign(key);
  return { ...said, id_token: token };
}

const lying = (issuer: RunningIssuer, claims: Record<string, unknown>) =>
  issuer.next('/token', {
    kind: 'change',
    change: async (said) => await signedAgain(said, issuer.privateKey, claims),
  });

const troubleOf = async (rig: SignInRig) =>
  (await rig.until(({ person }) => person.trouble !== null && person.signingIn === null)).person;

describe('signing in', () => {
  test('brings who somebody is, who pays, and no token into the page’s reach', async () => {
    const rig = await createSignInRig();
    const shown: string[] = [];
    const watch = new AbortController();
    const watching = (async () => {
      for await (const state of rig.account().state.watch(watch.signal)) shown.push(JSON.stringify(state));
    })();
    await rig.signIn();
    expect(rig.state().person).toMatchObject({
      issuer: new URL(rig.issuer.issuer).host,
      session: { kind: 'in', name: 'Ada Lovelace', email: 'ada@example.org', place: 'keychain', isOffline: false },
      payer: 'account',
      trouble: null,
    });
    const kept: { refreshToken: string } = JSON.parse(
      (await rig.keychain.get(`person:${rig.server.origin}`)) ?? 'null',
    );
    expect(kept.refreshToken.length).toBeGreaterThan(10);
    watch.abort();
    await watching;
    await rig.close();
    const files = readdirSync(rig.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const written = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
    for (const text of [written, rig.logged.join('\n'), shown.join('\n')]) {
      expect(text).not.toContain(kept.refreshToken);
      expect(text).not.toContain('eyJ');
    }
  });

  test('asks the issuer for a code with PKCE, a state, a nonce and a loopback address of this moment', async () => {
    const rig = await createSignInRig();
    const page = new URL(await rig.begin());
    const asked = Object.fromEntries(page.searchParams);
    expect(asked).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', prompt: 'consent' });
    expect(asked['redirect_uri']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    for (const secret of ['state', 'nonce', 'code_challenge']) expect(asked[secret]?.length).toBeGreaterThan(40);
  });

  test('finds a name that the issuer tells only where it is asked for', async () => {
    const rig = await createSignInRig({ hidesNames: true });
    await rig.signIn();
    expect(rig.session()).toMatchObject({ kind: 'in', name: 'Ada Lovelace' });
  });

  test('listens to the right state alone, and to everybody else at no other path or host', async () => {
    const rig = await createSignInRig();
    const page = await rig.begin();
    const right = await comeBack(page);
    const wrong = new URL(right);
    wrong.searchParams.set('state', 'another');
    expect((await fetch(wrong)).status).toBe(400);
    const twice = new URL(right);
    twice.searchParams.append('state', 'another');
    expect((await fetch(twice)).status).toBe(400);
    expect((await fetch(right.replace('/callback', '/callback/'))).status).toBe(400);
    expect((await fetch(right, { method: 'POST' })).status).toBe(400);
    expect(rig.session().kind).toBe('none');
    const answer = await fetch(right);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await answer.text()).toContain('go back to Tallystick');
    await rig.until(({ person }) => person.session.kind === 'in');
  });

  test('takes no code that was used before', async () => {
    const rig = await createSignInRig();
    const first = await comeBack(await rig.begin());
    await fetch(first);
    await rig.until(({ person }) => person.session.kind === 'in');
    await call(rig.account().router.signOut, undefined);
    const second = await comeBack(await rig.begin());
    const replayed = new URL(second);
    replayed.searchParams.set('code', new URL(first).searchParams.get('code') ?? '');
    await fetch(replayed);
    expect(await troubleOf(rig)).toMatchObject({
      session: { kind: 'none' },
      trouble: { code: 'issuer_refused', told: 'invalid_grant' },
    });
  });

  test.each([
    ['for another attempt', { nonce: 'another' }, 'not_believed'],
    ['for another client', { aud: 'another-app' }, 'not_believed'],
    ['of another issuer', { iss: 'https://else.example' }, 'not_believed'],
    ['that is over by this clock', { iat: 1_600_000_000, exp: 1_600_000_600 }, 'clock_wrong'],
    ['that our server does not take', { sub: 'a\nb' }, 'server_refuses'],
  ] as const)('believes no ID token %s', async (_name, claims, code) => {
    const rig = await createSignInRig();
    const back = await comeBack(await rig.begin());
    lying(rig.issuer, claims);
    await fetch(back);
    expect(await troubleOf(rig)).toMatchObject({ session: { kind: 'none' }, payer: 'computer', trouble: { code } });
    expect(await rig.keychain.get(`person:${rig.server.origin}`)).toBeNull();
  });

  test('believes no ID token that another key has signed', async () => {
    const rig = await createSignInRig();
    const { privateKey } = await generateKeyPair('RS256');
    const back = await comeBack(await rig.begin());
    rig.issuer.next('/token', { kind: 'change', change: async (said) => await signedAgain(said, privateKey, {}) });
    await fetch(back);
    expect((await troubleOf(rig)).trouble).toEqual({ code: 'not_believed' });
  });

  test.each([
    ['names another issuer', 'https://else.example'],
    ['names none, though the issuer always does', null],
  ])('takes no answer that %s', async (_name, iss) => {
    const rig = await createSignInRig();
    const back = new URL(await comeBack(await rig.begin()));
    if (iss === null) back.searchParams.delete('iss');
    else back.searchParams.set('iss', iss);
    await fetch(back);
    expect((await troubleOf(rig)).trouble).toEqual({ code: 'not_believed' });
    expect(rig.issuer.asked('/token')).toBe(0);
  });

  test('says so where the person says no, and changes nothing', async () => {
    const rig = await createSignInRig();
    rig.issuer.mood.denies = true;
    await fetch(await comeBack(await rig.begin()));
    expect(await troubleOf(rig)).toMatchObject({ session: { kind: 'none' }, trouble: { code: 'denied' } });
  });

  test('waits five minutes for the browser, and then closes its ear', async () => {
    const rig = await createSignInRig();
    const back = new URL(await comeBack(await rig.begin()));
    await rig.clock.advance(signInMs - 1);
    expect(rig.state().person.signingIn).not.toBeNull();
    await rig.clock.advance(1);
    expect((await troubleOf(rig)).trouble).toEqual({ code: 'expired' });
    await eventually(
      async () =>
        await fetch(back).then(
          () => false,
          () => true,
        ),
    );
  });

  test('is given up without a word, and may begin anew', async () => {
    const rig = await createSignInRig();
    const back = await comeBack(await rig.begin());
    await call(rig.account().router.cancelSignIn, undefined);
    expect(rig.state().person).toMatchObject({ signingIn: null, trouble: null });
    await eventually(
      async () =>
        await fetch(back).then(
          () => false,
          () => true,
        ),
    );
    await rig.signIn();
    expect(rig.session().kind).toBe('in');
  });

  test('says where the issuer cannot be reached, and where it is not the one that the server names', async () => {
    const rig = await createSignInRig();
    await rig.online();
    rig.issuer.mood.isGone = true;
    await call(rig.account().router.signIn, undefined);
    expect((await troubleOf(rig)).trouble).toEqual({ code: 'issuer_unreachable' });
    rig.issuer.mood.isGone = false;
    rig.issuer.next('/.well-known/openid-configuration', {
      kind: 'change',
      change: (said) => ({ ...said, issuer: `${rig.issuer.issuer}/other` }),
    });
    await call(rig.account().router.signIn, undefined);
    expect((await troubleOf(rig)).trouble).toEqual({ code: 'issuer_unfit' });
  });

  test('never goes on without PKCE', async () => {
    const rig = await createSignInRig();
    await rig.online();
    rig.issuer.next('/.well-known/openid-configuration', {
      kind: 'change',
      change: (said) => ({ ...said, code_challenge_methods_supported: ['plain'] }),
    });
    await call(rig.account().router.signIn, undefined);
    expect((await troubleOf(rig)).trouble).toEqual({ code: 'issuer_unfit' });
  });

  test('names the port that another program has, where only that one is registered', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const rig = await createSignInRig({ env: { OIDC_REDIRECTS: `http://127.0.0.1:${port}/callback` } });
    await rig.online();
    await call(rig.account().router.signIn, undefined);
    expect((await troubleOf(rig)).trouble).toEqual({ code: 'port_taken', port });
  });

  test('without a keychain holds until the app ends, and says so', async () => {
    const rig = await createSignInRig({ isKeychainOn: false });
    await rig.signIn();
    expect(rig.session()).toMatchObject({ kind: 'in', place: 'memory' });
    await rig.restart();
    expect(rig.state().person).toMatchObject({ session: { kind: 'ended', reason: 'restarted' }, payer: 'account' });
    const run = await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    expect(run).toMatchObject({ kind: 'refused', refusal: { code: 'signed_out' } });
  });
});
