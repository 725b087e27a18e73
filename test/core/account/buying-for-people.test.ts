// Credits that are bought for the person who is signed in, and for their team: at a real companion server and a real issuer.
import { randomUUID } from 'node:crypto';
import { call } from '@orpc/server';
import { describe, expect, test, vi } from 'vitest';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import type { AccountState, Purchase } from '../../../src/preload/contract/account.ts';
import type { Payee } from '../../../src/preload/contract/payee.ts';
import { call as ask } from '../../support/companion.ts';
import { eventually, forever, newRunId } from './rig.ts';
import { createSignInRig, type SignInRig } from './sign-in-rig.ts';

vi.setConfig({ testTimeout: 120_000 });

const operator = 'operator-key-0123456789';
const checkout = /^POST \/v1\/payments\/checkout/;
const pack = 500;

/** Ada owns the team Acme, Eve is a member of it, and the team Globex is somebody else's. */
async function shop(team: string | null = null): Promise<SignInRig> {
  const rig = await createSignInRig({ isGated: true, env: { ADMIN_API_KEY: operator, USAGE_SCOPE: 'org' } });
  for (const id of ['acme', 'globex']) await asOperator(rig, 'POST /v1/teams', { id, name: id.toUpperCase() });
  for (const [teamId, userId, role] of [
    ['acme', 'ada', 'owner'],
    ['acme', 'eve', 'member'],
    ['globex', 'ada', 'owner'],
  ])
    await asOperator(rig, 'POST /v1/teams/members', { team_id: teamId, user_id: userId, role });
  rig.issuer.mood.team = team;
  await rig.signIn();
  return rig;
}

async function asOperator(rig: SignInRig, request: string, body?: unknown) {
  return await ask(rig.companion.url, request, {
    headers: { 'x-api-key': operator },
    ...(body === undefined ? {} : { body }),
  });
}

/** What is in the wallet of somebody, in credits. */
async function inWallet(rig: SignInRig, of: 'user' | 'team', id: string): Promise<number> {
  const { status, body } = await asOperator(rig, `GET /v1/wallets/${id}?entity_type=${of}`);
  return status === 404 ? 0 : body.balances[0].balance_microcredits / 1e6;
}

const idOf = (rig: SignInRig): string => rig.state().person.id ?? '';
const me = (rig: SignInRig): Payee => ({ kind: 'me', personId: idOf(rig) });

/** Once the server has said which team it is. */
async function teamOf(rig: SignInRig): Promise<Payee> {
  const { person } = await rig.until((state) => (state.person.standing?.team ?? null) !== null, 500);
  const { id: teamId = '', name: teamName = '' } = person.standing?.team ?? {};
  return { kind: 'team', personId: idOf(rig), teamId, teamName };
}

const newOrder = (): OrderId => OrderId.parse(randomUUID());

function buy(rig: SignInRig, orderId: OrderId, payee: Payee) {
  const { link } = rig.state();
  const sold = link.kind === 'online' ? link.config.packs.find((one) => one.credits_microcredits === pack * 1e6) : null;
  return call(rig.account().router.buy, { orderId, packId: sold?.id ?? '', provider: 'sandbox', payee });
}

async function pay(rig: SignInRig, orderId: OrderId): Promise<void> {
  const paid = await fetch(`${rig.companion.url}/checkout/${orderId}/pay`, { method: 'POST', redirect: 'manual' });
  expect(paid.status).toBeLessThan(400);
}

const purchaseOf = (state: AccountState, orderId: OrderId): Purchase | undefined =>
  state.purchases.find((one) => one.orderId === orderId);
const isState = (orderId: OrderId, wanted: Purchase['state']) => (state: AccountState) =>
  purchaseOf(state, orderId)?.state === wanted;
const hasTrouble = (orderId: OrderId, code: string | null) => (state: AccountState) =>
  (purchaseOf(state, orderId)?.trouble?.code ?? null) === code;
const isPlacedTimes = (rig: SignInRig): number => rig.gate.asked.filter((one) => checkout.test(one)).length;

/** The order leaves, and its answer never comes back. */
async function buyUnanswered(rig: SignInRig, orderId: OrderId, payee: Payee): Promise<void> {
  const held = rig.gate.hold(checkout, 'request');
  const buying = buy(rig, orderId, payee);
  await held.reached;
  held.cut();
  expect(await buying).toMatchObject({ kind: 'offline', purchase: { state: 'starting' } });
}

async function signInAs(rig: SignInRig, person: string): Promise<void> {
  rig.issuer.mood.person = person;
  await rig.signIn();
}

describe('a purchase for the person who is signed in', () => {
  test('credits their wallet as soon as it is paid, and no token, of which none is made', async () => {
    const rig = await shop();
    const orderId = newOrder();
    expect(await buy(rig, orderId, me(rig))).toMatchObject({
      kind: 'opened',
      purchase: { state: 'open', payee: me(rig) },
    });
    await pay(rig, orderId);
    await rig.until((state) => isState(orderId, 'claimed')(state) && state.credits.proMicrocredits === pack * 1e6, 500);
    expect(await inWallet(rig, 'user', 'ada')).toBe(pack);
    expect(rig.state()).toMatchObject({ tokenPlace: null, credits: { mode: 'pro' } });
    expect(rig.gate.asked.filter((one) => one.includes('/v1/pro/claim'))).toEqual([]);
    await eventually(() => rig.shell.closedCount() === 1);
    await rig.until(({ person }) => person.standing?.wallets[0]?.microcredits === pack * 1e6, 500);
  });

  test('leaves the token of this computer as it was, and a purchase for that one does so with the account', async () => {
    const rig = await shop();
    const [first, second] = [newOrder(), newOrder()];
    await buy(rig, first, { kind: 'computer' });
    await pay(rig, first);
    await rig.until(isState(first, 'claimed'), 500);
    await buy(rig, second, me(rig));
    await pay(rig, second);
    await rig.until(isState(second, 'claimed'), 500);
    expect(await inWallet(rig, 'user', 'ada')).toBe(pack);
    expect(rig.state().person.payer).toBe('account');
    await rig.until(({ computerMicrocredits }) => computerMicrocredits === pack * 1e6, 500);
    await call(rig.account().router.payWith, { payer: 'computer' });
    await rig.until(({ credits }) => credits.proMicrocredits === pack * 1e6, 500);
  });

  test('waits for exactly them where somebody else has signed in meanwhile, and goes on when they are back', async () => {
    const rig = await shop();
    const orderId = newOrder();
    await buyUnanswered(rig, orderId, me(rig));
    await call(rig.account().router.signOut, undefined);
    await rig.until(hasTrouble(orderId, 'signed_out'), 500);
    await signInAs(rig, 'eve');
    await rig.until(hasTrouble(orderId, 'somebody_else'), 500);
    await call(rig.account().router.refresh, undefined);
    expect(await call(rig.account().router.resume, { orderId })).toMatchObject({
      kind: 'over',
      purchase: { state: 'starting', trouble: { code: 'somebody_else' } },
    });
    const asked = isPlacedTimes(rig);
    await signInAs(rig, 'ada');
    await rig.until((state) => isState(orderId, 'open')(state) && hasTrouble(orderId, null)(state), 500);
    expect(isPlacedTimes(rig)).toBe(asked + 1);
    await pay(rig, orderId);
    await rig.until(isState(orderId, 'claimed'), 500);
    expect([await inWallet(rig, 'user', 'ada'), await inWallet(rig, 'user', 'eve')]).toEqual([pack, 0]);
  });

  test('that is open needs them no more: it is paid and credited while they are signed out', async () => {
    const rig = await shop();
    const orderId = newOrder();
    await buy(rig, orderId, me(rig));
    await call(rig.account().router.signOut, undefined);
    await pay(rig, orderId);
    await rig.until(isState(orderId, 'claimed'), 500);
    expect(await inWallet(rig, 'user', 'ada')).toBe(pack);
    expect(rig.state().credits).toMatchObject({ mode: 'free', proMicrocredits: 0 });
  });

  test('whose session ends in its middle waits, and goes on when they have signed in again', async () => {
    const rig = await shop();
    const orderId = newOrder();
    await buyUnanswered(rig, orderId, me(rig));
    const asked = isPlacedTimes(rig);
    // The issuer has used the token up that would renew the session, and its answer was lost.
    rig.issuer.next('/token', { kind: 'cut' });
    await rig.restart();
    await rig.until(hasTrouble(orderId, 'signed_out'), 500);
    expect(rig.session()).toEqual({ kind: 'ended', reason: 'revoked' });
    await call(rig.account().router.payWith, { payer: 'computer' });
    expect(isPlacedTimes(rig)).toBe(asked);
    await signInAs(rig, 'ada');
    await rig.until(isState(orderId, 'open'), 500);
    await pay(rig, orderId);
    await rig.until(isState(orderId, 'claimed'), 500);
    expect(await inWallet(rig, 'user', 'ada')).toBe(pack);
  });

  test('shows a sign-in that the server has just refused once more after renewing it', async () => {
    const rig = await shop();
    const orderId = newOrder();
    const renewals = rig.issuer.asked('/token');
    rig.gate.refuse(checkout, { status: 401, code: 'token_rejected' });
    expect(await buy(rig, orderId, me(rig))).toMatchObject({ kind: 'opened', purchase: { trouble: null } });
    expect([isPlacedTimes(rig), rig.issuer.asked('/token')]).toEqual([2, renewals + 1]);
  });

  test('waits where the server takes no sign-in of theirs, and tries again', async () => {
    const rig = await shop();
    const orderId = newOrder();
    for (let no = 0; no < 2; no += 1) rig.gate.refuse(checkout, { status: 401, code: 'token_rejected' });
    expect(await buy(rig, orderId, me(rig))).toMatchObject({
      kind: 'offline',
      purchase: { state: 'starting', trouble: { code: 'sign_in_refused' } },
    });
    await rig.until(isState(orderId, 'open'), 500);
  });

  test('waits for an issuer that cannot be asked', async () => {
    const rig = await shop();
    const orderId = newOrder();
    await buyUnanswered(rig, orderId, me(rig));
    rig.issuer.mood.isGone = true;
    await rig.restart();
    await rig.until(hasTrouble(orderId, 'sign_in_away'), 500);
    rig.issuer.mood.isGone = false;
    const state = await rig.until(isState(orderId, 'open'), 500);
    expect(purchaseOf(state, orderId)).toMatchObject({ trouble: null, payee: { kind: 'me' } });
  });

  test('is nobody’s where whoever was chosen is no longer signed in: nothing is ordered', async () => {
    const rig = await shop();
    const ada = me(rig);
    await call(rig.account().router.signOut, undefined);
    for (const person of [null, 'eve']) {
      if (person !== null) await signInAs(rig, person);
      expect(await buy(rig, newOrder(), ada)).toEqual({
        kind: 'refused',
        refusal: { code: 'payee_changed', retryAt: null },
      });
    }
    expect([rig.state().purchases, isPlacedTimes(rig)]).toEqual([[], 0]);
  });

  test('is not the same order as one for the token', async () => {
    const rig = await shop();
    const orderId = newOrder();
    await buy(rig, orderId, me(rig));
    expect(await buy(rig, orderId, { kind: 'computer' })).toMatchObject({ refusal: { code: 'order_differs' } });
    expect(await buy(rig, orderId, me(rig))).toMatchObject({ kind: 'opened' });
  });
});

describe('a purchase for a team', () => {
  test('credits its wallet where an owner buys', async () => {
    const rig = await shop('acme');
    const orderId = newOrder();
    const acme = await teamOf(rig);
    expect(acme).toMatchObject({ teamId: 'acme', teamName: 'ACME' });
    expect(await buy(rig, orderId, acme)).toMatchObject({ kind: 'opened', purchase: { payee: acme } });
    await pay(rig, orderId);
    await rig.until((state) => isState(orderId, 'claimed')(state) && state.credits.proMicrocredits === pack * 1e6, 500);
    expect([await inWallet(rig, 'team', 'acme'), await inWallet(rig, 'user', 'ada')]).toEqual([pack, 0]);
  });

  test('is refused to a member, and said to be', async () => {
    const rig = await shop('acme');
    await call(rig.account().router.signOut, undefined);
    await signInAs(rig, 'eve');
    const acme = await teamOf(rig);
    expect(rig.state().person.standing?.wallets).toMatchObject([{ of: 'me', mayBuy: true }, { mayBuy: false }]);
    const orderId = newOrder();
    expect(await buy(rig, orderId, acme)).toMatchObject({
      kind: 'refused',
      refusal: { problem: 'forbidden', params: { reason: 'not_team_owner' } },
    });
    expect(purchaseOf(rig.state(), orderId)).toMatchObject({ state: 'failed' });
  });

  test('never goes to another team that the sign-in names by then, also one of theirs', async () => {
    const rig = await shop('acme');
    const orderId = newOrder();
    await buyUnanswered(rig, orderId, await teamOf(rig));
    const asked = isPlacedTimes(rig);
    rig.issuer.mood.team = 'globex';
    await rig.restart();
    await rig.until(hasTrouble(orderId, 'other_team'), 500);
    expect(isPlacedTimes(rig)).toBe(asked);
    rig.issuer.mood.team = 'acme';
    await rig.restart();
    await rig.until(isState(orderId, 'open'), 500);
    await pay(rig, orderId);
    await rig.until(isState(orderId, 'claimed'), 500);
    expect([await inWallet(rig, 'team', 'acme'), await inWallet(rig, 'team', 'globex')]).toEqual([pack, 0]);
  });
});

describe('a purchase for a person is never lost', () => {
  test('when the answer to the order is, and the app starts anew', async () => {
    const rig = await shop();
    const orderId = newOrder();
    const held = rig.gate.hold(checkout, 'reply');
    const buying = buy(rig, orderId, me(rig)).catch(() => null);
    await held.reached;
    await rig.close();
    held.cut();
    await buying;
    rig.open();
    await rig.until(isState(orderId, 'open'), 500);
    await pay(rig, orderId);
    await rig.until(isState(orderId, 'claimed'), 500);
    expect(await inWallet(rig, 'user', 'ada')).toBe(pack);
  });

  test('when it is paid while the app is closed, also after it was given up', async () => {
    const rig = await shop();
    const orderId = newOrder();
    await buy(rig, orderId, me(rig));
    await call(rig.account().router.abandon, { orderId });
    await rig.close();
    await pay(rig, orderId);
    rig.open();
    await rig.until(isState(orderId, 'claimed'), 500);
    expect(await inWallet(rig, 'user', 'ada')).toBe(pack);
  });

  test('when it is given up while it waits for them: nothing is placed any more', async () => {
    const rig = await shop();
    const orderId = newOrder();
    await buyUnanswered(rig, orderId, me(rig));
    await call(rig.account().router.signOut, undefined);
    await rig.until(hasTrouble(orderId, 'signed_out'), 500);
    await call(rig.account().router.abandon, { orderId });
    const asked = isPlacedTimes(rig);
    await signInAs(rig, 'ada');
    await call(rig.account().router.refresh, undefined);
    expect(purchaseOf(rig.state(), orderId)?.state).toBe('abandoned');
    expect(isPlacedTimes(rig)).toBe(asked);
  });
});

test('what was given back is told to whom it was bought for, and to others only that it was', async () => {
  const rig = await shop();
  const orderId = newOrder();
  await buy(rig, orderId, me(rig));
  await pay(rig, orderId);
  await rig.until(isState(orderId, 'claimed'), 500);
  const refund = { refund_id: randomUUID(), order_id: orderId, amount_cents: 100, reason: 'asked for' };
  expect((await asOperator(rig, 'POST /v1/payments/refund', refund)).status).toBeLessThan(300);
  await call(rig.account().router.signOut, undefined);
  await call(rig.account().router.refreshPurchases, undefined);
  expect(purchaseOf(rig.state(), orderId)).toMatchObject({ state: 'claimed', refundedCents: 100, refunds: [] });
  await signInAs(rig, 'ada');
  await call(rig.account().router.refreshPurchases, undefined);
  expect(purchaseOf(rig.state(), orderId)?.refunds).toMatchObject([{ amountCents: 100 }]);
});

test('a no to a message says who was to pay for it', async () => {
  const rig = await shop();
  const untilNo = async () => {
    for (let tries = 0; tries < 30; tries += 1) {
      const answer = await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever);
      if (answer.kind === 'refused') return answer.refusal;
    }
    throw new Error('Nothing was refused');
  };
  expect(await untilNo()).toMatchObject({ code: 'quota_exhausted', payer: 'account' });
  await call(rig.account().router.payWith, { payer: 'computer' });
  expect(await untilNo()).toMatchObject({ code: 'free_exhausted', payer: 'computer' });
});

test('a receipt says whose the credits are, by name only while they are signed in, and a team’s by its name', async () => {
  const rig = await shop('acme');
  const [first, second] = [newOrder(), newOrder()];
  const acme = await teamOf(rig);
  for (const [orderId, payee] of [
    [first, me(rig)],
    [second, acme],
  ] as const) {
    await buy(rig, orderId, payee);
    await pay(rig, orderId);
    await rig.until(isState(orderId, 'claimed'), 500);
  }
  const receipt = async (orderId: OrderId): Promise<string> => {
    await call(rig.account().router.receipt, { orderId, locale: 'en' });
    return rig.shell.documents.at(-1)?.html ?? '';
  };
  expect(await receipt(first)).toContain('Ada Lovelace, ada@example.org');
  expect(await receipt(second)).toContain('The team ACME');
  await call(rig.account().router.signOut, undefined);
  expect(await receipt(first)).toContain('The account that was signed in');
  expect(await receipt(first)).not.toContain('Ada');
});

test('a recovery kit never gives out what the account has for what the token has', async () => {
  const rig = await shop();
  for (const payee of [{ kind: 'computer' }, me(rig)] as const) {
    const orderId = newOrder();
    await buy(rig, orderId, payee);
    await pay(rig, orderId);
    await rig.until(isState(orderId, 'claimed'), 500);
  }
  const kit = async (): Promise<string> => {
    await call(rig.account().router.recoveryKit, { locale: 'en' });
    return rig.shell.documents.at(-1)?.html ?? '';
  };
  await rig.until(({ credits }) => credits.proMicrocredits === pack * 1e6, 500);
  expect(await kit()).toContain('Not known right now');
  await call(rig.account().router.payWith, { payer: 'computer' });
  await rig.until(({ credits }) => credits.proMicrocredits === pack * 1e6, 500);
  expect(await kit()).toContain('500 credits, as of');
});
