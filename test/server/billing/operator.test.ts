// Customers, subscriptions and prices as the operator makes them: once each, also where a reply was cut.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CustomerId, SubscriptionId } from '../../../server/contract/billing/subscription.ts';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import { brand } from '../../../server/lib/brand.ts';
import {
  type BillingLedger,
  gold,
  never,
  openBillingLedger,
  silver,
} from '../../support/fake-billing/billing-ledger.ts';
import { personCaller } from '../../support/person-caller.ts';
import { openTestLedger } from '../../support/server-ledger.ts';

let base: BillingLedger;
let customerId: CustomerId;
const ada = personCaller('ada');

beforeEach(async () => {
  base = await openBillingLedger();
  const made = await base.usecases.billing.customers.create({ type: 'user', id: 'ada' }, null);
  if (made.kind === 'refused') throw new Error(made.code);
  customerId = made.customer.id;
});
afterEach(() => base.close());

const kept = () => base.usecases.billing.subscriptions;
const nobody = brand<CustomerId>(randomUUID());

it('a customer is made once for each user, and keeps the id that the provider knows them by', async () => {
  const { customers } = base.usecases.billing;
  const again = (known: string | null) => customers.create({ type: 'user', id: 'ada' }, known);
  expect(await again(null)).toMatchObject({ isNew: false, customer: { id: customerId, atProvider: null } });
  expect(await again('cus_a')).toMatchObject({ customer: { id: customerId, atProvider: { id: 'cus_a' } } });
  expect(await again('cus_b')).toMatchObject({ code: 'idempotency_conflict' });
  expect(await customers.create({ type: 'user', id: 'bob' }, 'cus_a')).toMatchObject({ code: 'idempotency_conflict' });
  expect(await customers.create({ type: 'wallet', id: 'none' }, null)).toMatchObject({ code: 'wallet_not_found' });
  expect(await customers.list({ limit: 10, offset: 0 })).toMatchObject({ total: 1 });
});

it('is made known at the provider once, also where the reply was cut', async () => {
  const ensure = () => base.usecases.billing.customers.ensure(customerId, never);
  base.fake.faults.push('cut');
  expect(await ensure()).toMatchObject({ code: 'provider_unavailable' });
  const first = await ensure();
  expect(first).toMatchObject({ kind: 'ensured', providerCustomerId: expect.stringMatching(/^cus_/) });
  expect(await ensure()).toMatchObject({
    providerCustomerId: 'providerCustomerId' in first && first.providerCustomerId,
  });
  expect(await base.usecases.billing.customers.ensure(nobody, never)).toMatchObject({ code: 'customer_not_found' });
});

it('a subscription without a provider is active at once, sets the plan, and ends at a word', async () => {
  const made = await kept().create({ customerId, planId: gold }, null, never);
  expect(made).toMatchObject({ isNew: true, subscription: { status: 'active', provider: null } });
  expect(await kept().create({ customerId, planId: gold }, null, never)).toMatchObject({ isNew: false });
  expect(await base.planOf(ada)).toBe('gold');
  const id = made.kind === 'subscription' ? made.subscription.id : brand<SubscriptionId>('');
  expect(await kept().cancel(id, false, never)).toMatchObject({ subscription: { status: 'canceled' } });
  expect(await base.planOf(ada)).toBe('free');
  expect(await kept().create({ customerId: nobody, planId: gold }, null, never)).toMatchObject({
    code: 'customer_not_found',
  });
  expect(await kept().create({ customerId, planId: PlanId.parse('none') }, null, never)).toMatchObject({
    code: 'plan_not_found',
  });
});

it.each(['ensure', 'by plan'] as const)('a subscription at the provider is made once, by %s', async (way) => {
  const ensure = () =>
    way === 'ensure'
      ? kept().ensure({ customerId, planId: gold }, 'price_gold', never)
      : kept().ensureByPlan({ customerId, planId: gold }, never);
  // The customer is made, and the reply to the subscription is cut.
  base.fake.faults.push('cut');
  await ensure();
  const first = await ensure();
  expect(first).toMatchObject({ subscription: { status: 'active', providerSubscriptionId: expect.any(String) } });
  expect(await ensure()).toMatchObject({ isNew: false, subscription: { id: idOf(first) } });
  expect(base.fake.subscriptions()).toHaveLength(1);
  expect(await base.planOf(ada)).toBe('gold');
  const { id } = 'subscription' in first ? first.subscription : { id: brand<SubscriptionId>('') };
  await kept().cancel(id, true, never);
  expect(await kept().read(id)).toMatchObject({ subscription: { status: 'active', isCancelPlanned: true } });
  await kept().cancel(id, false, never);
  expect(await base.planOf(ada)).toBe('free');
});

it('one that was made at the provider is bound to its customer, and is found by its id there', async () => {
  await base.usecases.billing.customers.ensure(customerId, never);
  const { customer } = await base.storage.readBilling({ id: customerId });
  const { providerSubscriptionId: id } = base.fake.begin(customer?.atProvider?.id ?? '', 'price_silver');
  expect(await kept().create({ customerId, planId: silver }, 'sub_none', never)).toMatchObject({
    code: 'subscription_not_found',
  });
  // It is there, and what it is now is not heard.
  base.fake.faults.push('none', 'down');
  expect(await kept().create({ customerId, planId: silver }, id, never)).toMatchObject({
    code: 'provider_unavailable',
  });
  const made = await kept().create({ customerId, planId: silver }, id, never);
  expect(made).toMatchObject({ isNew: true, subscription: { status: 'active' } });
  expect(await kept().byProvider(id)).toMatchObject({ subscription: { id: idOf(made), planId: 'silver' } });
  expect(await kept().byProvider('sub_none')).toMatchObject({ code: 'subscription_not_found' });
  expect(await kept().list({ customerId, planId: silver, limit: 1, offset: 0 })).toMatchObject({ total: 1 });
  expect(await base.planOf(ada)).toBe('silver');
});

it('a price is checked at the provider, stands for one plan, and can be changed and removed', async () => {
  const { mappings } = base.usecases.billing;
  const create = (priceId: string, over = {}) =>
    mappings.create({ planId: gold, priceId, currency: null, isActive: true, ...over }, never);
  base.fake.price('price_once', { every: null });
  base.fake.price('price_old', { isActive: false });
  base.fake.price('price_euro', { currency: 'EUR', amountCents: 700 });
  expect(await create('price_none')).toMatchObject({ params: { reason: 'price_not_there' } });
  expect(await create('price_old')).toMatchObject({ params: { reason: 'price_not_there' } });
  expect(await create('price_once')).toMatchObject({ params: { reason: 'price_not_repeated' } });
  expect(await create('price_euro', { currency: 'USD' })).toMatchObject({
    params: { reason: 'price_in_other_currency' },
  });
  expect(await create('price_silver')).toMatchObject({ code: 'idempotency_conflict' });
  expect(await create('price_gold')).toMatchObject({ isNew: false });
  const made = await create('price_euro');
  expect(made).toMatchObject({ isNew: true, mapping: { currency: 'EUR', amountCents: 700 } });
  // The last one of a plan is what it is sold at.
  const offered = async () => (await base.usecases.billing.offered()).map((one) => [one.plan_id, one.price.currency]);
  expect(await offered()).toEqual([
    ['gold', 'EUR'],
    ['silver', 'USD'],
  ]);
  const id = made.kind === 'mapping' ? made.mapping.id : '';
  await mappings.change(id, { isActive: false }, never);
  expect(await offered()).toContainEqual(['gold', 'USD']);
  expect(await mappings.remove(id)).toEqual({ kind: 'removed' });
  expect(await mappings.remove(id)).toMatchObject({ code: 'price_mapping_not_found' });
  expect(await mappings.change(id, {}, never)).toMatchObject({ code: 'price_mapping_not_found' });
  expect(await mappings.list(gold)).toHaveLength(1);
});

it('a mapping keeps what was changed of it, or stays away, where that was done while the provider was asked', async () => {
  const { mappings } = base.usecases.billing;
  const [sold] = await mappings.list(gold);
  const id = sold?.id ?? '';
  /** Gives it a price, and does something else before the provider has said what that one is. */
  async function price(priceId: string, meanwhile: () => Promise<unknown>) {
    const answered = Promise.withResolvers<void>();
    base.fake.price(priceId, { amountCents: 1200 });
    base.fake.holdBack(answered.promise);
    const changed = mappings.change(id, { priceId }, never);
    await vi.waitUntil(() => base.fake.calls.includes(`price ${priceId}`));
    await meanwhile();
    answered.resolve();
    return changed;
  }
  expect(await price('price_dear', () => mappings.change(id, { isActive: false }, never))).toMatchObject({
    mapping: { priceId: 'price_dear', amountCents: 1200, isActive: false },
  });
  expect((await base.usecases.billing.offered()).map((one) => one.plan_id)).toEqual(['silver']);
  expect(await price('price_other', () => mappings.remove(id))).toMatchObject({ code: 'price_mapping_not_found' });
  expect(await mappings.list(gold)).toEqual([]);
});

it('a price that nobody can be asked about is taken to be in the currency in which credits are sold', async () => {
  const alone = openTestLedger();
  try {
    const { mappings } = alone.usecases.billing;
    const asked = { planId: PlanId.parse('pro'), priceId: 'price_pro', currency: null, isActive: true };
    expect(await mappings.create(asked, never)).toMatchObject({ mapping: { currency: 'EUR', amountCents: null } });
  } finally {
    await alone.close();
  }
});

function idOf(kept: object): unknown {
  return 'subscription' in kept && typeof kept.subscription === 'object' && kept.subscription !== null
    ? Reflect.get(kept.subscription, 'id')
    : null;
}
