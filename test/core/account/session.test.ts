// A session over its life: renewed, cut off, revoked, away, signed out of; and who pays meanwhile.
import { call } from '@orpc/server';
import { describe, expect, test, vi } from 'vitest';
import { call as ask, newToken, openOrder, until } from '../../support/companion.ts';
import { audience, clientId } from '../../support/issuer/start-issuer.ts';
import { eventually, forever, newRunId } from './rig.ts';
import { createSignInRig, type SignInRig } from './sign-in-rig.ts';

vi.setConfig({ testTimeout: 120_000 });

const hour = 3_600_000;
/** No answer is waited for longer. */
const longestAnswerMs = 20_000;
const reserve = async (rig: SignInRig, runId = newRunId()) =>
  await rig.account().meter.reserve({ runId, model: 'm' }, forever);
/** An hour on, once nothing is under way: an hour is too long for any answer. */
async function later(rig: SignInRig): Promise<void> {
  await rig.until(
    ({ link, credits, person }) => link.kind === 'online' && credits.asOf !== null && person.standing !== null,
  );
  await eventually(
    () => rig.clock.waiting(longestAnswerMs) === 0,
    async () => await rig.clock.advance(500),
  );
  await rig.clock.advance(hour);
}
const refused = (code: string) => ({ kind: 'refused', refusal: { code } });
const granted = { kind: 'granted', charge: { kind: 'held' } };

describe('a session', () => {
  test('is renewed before its proof runs out, once however many ask', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    const before = rig.issuer.asked('/token');
    await later(rig);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(async () => await reserve(rig)));
    expect(answers.map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'granted'));
    expect(rig.issuer.asked('/token') - before).toBe(1);
  });

  test('keeps what renews it next before it uses it, so that a restart goes on', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    for (let turn = 0; turn < 3; turn += 1) {
      await later(rig);
      expect(await reserve(rig)).toMatchObject(granted);
      await rig.restart();
    }
    await rig.until(({ person }) => person.session.kind === 'in');
    expect(rig.session()).toMatchObject({ kind: 'in', name: 'Ada Lovelace' });
  });

  test('goes on where a renewal failed once', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    await later(rig);
    rig.issuer.next('/token', { kind: 'down' });
    expect(await reserve(rig)).toMatchObject(granted);
  });

  test('whose renewal was cut off after the issuer had used it up is over, and nothing else pays', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    await later(rig);
    rig.issuer.next('/token', { kind: 'cut' });
    expect(await reserve(rig)).toMatchObject(refused('signed_out'));
    expect(rig.state().person).toMatchObject({ session: { kind: 'ended', reason: 'revoked' }, payer: 'account' });
    expect(await rig.keychain.get(`person:${rig.server.origin}`)).toBeNull();
    await call(rig.account().router.payWith, { payer: 'computer' });
    expect(await reserve(rig)).toMatchObject({ kind: 'granted', charge: { source: 'free' } });
  });

  test('that the issuer has revoked is over, and says so', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    const { refreshToken } = JSON.parse((await rig.keychain.get(`person:${rig.server.origin}`)) ?? '{}');
    await fetch(`${rig.issuer.issuer}/token/revocation`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token: refreshToken, client_id: clientId }),
    });
    await later(rig);
    expect(await reserve(rig)).toMatchObject(refused('signed_out'));
    expect(rig.session()).toEqual({ kind: 'ended', reason: 'revoked' });
    await rig.signIn();
    expect(await reserve(rig)).toMatchObject(granted);
  });

  test('stays while the issuer is away: local messages are counted offline, and it comes back by itself', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    await later(rig);
    rig.issuer.mood.isGone = true;
    expect(await reserve(rig)).toMatchObject({ kind: 'granted', charge: { kind: 'grace' } });
    expect(rig.session()).toMatchObject({ kind: 'in', isOffline: true });
    rig.issuer.mood.isGone = false;
    await rig.clock.advance(6_000);
    expect(await reserve(rig)).toMatchObject(granted);
    expect(rig.session()).toMatchObject({ kind: 'in', isOffline: false });
  });

  test('takes no renewal that is of somebody else', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    await later(rig);
    rig.issuer.next('/token', {
      kind: 'change',
      change: async (said) => {
        const { SignJWT, decodeJwt } = await import('jose');
        const claims = { ...decodeJwt(String(said['id_token'])), sub: 'eve' };
        const id_token = await new SignJWT(claims)
          .setProtectedHeader({ alg: 'RS256', kid: 'real' })
          .sign(rig.issuer.privateKey);
        return { ...said, id_token };
      },
    });
    expect(await reserve(rig)).toMatchObject({ kind: 'granted', charge: { kind: 'grace' } });
    expect(rig.session()).toMatchObject({ kind: 'in', name: 'Ada Lovelace' });
  });

  test('shows the access token where it is a JWT for the server’s audience', async () => {
    const rig = await createSignInRig({ env: { AUTH_AUDIENCE: audience } });
    const page = new URL(await rig.begin());
    expect(page.searchParams.get('resource')).toBe(audience);
    await call(rig.account().router.cancelSignIn, undefined);
    await rig.signIn();
    expect(await reserve(rig)).toMatchObject(granted);
    await later(rig);
    expect(await reserve(rig)).toMatchObject(granted);
  });
});

describe('signing out', () => {
  test('revokes the session at the issuer, forgets it here and goes back to what paid before', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    await call(rig.account().router.signOut, undefined);
    expect(rig.state().person).toMatchObject({ session: { kind: 'none' }, payer: 'computer', trouble: null });
    expect(await rig.keychain.get(`person:${rig.server.origin}`)).toBeNull();
    await eventually(() => rig.issuer.asked('/token/revocation') === 1);
    expect(await reserve(rig)).toMatchObject({ kind: 'granted', charge: { source: 'free' } });
    await rig.restart();
    expect(rig.state().person.session.kind).toBe('none');
  });

  test('forgets here in any case, also where the issuer cannot be asked', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    rig.issuer.mood.isGone = true;
    await call(rig.account().router.signOut, undefined);
    expect(rig.session().kind).toBe('none');
    expect(await rig.keychain.get(`person:${rig.server.origin}`)).toBeNull();
  });

  test('tells the server first what the account owes', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    const runId = newRunId();
    await reserve(rig, runId);
    rig.account().meter.end(runId, {
      kind: 'capture',
      usage: { promptTokens: 1, completionTokens: 1, durationMs: 1 },
      outcome: 'completed',
    });
    await call(rig.account().router.signOut, undefined);
    expect(rig.state().unsettledRuns).toBe(0);
    expect(await rig.account().meter.settle(runId)).toMatchObject({ kind: 'captured' });
  });
});

describe('what the account has', () => {
  test('is its plan and its wallets as the server tells them, and nothing once somebody has signed out', async () => {
    const rig = await createSignInRig();
    await rig.signIn();
    const { person } = await rig.until((state) => state.person.standing !== null, 500);
    expect(person.standing).toMatchObject({ plan: { left: 20 }, wallets: [{ of: 'me', microcredits: 0 }] });
    await call(rig.account().router.signOut, undefined);
    expect(rig.state().person.standing).toBeNull();
  });
});

describe('who pays', () => {
  test('is the account from the sign-in on, and whom the person chooses, also after a restart', async () => {
    const rig = await createSignInRig();
    expect(await reserve(rig)).toMatchObject({ charge: { source: 'free' } });
    await rig.signIn();
    expect(await reserve(rig)).toMatchObject({ charge: { source: 'plan' } });
    await call(rig.account().router.payWith, { payer: 'computer' });
    expect(await reserve(rig)).toMatchObject({ charge: { source: 'free' } });
    await rig.restart();
    await rig.online();
    expect(rig.state().person.payer).toBe('computer');
    expect(await reserve(rig)).toMatchObject({ charge: { source: 'free' } });
  });

  test('of a token’s wallet is left alone by whoever signs in and out', async () => {
    const rig = await createSignInRig({ env: { ADMIN_API_KEY: 'operator-key-0123456789' } });
    await rig.online();
    const token = newToken();
    const balance = async () => (await ask(rig.server.origin, 'GET /v1/pro/status', { as: token })).body;
    await fund(rig, token);
    expect(await call(rig.account().router.useToken, { token })).toMatchObject({ kind: 'moved' });
    const before = await balance();
    expect(before.balance_microcredits).toBeGreaterThan(0);
    await rig.signIn();
    await reserve(rig);
    expect(await balance()).toEqual({ ...before, request_id: expect.any(String) });
    await call(rig.account().router.signOut, undefined);
    await rig.until(({ credits }) => credits.mode === 'pro');
    expect(await reserve(rig)).toMatchObject({ charge: { source: 'pro' } });
    expect(rig.state().tokenPlace).toBe('keychain');
  });
});

/** As if somebody had bought a pack with it in the sandbox. */
async function fund(rig: SignInRig, token: string): Promise<void> {
  const { id } = await openOrder(rig.server.origin, token);
  const paid = await fetch(`${rig.server.origin}/checkout/${id}/pay`, { method: 'POST', redirect: 'manual' });
  expect(paid.status).toBeLessThan(400);
  await until(
    async () => await ask(rig.server.origin, 'GET /v1/pro/status', { as: token }),
    ({ status }) => status === 200,
  );
}
