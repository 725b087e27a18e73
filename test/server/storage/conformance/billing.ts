// What every store must guarantee of customers, their subscriptions and the prices that plans are sold at.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CustomerId, SubscriptionId } from '../../../../server/contract/billing/subscription.ts';
import type { PlanId } from '../../../../server/contract/plans/plans.ts';
import { type CustomerRecord, newCustomer, subjectOf } from '../../../../server/domain/billing/customer.ts';
import {
  type PriceMapping,
  type SubscriptionRecord,
  newSubscription,
} from '../../../../server/domain/billing/subscription.ts';
import { type CycleRecord, grantRef } from '../../../../server/domain/plans/turn-cycle.ts';
import { openJournal } from '../../../../server/domain/wallets/journal.ts';
import { promoAccount } from '../../../../server/domain/wallets/ledger.ts';
import { microcredits } from '../../../../server/domain/money.ts';
import { brand } from '../../../../server/lib/brand.ts';
import type { BillingWrite, CustomerNamed } from '../../../../server/storage/billing/billing-store.ts';
import { start } from '../../../support/ledger-values.ts';
import type { Both } from './both.ts';
import { fresh, owner } from './fixtures.ts';

const gold = brand<PlanId>('gold');

export function provesBilling(both: Both): void {
  const write = (customer: CustomerRecord, change: BillingWrite = {}) =>
    both.storage.changeBilling({ id: customer.id }, () => ({ write: { customer, ...change }, answer: null }));

  describe('customers and subscriptions', () => {
    it('are found by whatever names them, with all that belongs to the customer', async () => {
      const customer = newOne();
      const subscription = subscriptionOf(customer, {
        checkout: { providerCheckoutId: 'cs', url: 'https://a.example' },
      });
      await write(customer, { subscriptions: [subscription] });
      const names: readonly CustomerNamed[] = [
        { id: customer.id },
        { entity: customer.entity },
        { atProvider: { provider: 'stripe', id: 'cus' } },
        { subscription: subscription.id },
        { subscriptionAt: { provider: 'stripe', id: 'sub' } },
        { page: { provider: 'stripe', id: 'cs' } },
      ];
      for (const named of names)
        expect(await both.other.readBilling(named)).toEqual({ customer, subscriptions: [subscription], mappings: [] });
      expect(await both.other.readBilling({ atProvider: { provider: 'sandbox', id: 'cus' } })).toMatchObject({
        customer: null,
        subscriptions: [],
      });
      expect(await both.other.readSubscription(subscription.id)).toEqual(subscription);
      expect(await both.other.readSubscription(brand<SubscriptionId>(randomUUID()))).toBeNull();
    });

    it('a subscription, the plan that it sets and the webhook that led to it are one commit', async () => {
      const customer = newOne();
      const subject = subjectOf(customer.entity);
      await both.storage.assignPlan({ subject, planId: brand<PlanId>('team'), timeZone: 'Europe/Berlin', at: 5 });
      const event = { provider: 'stripe', eventId: 'e', eventType: 'x', orderId: null, providerTxnId: 'sub' } as const;
      await both.storage.fileDelivery({ ...event, billing: 'subscription', at: start });
      const [delivery] = await both.storage.leaseDeliveries({ now: start, until: start + 1, limit: 5 });
      expect(delivery).toMatchObject({ billing: 'subscription', providerTxnId: 'sub' });
      const change = {
        subscriptions: [subscriptionOf(customer)],
        plan: { subject, planId: gold, at: 9 },
        deliveryId: delivery?.id ?? null,
      };
      const broken = { ...subscriptionOf(customer), customerId: brand<CustomerId>(randomUUID()) };
      await expect(write(customer, { ...change, subscriptions: [broken] })).rejects.toThrow(/foreign key/i);
      expect((await both.other.readBilling({ id: customer.id })).customer).toBeNull();
      await write(customer, change);
      const given = { planId: 'team', subscribedPlanId: 'gold', timeZone: 'Europe/Berlin', since: 9 };
      expect(await both.other.readAssignment(subject)).toEqual(given);
      expect(await both.other.leaseDeliveries({ now: start + 9, until: start + 10, limit: 5 })).toEqual([]);
      // What the operator gives meanwhile lies beneath, and changes nothing that holds.
      await both.storage.assignPlan({ subject, planId: null, at: 20 });
      expect(await both.other.readAssignment(subject)).toEqual({ ...given, planId: null });
      await write(customer, { plan: { subject, planId: null, at: 30 } });
      expect(await both.other.readAssignment(subject)).toMatchObject({ subscribedPlanId: null, since: 30 });
    });

    it('are listed newest first, with how many there are in all', async () => {
      const [customer, other] = [newOne(), newOne('bob', null)];
      const [a, b] = [subscriptionOf(customer), subscriptionOf(customer, { providerSubscriptionId: null })];
      const c = subscriptionOf(other, { providerSubscriptionId: null, planId: brand<PlanId>('silver') });
      await write(customer, { subscriptions: [a, b] });
      await write(other, { subscriptions: [c] });
      const page = async (customerId: CustomerId | null, planId: PlanId | null, offset = 0) => {
        const { rows, total } = await both.other.pageSubscriptions({ customerId, planId, limit: 1, offset });
        return [rows.map(({ id }) => id), total];
      };
      expect(await page(null, null)).toEqual([[c.id], 3]);
      expect(await page(customer.id, null, 1)).toEqual([[a.id], 2]);
      expect(await page(null, brand<PlanId>('silver'))).toEqual([[c.id], 1]);
      expect(await both.other.pageCustomers({ limit: 5, offset: 1 })).toMatchObject({
        total: 2,
        rows: [expect.anything()],
      });
    });

    it('are leased when they are due, by one process at a time', async () => {
      const customer = { ...newOne(), nextPollAt: 10 };
      await write(customer, { subscriptions: [subscriptionOf(customer, { nextPollAt: 10 })] });
      const lease = { now: 10, until: 20, limit: 5 };
      expect(await both.storage.leaseSubscriptions({ ...lease, now: 9 })).toEqual([]);
      expect(await both.storage.leaseSubscriptions(lease)).toMatchObject([{ nextPollAt: 20, polls: 1 }]);
      expect(await both.other.leaseSubscriptions(lease)).toEqual([]);
      expect(await both.storage.leaseCustomers(lease)).toMatchObject([{ id: customer.id, nextPollAt: 20, polls: 1 }]);
      expect(await both.other.leaseCustomers(lease)).toEqual([]);
    });
  });

  it('a cycle and the credits that it grants are one commit, and are looked at when they are due', async () => {
    const subject = subjectOf({ type: 'user', id: 'ada' });
    const ask = { subject, wallet: { owner }, cutFrom: 4 };
    await both.storage.assignPlan({ subject, planId: gold, at: 5 });
    expect(await both.storage.leaseCycles({ now: 5, until: 9, limit: 5 })).toEqual([subject]);
    expect(await both.other.leaseCycles({ now: 5, until: 9, limit: 5 })).toEqual([]);
    const wallet = fresh();
    const cycle: CycleRecord = {
      id: 'c',
      subject,
      planId: gold,
      anchor: 5,
      zone: 'UTC',
      startsAt: 5,
      endsAt: 50,
      state: 'open',
      isCut: false,
      minCommitCents: 3,
      walletId: wallet.id,
      granted: microcredits(4),
      taken: microcredits(0),
    };
    const journal = openJournal({ wallet, isNew: true }, 5);
    const ref = grantRef('c');
    const cause = { code: 'plan_grant', plan: gold } as const;
    journal.move({ ref, from: promoAccount, to: journal.own, amount: microcredits(4), cause });
    await both.storage.changeCycles(ask, (seen) => {
      expect(seen).toMatchObject({ assignment: { planId: 'gold', since: 5 }, cycles: [], cut: [], wallet: null });
      return { write: { cycles: [cycle], posting: journal.posting(), dueAt: 50 }, answer: null };
    });
    const seen = await both.other.changeCycles(ask, ({ cycles, entriesFrom }) => ({
      write: null,
      answer: { cycles, entries: [...entriesFrom(ref)] },
    }));
    expect(seen).toEqual({ cycles: [cycle], entries: [{ ref, code: 'plan_grant', delta: 4, balanceAfter: 4 }] });
    expect(await both.other.leaseCycles({ now: 49, until: 51, limit: 5 })).toEqual([]);
    expect(await both.other.leaseCycles({ now: 50, until: 51, limit: 5 })).toEqual([subject]);
    const cut: CycleRecord = { ...cycle, state: 'closed', isCut: true, endsAt: 20, taken: microcredits(1) };
    await both.storage.changeCycles(ask, (shown) => {
      expect(shown.cut).toEqual([]);
      return { write: { cycles: [cut], posting: null, dueAt: null }, answer: null };
    });
    for (const [from, found] of [
      [4, [cut]],
      [5, []],
    ] as const)
      await both.other.changeCycles({ ...ask, cutFrom: from }, (shown) => {
        expect([shown.cycles, shown.cut]).toEqual([[], found]);
        return { write: null, answer: null };
      });
  });

  it('prices that plans are sold at come back in the order in which they were made', async () => {
    const [a, b] = [mapping('price_a'), mapping('price_b', { amountCents: null, every: null, isActive: false })];
    for (const one of [a, b])
      await both.storage.changeMappings(() => ({ write: { kind: 'put', mapping: one }, answer: 0 }));
    const changed = { ...a, isActive: false };
    await both.storage.changeMappings((seen) => {
      expect(seen).toEqual([a, b]);
      return { write: { kind: 'put', mapping: changed }, answer: 0 };
    });
    expect(await both.other.readMappings()).toEqual([changed, b]);
    await both.storage.changeMappings(() => ({ write: { kind: 'remove', id: a.id }, answer: 0 }));
    expect(await both.other.readMappings()).toEqual([b]);
  });
}

export function newOne(id = 'ada', known: string | null = 'cus'): CustomerRecord {
  const customer = newCustomer(brand<CustomerId>(randomUUID()), { type: 'user', id }, start);
  return { ...customer, atProvider: known === null ? null : { provider: 'stripe', id: known } };
}

function subscriptionOf(
  { id: customerId }: CustomerRecord,
  over: Partial<SubscriptionRecord> = {},
): SubscriptionRecord {
  const id = brand<SubscriptionId>(randomUUID());
  const made = newSubscription({ id, customerId, planId: gold, provider: 'stripe', priceId: 'price' }, start);
  const period = { startsAt: start, endsAt: start + 5 };
  return { ...made, providerSubscriptionId: 'sub', providerStatus: 'active', status: 'active', period, ...over };
}

function mapping(priceId: string, over: Partial<PriceMapping> = {}): PriceMapping {
  const every = { unit: 'month', count: 1 } as const;
  const price = { currency: 'USD', amountCents: 900, every, isActive: true, createdAt: start };
  return { id: randomUUID(), planId: gold, priceId, ...price, ...over };
}
