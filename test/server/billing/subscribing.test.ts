// Subscribing to a plan: the page, what comes of it, and whom it is refused.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { planSubject } from '../../../server/domain/plans/plan.ts';
import type { SubscriptionId } from '../../../server/contract/billing/subscription.ts';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import { brand } from '../../../server/lib/brand.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import {
  type BillingLedger,
  gold,
  never,
  openBillingLedger,
  silver,
} from '../../support/fake-billing/billing-ledger.ts';
import { personCaller } from '../../support/person-caller.ts';
import { guest, holder, start } from '../../support/server-ledger.ts';

let base: BillingLedger;
let buyer: Caller;

beforeEach(async () => {
  base = await openBillingLedger();
  buyer = await base.grant('buyer', 100);
});
afterEach(() => base.close());

const ofTeam = (user: string): Caller => personCaller(user, { org: 'acme', scope: 'org' });
const newId = (): SubscriptionId => brand<SubscriptionId>(randomUUID());

const pageId = () => base.fake.pages().at(-1)?.id ?? '';

it('opens one page for one plan, however often it is asked for and under whatever id', async () => {
  const first = await base.subscribe(buyer);
  expect(first).toMatchObject({ kind: 'begun', url: `https://pay.example/${pageId()}` });
  expect(await base.subscribe(buyer)).toEqual(first);
  expect(base.fake.pages()).toHaveLength(1);
  expect(await base.own(buyer)).toEqual(['gold pending']);
  expect(await base.planOf(buyer)).toBe('pro');
});

it('sets the plan once the page is paid, and whoever looks is told at once', async () => {
  await base.subscribe(buyer);
  base.fake.pay(pageId());
  expect(await base.own(buyer)).toEqual(['gold active']);
  expect(await base.planOf(buyer)).toBe('gold');
  expect(await base.subscribe(buyer)).toMatchObject({ code: 'subscription_exists' });
});

it('gets there by a webhook alone, and tells the receivers of it', async () => {
  await base.subscribe(buyer);
  const { providerSubscriptionId } = base.fake.pay(pageId());
  await base.webhook('subscription', providerSubscriptionId);
  await base.runOnce();
  expect(await base.planOf(buyer)).toBe('gold');
  expect(base.told.map(({ type, data }) => [type, JSON.parse(data)])).toMatchObject([
    ['subscription.changed', { subscription: { status: 'active', entity_type: 'wallet' } }],
  ]);
});

it('gets there without any webhook, by looking at the page, and by looking at the customer', async () => {
  await base.subscribe(buyer);
  base.fake.pay(pageId());
  base.clock.set(start + 5_000);
  await base.runOnce();
  expect(await base.planOf(buyer)).toBe('gold');
  const id = base.fake.subscriptions()[0]?.providerSubscriptionId ?? '';
  base.fake.moveSubscription(id, { status: 'paused', providerStatus: 'past_due' });
  base.clock.set(start + 5_000 + 60_000);
  await base.runOnce();
  expect(await base.own(buyer)).toEqual(['gold paused']);
  expect(await base.planOf(buyer)).toBe('pro');
});

it('asks again where a reply was cut, and neither customer nor page is made twice', async () => {
  const id = randomUUID();
  for (const fault of ['cut', 'down'] as const) {
    base.fake.faults.push(fault);
    expect(await base.subscribe(buyer, gold, id)).toMatchObject({ code: 'provider_unavailable' });
  }
  expect(await base.subscribe(buyer, gold, id)).toMatchObject({ kind: 'begun', subscriptionId: id });
  expect(base.fake.pages()).toHaveLength(1);
  expect(new Set(base.fake.pages().map(({ customer }) => customer)).size).toBe(1);
});

it('finds a subscription whose page was opened while the reply was cut', async () => {
  // The customer is made, and the answer to the page is lost.
  base.fake.faults.push('down');
  await base.subscribe(buyer);
  await base.subscribe(buyer);
  base.fake.pay(pageId());
  base.clock.set(start + 60_000);
  await base.runOnce();
  expect(await base.planOf(buyer)).toBe('gold');
});

it('waits for as long as a page lives where the provider does not know it, as with the key of another account', async () => {
  await base.subscribe(buyer);
  base.fake.forgetPages(true);
  base.clock.set(start + 5_000);
  await base.runOnce();
  expect(await base.own(buyer)).toEqual(['gold pending']);
  base.fake.forgetPages(false);
  base.clock.set(start + 24 * 3_600_000);
  await base.runOnce();
  base.fake.pay(pageId());
  expect(await base.own(buyer)).toEqual(['gold active']);
});

it('ends what waits for a page that nobody knows once no page would be open any more', async () => {
  await base.subscribe(buyer);
  base.fake.forgetPages(true);
  for (const hours of [1, 24, 47]) {
    base.clock.set(start + hours * 3_600_000);
    await base.runOnce();
    expect(await base.own(buyer)).toEqual(['gold pending']);
  }
  base.clock.set(start + 48 * 3_600_000);
  await base.runOnce();
  expect(await base.own(buyer)).toEqual([]);
});

it.for(['unpriced', 'gone'] as const)('a webhook of a page whose subscription is %s is tried again', async (kind) => {
  await base.subscribe(buyer);
  const { providerSubscriptionId: id, priceId, subscriptionId } = base.fake.pay(pageId());
  const [page] = base.fake.pages();
  if (page === undefined) throw new Error('no page');
  if (kind === 'gone') page.state = { subscription: 'sub_later' };
  else base.fake.moveSubscription(id, { priceId: 'price_of_no_plan', subscriptionId: null });
  await base.webhook('checkout', pageId());
  await base.runOnce();
  expect(await base.planOf(buyer)).toBe('pro');
  page.state = { subscription: id };
  base.fake.moveSubscription(id, { priceId, subscriptionId });
  // Before anybody would look by themselves.
  base.clock.set(start + 1_000);
  await base.runOnce();
  expect(await base.planOf(buyer)).toBe('gold');
});

it('opens a new page where the last one has run out, and the plan stays as it was meanwhile', async () => {
  const id = randomUUID();
  await base.subscribe(buyer, gold, id);
  base.fake.expirePage(pageId());
  expect(await base.own(buyer)).toEqual([]);
  expect(await base.subscribe(buyer, gold, id)).toMatchObject({ kind: 'begun', subscriptionId: id });
  expect(await base.own(buyer)).toEqual(['gold pending']);
  base.fake.pay(pageId());
  expect(await base.own(buyer)).toEqual(['gold active']);
});

it('takes the plan back to what the operator gave, as it is by then', async () => {
  const assigned = { scope: 'wallet', subject: await walletOf(buyer) } as const;
  await base.usecases.plans.assign({ ...assigned, planId: PlanId.parse('team') });
  await base.subscribe(buyer);
  const { providerSubscriptionId } = base.fake.pay(pageId());
  await base.own(buyer);
  await base.usecases.plans.assign({ ...assigned, planId: PlanId.parse('enterprise') });
  expect(await base.planOf(buyer)).toBe('gold');
  base.fake.moveSubscription(providerSubscriptionId, { status: 'canceled', providerStatus: 'canceled' });
  await base.webhook('subscription', providerSubscriptionId);
  await base.runOnce();
  expect(await base.planOf(buyer)).toBe('enterprise');
  expect(await base.storage.readAssignment(planSubject('wallet', assigned.subject))).toMatchObject({
    planId: 'enterprise',
    subscribedPlanId: null,
  });
});

it('of two subscriptions the one that was begun last sets the plan, and its end gives it to the other', async () => {
  for (const planId of [gold, silver]) {
    await base.subscribe(buyer, planId);
    base.fake.pay(pageId());
    await base.own(buyer);
  }
  expect(await base.planOf(buyer)).toBe('silver');
  const last = base.fake.subscriptions().at(-1)?.providerSubscriptionId ?? '';
  base.fake.moveSubscription(last, { status: 'canceled', providerStatus: 'canceled' });
  await base.webhook('subscription', last);
  await base.runOnce();
  expect(await base.planOf(buyer)).toBe('gold');
});

it('is refused to strangers, for plans without a price, and under an id that somebody else used', async () => {
  expect(await base.subscribe(guest('a'))).toMatchObject({ code: 'token_rejected' });
  expect(await base.subscribe(holder('nobody'))).toMatchObject({ code: 'token_rejected' });
  expect(await base.subscribe(buyer, PlanId.parse('team'))).toMatchObject({ code: 'plan_not_offered' });
  const id = randomUUID();
  await base.subscribe(buyer, gold, id);
  const other = await base.grant('other', 1);
  expect(await base.subscribe(other, gold, id)).toMatchObject({ code: 'idempotency_conflict' });
  expect(await base.own(other)).toEqual([]);
});

it('leads to the page where a subscription is changed, once there is one', async () => {
  const portal = () => base.usecases.billing.own.portal(buyer, 'me', never);
  expect(await portal()).toMatchObject({ code: 'subscription_not_found' });
  await base.subscribe(buyer);
  expect(await portal()).toMatchObject({ url: expect.stringContaining('/portal/cus_') });
});

it('what a person pays for is seen and ended by them also while the plan of their team counts', async () => {
  const { teams, billing } = base.usecases;
  await teams.upsert({ id: 'acme', name: 'Acme', admits: 'members', namedLimit: null });
  for (const [userId, role] of [
    ['olga', 'owner'],
    ['mia', 'member'],
  ] as const)
    await teams.putMember({ kind: 'operator' }, { teamId: 'acme', userId, role, monthlyLimit: null });
  const asked = (to: string, planId: PlanId, as: 'me' | 'team') =>
    billing.subscribe(as === 'me' ? personCaller(to) : ofTeam(to), { id: newId(), planId, for: as }, never);
  const portal = async (to: Caller, as: 'me' | 'team') => {
    const answer = await billing.own.portal(to, as, never);
    return answer.kind === 'portal' ? new URL(answer.url).pathname : answer.code;
  };
  await asked('mia', gold, 'me');
  await asked('olga', silver, 'team');
  expect(await base.own(ofTeam('mia'))).toEqual(['silver pending', 'gold pending']);
  expect(await base.own(personCaller('olga', { org: 'acme' }))).toEqual(['silver pending']);
  expect(await base.own(personCaller('mia', { org: 'acme' }))).toEqual(['gold pending']);
  expect(await portal(ofTeam('mia'), 'team')).toBe('forbidden');
  const [own, ofTheTeam] = [await portal(ofTeam('mia'), 'me'), await portal(ofTeam('olga'), 'team')];
  expect([own, ofTheTeam]).toEqual([expect.stringContaining('/portal/cus_'), expect.stringContaining('/portal/cus_')]);
  expect(own).not.toBe(ofTheTeam);
  expect(await asked('mia', silver, 'team')).toMatchObject({ code: 'forbidden' });
  expect(await billing.subscribe(ofTeam('mia'), { id: newId(), planId: gold, for: 'me' }, never)).toMatchObject({
    params: { reason: 'team_plan_holds' },
  });
});

it('a webhook that comes before what it tells of is tried again', async () => {
  await base.subscribe(buyer);
  await base.webhook('subscription', 'sub_3');
  await base.runOnce();
  expect(base.fake.pay(pageId()).providerSubscriptionId).toBe('sub_3');
  // Before anybody would look by themselves.
  base.clock.set(start + 1_000);
  await base.runOnce();
  expect(await base.planOf(buyer)).toBe('gold');
});

it('an answer that is older than what was booked meanwhile changes nothing', async () => {
  await base.subscribe(buyer);
  const { providerSubscriptionId: id } = base.fake.pay(pageId());
  await base.own(buyer);
  const { promise, resolve } = Promise.withResolvers<void>();
  base.fake.moveSubscription(id, { isCancelPlanned: true });
  await base.webhook('subscription', id);
  base.fake.holdBack(promise);
  const late = base.runOnce();
  await vi.waitUntil(() => base.fake.calls.filter((call) => call === `read ${id}`).length === 2, { timeout: 60_000 });
  base.fake.holdBack(null);
  base.fake.moveSubscription(id, { status: 'canceled', providerStatus: 'canceled' });
  await base.webhook('subscription', id);
  await base.second().runOnce();
  expect(await base.own(buyer)).toEqual(['gold canceled']);
  resolve();
  await late;
  expect(await base.own(buyer)).toEqual(['gold canceled']);
  expect(await base.planOf(buyer)).toBe('pro');
});

async function walletOf(caller: Caller): Promise<string> {
  if (caller.kind !== 'token') throw new Error('no token');
  const answer = await base.usecases.wallets.own(caller, 'me');
  if (answer.kind === 'refused' || answer.wallet.account_id === null) throw new Error('no wallet');
  return answer.wallet.account_id;
}
