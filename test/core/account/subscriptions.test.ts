// Subscribing in the app, against a real companion server whose sandbox sells subscriptions.
import { randomUUID } from 'node:crypto';
import { call } from '@orpc/server';
import { expect, test, vi } from 'vitest';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import type { Payee } from '../../../src/preload/contract/payee.ts';
import { pageFor } from '../../../src/main/core/account/subscriptions/plan-page.ts';
import { call as ask, newToken, openOrder, until } from '../../support/companion.ts';
import { createSignInRig, type SignInRig } from './sign-in-rig.ts';

vi.setConfig({ testTimeout: 120_000 });

const operator = 'operator-key-0123456789';
const planId = PlanId.parse('team');

async function shop(env: Readonly<Record<string, string>> = {}): Promise<SignInRig> {
  const rig = await createSignInRig({ env: { ADMIN_API_KEY: operator, SANDBOX_ENABLED: '1', ...env } });
  const body = { plan_id: planId, stripe_price_id: 'sandbox_1000_EUR_month', currency: 'EUR' };
  const made = await ask(rig.server.origin, 'POST /v1/billing/stripe/price_mappings', {
    body,
    headers: { 'x-api-key': operator },
  });
  expect(made.status).toBe(201);
  await rig.online();
  await call(rig.account().router.refresh, undefined);
  expect(rig.state().link).toMatchObject({ config: { subscriptions: [{ plan_id: planId }] } });
  return rig;
}

const subscribe = async (rig: SignInRig, id: string = randomUUID()) =>
  await call(rig.account().router.subscribe, { id, planId });

/** The person pays on the sandbox's page. */
async function agree(rig: SignInRig): Promise<void> {
  const page = new URL(rig.shell.opened.at(-1) ?? '');
  page.pathname += '/agree';
  const paid = await fetch(page, { method: 'POST', redirect: 'manual' });
  expect(paid.status).toBe(303);
}

const isActive = (rig: SignInRig) =>
  rig.until(({ plans }) => plans.some((plan) => plan.planId === planId && plan.status === 'active'), 500);

test('a person subscribes: the page is opened, followed until it is paid, and closed', async () => {
  const rig = await shop();
  await rig.signIn();
  expect(await subscribe(rig)).toMatchObject({ kind: 'opened', view: { kind: 'frame' } });
  expect(rig.shell.pages.at(-1)).toMatchObject({ mayVisit: expect.arrayContaining([rig.server.origin]) });
  await rig.until(({ plans }) => plans[0]?.status === 'pending', 500);
  await agree(rig);
  const { plans } = await isActive(rig);
  expect(plans[0]).toMatchObject({ planName: 'Team', for: 'me', isCancelPlanned: false });
  expect(rig.shell.closedCount()).toBe(1);
  expect(await call(rig.account().router.managePlans, undefined)).toMatchObject({ kind: 'opened' });
});

test('the same wish again opens the same page', async () => {
  const rig = await shop();
  await rig.signIn();
  const id = randomUUID();
  await subscribe(rig, id);
  await subscribe(rig, id);
  expect(new Set(rig.shell.opened).size).toBe(1);
});

test('what is paid while the app is closed is active at its next start', async () => {
  const rig = await shop();
  await rig.signIn();
  await subscribe(rig);
  await rig.close();
  await agree(rig);
  rig.open();
  expect((await isActive(rig)).plans).toHaveLength(1);
});

test('the wallet of a token subscribes too, and nobody’s does not', async () => {
  const rig = await shop();
  expect(await subscribe(rig)).toEqual({ kind: 'nobody' });
  const token = newToken();
  const { id } = await openOrder(rig.server.origin, token);
  await fetch(`${rig.server.origin}/checkout/${id}/pay`, { method: 'POST', redirect: 'manual' });
  await until(
    async () => await ask(rig.server.origin, 'GET /v1/pro/status', { as: token }),
    ({ status }) => status === 200,
  );
  await call(rig.account().router.useToken, { token });
  expect(await subscribe(rig)).toMatchObject({ kind: 'opened' });
  await agree(rig);
  await isActive(rig);
});

test('whoever pays next sees none of the plans of whoever paid before', async () => {
  const rig = await shop();
  await rig.signIn();
  await subscribe(rig);
  await agree(rig);
  await isActive(rig);
  await call(rig.account().router.payWith, { payer: 'computer' });
  expect(rig.state().plans).toEqual([]);
});

test('an owner subscribes for the team, a member cannot, and neither does so for another team that the sign-in names', async () => {
  const rig = await shop({ USAGE_SCOPE: 'org' });
  const asOperator = async (path: string, body: object) =>
    await ask(rig.server.origin, `POST ${path}`, { body, headers: { 'x-api-key': operator } });
  await asOperator('/v1/teams', { id: 'acme', name: 'Acme' });
  await asOperator('/v1/teams/members', { team_id: 'acme', user_id: 'ada', role: 'owner' });
  await asOperator('/v1/teams/members', { team_id: 'acme', user_id: 'eve', role: 'member' });
  rig.issuer.mood.team = 'acme';
  await rig.signIn();
  const known = await rig.until(({ person }) => (person.standing?.team ?? null) !== null, 500);
  expect(known.person.standing).toMatchObject({ planOf: 'team', team: { id: 'acme', name: 'Acme' } });
  const personId = known.person.id ?? '';
  const acme = { kind: 'team', personId, teamId: 'acme', teamName: 'Acme' } as const;
  const wish = async (payee: Payee) => await call(rig.account().router.subscribe, { id: randomUUID(), planId, payee });
  expect(await wish({ ...acme, teamId: 'globex' })).toMatchObject({ refusal: { code: 'payee_changed' } });
  expect(await wish({ kind: 'me', personId })).toMatchObject({ refusal: { params: { reason: 'team_plan_holds' } } });
  expect(rig.shell.opened).toEqual([]);
  expect(await wish(acme)).toMatchObject({ kind: 'opened' });
  await agree(rig);
  expect((await isActive(rig)).plans).toMatchObject([{ planName: 'Team', for: 'team' }]);
  expect(await call(rig.account().router.managePlans, { payee: acme })).toMatchObject({ kind: 'opened' });
  await call(rig.account().router.signOut, undefined);
  rig.issuer.mood.person = 'eve';
  await rig.signIn();
  const eve = rig.state().person.id ?? '';
  expect((await isActive(rig)).plans).toMatchObject([{ for: 'team' }]);
  const no = { refusal: { params: { reason: 'not_team_owner' } } };
  expect(await wish({ ...acme, personId: eve })).toMatchObject(no);
  expect(await call(rig.account().router.managePlans, { payee: { ...acme, personId: eve } })).toMatchObject(no);
  expect(await wish(acme)).toMatchObject({ refusal: { code: 'payee_changed' } });
});

test('a page elsewhere is opened at https addresses alone', () => {
  const own = 'https://credits.example.org';
  expect(pageFor('http://pay.example.org/x', own)).toBeNull();
  expect(pageFor('javascript:alert(1)', own)).toBeNull();
  expect(pageFor('https://billing.stripe.com/p/x', own)?.mayVisit).toEqual([
    own,
    'https://billing.stripe.com',
    'https://*.stripe.com',
  ]);
});
