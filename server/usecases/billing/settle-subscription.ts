// Asks the provider where a subscription stands and moves it there, with the plan that it sets. Webhooks, the reconciler and
// the beginning of a subscription all call this, in any order and any number of times.
import type { SubscriptionId } from '../../contract/billing/subscription.ts';
import type { PlanSet } from '../../storage/billing/billing-store.ts';
import type { BillingSeen, BillingStore, BillingWrite, CustomerNamed } from '../../storage/billing/billing-store.ts';
import { type CustomerRecord, subjectOf } from '../../domain/billing/customer.ts';
import { type SubscriptionRecord, planSetBy } from '../../domain/billing/subscription.ts';
import { knownSubscription, pageOver, readSubscription } from '../../domain/billing/subscription-reading.ts';
import type { BillingWay, SubscriptionReading } from '../../rails/billing-rail.ts';
import { RailUnavailable } from '../../rails/rail.ts';
import { brand } from '../../lib/brand.ts';
import type { Clock } from '../../lib/clock.ts';
import { type BillingAsking, askBilling } from './ask-billing.ts';
import { mayStillBePaid, nextCustomerPoll } from './billing-waits.ts';
import type { Postbox } from '../letters/postbox.ts';

/**
 * others: the subscription is of a customer who is not ours. unpriced: it is at a price that no plan is mapped to. gone: the provider
 * does not know it.
 */
export type SubscriptionSettled =
  | { readonly kind: 'settled'; readonly subscription: SubscriptionRecord }
  | { readonly kind: 'others' | 'unpriced' | 'gone' };

type Settling = BillingAsking & {
  readonly storage: Pick<BillingStore, 'readBilling' | 'changeBilling'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly postbox: Postbox;
};

/** `deliveryId`: the webhook that asked, which is done with in the same commit. */
type SettleAsk = { readonly deliveryId: number | null; readonly signal: AbortSignal };

export type SubscriptionSettler = ReturnType<typeof createSubscriptionSettler>;

/** How often the provider is asked again because the subscription changed meanwhile. */
const asksMax = 5;

export function createSubscriptionSettler(deps: Settling) {
  const { storage, clock, newId, postbox, billing } = deps;

  /** The revision of a subscription before it is asked about; null: it is not known yet. */
  async function revisionOf({ provider }: BillingWay, providerSubscriptionId: string): Promise<number | null> {
    const named = { provider, id: providerSubscriptionId };
    const { subscriptions } = await storage.readBilling({ subscriptionAt: named });
    return subscriptions.find((one) => one.providerSubscriptionId === providerSubscriptionId)?.revision ?? null;
  }

  async function customerOf({ provider }: BillingWay, reading: SubscriptionReading): Promise<CustomerRecord | null> {
    const { providerSubscriptionId: id, providerCustomerId, subscriptionId } = reading;
    const ways: readonly CustomerNamed[] = [
      { subscriptionAt: { provider, id } },
      ...(subscriptionId === null ? [] : [{ subscription: brand<SubscriptionId>(subscriptionId) }]),
      { atProvider: { provider, id: providerCustomerId } },
    ];
    for (const named of ways) {
      const { customer } = await storage.readBilling(named);
      if (customer !== null) return customer;
    }
    return null;
  }

  /** `seenRevision`: what was known before the provider was asked. null: it has changed since, and is to be asked about again. */
  async function book(
    way: BillingWay,
    reading: SubscriptionReading,
    { seenRevision, deliveryId }: { readonly seenRevision: number | null; readonly deliveryId: number | null },
  ): Promise<SubscriptionSettled | null> {
    const { provider } = way;
    const customer = await customerOf(way, reading);
    if (customer === null) return { kind: 'others' };
    return storage.changeBilling<SubscriptionSettled | null>({ id: customer.id }, (seen) => {
      const known = knownSubscription(seen.subscriptions, { ...reading, provider });
      const bound = known?.providerSubscriptionId == null ? null : known.revision;
      if (bound !== seenRevision) return { write: null, answer: null };
      const now = clock.now();
      const read = readSubscription({ ...seen, customer }, reading, { provider, now, newId });
      if (read.kind === 'unpriced') return { write: null, answer: read };
      const { subscription } = read;
      const answer = { kind: 'settled', subscription } as const;
      if (read.kind === 'same') return { write: deliveryId === null ? null : { deliveryId }, answer };
      return { write: writeOf(seen, subscription, { now, postbox, deliveryId }), answer };
    });
  }

  async function settle(
    providerSubscriptionId: string,
    { deliveryId, signal }: SettleAsk,
  ): Promise<SubscriptionSettled> {
    if (billing === null) throw new RailUnavailable('no provider keeps subscriptions');
    for (let asks = 0; asks < asksMax; asks += 1) {
      const seenRevision = await revisionOf(billing, providerSubscriptionId);
      const reading = await askBilling(deps, signal, (rail, limited) =>
        rail.readSubscription(providerSubscriptionId, limited),
      );
      if (reading === null) return { kind: 'gone' };
      const booked = await book(billing, reading, { seenRevision, deliveryId });
      if (booked !== null) return booked;
    }
    throw new RailUnavailable(`subscription ${providerSubscriptionId} changes faster than its provider answers`);
  }

  return {
    settle,
    /** What was asked for a moment ago, and what the provider said to it. */
    async take(reading: SubscriptionReading, ask: SettleAsk): Promise<SubscriptionSettled> {
      if (billing === null) throw new RailUnavailable('no provider keeps subscriptions');
      const isNew = (await revisionOf(billing, reading.providerSubscriptionId)) === null;
      const booked = isNew ? await book(billing, reading, { seenRevision: null, ...ask }) : null;
      return booked ?? settle(reading.providerSubscriptionId, ask);
    },
    /** Several of one customer that were asked about at once: `seen` is what was known before. */
    async takeListed(readings: readonly SubscriptionReading[], seen: BillingSeen, signal: AbortSignal): Promise<void> {
      if (billing === null) return;
      const { provider } = billing;
      for (const reading of readings) {
        const { providerSubscriptionId: id } = reading;
        const known = seen.subscriptions.find((one) => one.provider === provider && one.providerSubscriptionId === id);
        const booked = await book(billing, reading, { seenRevision: known?.revision ?? null, deliveryId: null });
        if (booked === null) await settle(id, { deliveryId: null, signal });
      }
    },
    /** Finds out what became of the page on which a subscription is begun. */
    async settlePage({ id, checkout }: PageNamed, ask: SettleAsk): Promise<SubscriptionSettled | PageUnsettled> {
      const page = await askBilling(deps, ask.signal, (rail, limited) =>
        rail.readSubscriptionPage(checkout.providerCheckoutId, limited),
      );
      if (page?.kind === 'subscribed') return settle(page.providerSubscriptionId, ask);
      if (page?.kind === 'open') return { kind: 'open' };
      return storage.changeBilling<SubscriptionSettled | PageUnsettled>({ subscription: id }, (seen) => {
        const now = clock.now();
        const { deliveryId } = ask;
        const one = seen.subscriptions.find((each) => each.id === id);
        if (one === undefined) return { write: null, answer: { kind: 'gone' } };
        // Another page may have been opened since for the same subscription.
        const isSamePage = one.checkout?.providerCheckoutId === checkout.providerCheckoutId;
        const over = isSamePage ? pageOver(one) : null;
        if (over === null) return { write: null, answer: { kind: 'settled', subscription: one } };
        if (page === null && mayStillBePaid(one, now)) return { write: null, answer: { kind: 'open' } };
        return {
          write: writeOf(seen, over, { now, postbox, deliveryId }),
          answer: { kind: 'settled', subscription: over },
        };
      });
    },
  };
}

/** open: nothing has come of the page yet, or the provider does not know it. */
type PageUnsettled = { readonly kind: 'open' };

export type PageNamed = {
  readonly id: SubscriptionId;
  readonly checkout: NonNullable<SubscriptionRecord['checkout']>;
};

type Writing = { readonly now: number; readonly postbox: Postbox; readonly deliveryId?: number | null };

/** A subscription as it is now, with the plan that all of the customer's set, and the letters that tell of it. */
export function writeOf(
  { customer, subscriptions }: BillingSeen,
  changed: SubscriptionRecord,
  { now, postbox, deliveryId = null }: Writing,
): BillingWrite {
  if (customer === null) throw new Error('a subscription of nobody');
  const others = subscriptions.filter(({ id }) => id !== changed.id);
  const all = [...others, changed];
  const plan: PlanSet = { subject: subjectOf(customer.entity), planId: planSetBy(all), at: now };
  const isPolled = customer.atProvider !== null;
  const nextPollAt = isPolled ? nextCustomerPoll(all, { polls: 0, now, isWaiting: false }) : null;
  return {
    customer: { ...customer, nextPollAt, polls: 0 },
    subscriptions: [changed],
    plan,
    letters: postbox.ofSubscription(changed, customer.entity, now),
    deliveryId,
  };
}
