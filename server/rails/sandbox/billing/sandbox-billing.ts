// Subscriptions and invoices for development: no money moves, yet everything else happens as with a real provider.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../lib/clock.ts';
import { backAt, type BillingRail, type ReadBillingEvent } from '../../billing-rail.ts';
import { RailRefused } from '../../rail.ts';
import { startCourier, type Courier } from '../courier.ts';
import { signatureFault } from '../signature.ts';
import { type Customer, openSandboxBooks } from './sandbox-books.ts';
import { createSandboxDesk, type SandboxBillingDesk } from './sandbox-desk.ts';
import { begin, end, goOn, keep, keepInvoice, settle } from './sandbox-life.ts';
import { priceNamed } from './sandbox-price.ts';
import { readingOfInvoice, readingOfSubscription } from './sandbox-readings.ts';

export type SandboxPageKind = 'subscription' | 'portal' | 'invoice';

export type SandboxBilling = {
  readonly rail: BillingRail;
  readonly readEvent: ReadBillingEvent;
  readonly desk: SandboxBillingDesk;
  /** Begins to carry webhooks. `target`: the URL of the webhook route. */
  startWebhooks(target: string): void;
  close(): Promise<void>;
};

export type SandboxBillingOptions = {
  /** The provider's own file. */
  readonly path: string;
  readonly secret: string;
  readonly pageUrl: (kind: SandboxPageKind, id: string) => string;
  readonly clock: Clock;
};

const pageMs = 24 * 60 * 60_000;
const portalMs = 60 * 60_000;
const provider = 'sandbox';

/** For where the sandbox itself may run; `createSandboxRail` refuses elsewhere. */
export function createSandboxBilling({ path, secret, pageUrl, clock }: SandboxBillingOptions): SandboxBilling {
  const books = openSandboxBooks(path);
  const open: { courier: Courier | null; isClosed: boolean } = { courier: null, isClosed: false };
  const life = () => ({ books, now: clock.now() });

  /** In one commit, after everything that time has done by now. */
  async function at<Answer>(work: () => Answer): Promise<Answer> {
    const answer = books.change(() => {
      goOn(life());
      return work();
    });
    open.courier?.wake();
    return answer;
  }

  function customer(id: string): Customer {
    const found = books.find('customer', id);
    if (found === null) throw new RailRefused({ reason: 'customer_unknown', provider });
    return found;
  }

  function price(id: string) {
    const found = priceNamed(id);
    if (found === null) throw new RailRefused({ reason: 'price_unknown', provider, price_id: id });
    return found;
  }

  const rail: BillingRail = {
    readPrice: async (id) => priceNamed(id),

    ensureCustomer: ({ customerId, known, email, name }) =>
      at(() => {
        const before = books.find('customer', known ?? '') ?? books.ofOwn('customer', customerId)[0];
        const made = before ?? { id: `cus_${randomUUID()}`, ownId: customerId, email: null, name: null, pays: false };
        books.put('customer', { ...made, email: made.email ?? email, name: made.name ?? name });
        return { providerCustomerId: made.id };
      }),

    ensureSubscription: ({ subscriptionId: ownId, providerCustomerId, priceId }) =>
      at(() => {
        const [before] = books.ofOwn('subscription', ownId);
        const asked = { ownId, customer: customer(providerCustomerId).id, price: price(priceId) };
        return readingOfSubscription(before ?? begin(life(), asked));
      }),

    openSubscriptionPage: ({ subscriptionId: ownId, providerCustomerId, priceId, returnUrl }) =>
      at(() => {
        const asked = { ownId, customer: customer(providerCustomerId).id, priceId: price(priceId).priceId, returnUrl };
        const before = books.ofOwn('page', ownId);
        const done = before.find(({ subscription }) => subscription !== null);
        if (done !== undefined) return { url: backAt(done.returnUrl, 'done'), providerCheckoutId: done.id };
        const now = clock.now();
        const still = before.find(({ expiresAt }) => expiresAt > now);
        const page = still ?? { id: `cs_${randomUUID()}`, ...asked, expiresAt: now + pageMs, subscription: null };
        if (still === undefined) books.put('page', page);
        return { url: pageUrl('subscription', page.id), providerCheckoutId: page.id };
      }),

    readSubscriptionPage: (id) =>
      at(() => {
        const page = books.find('page', id);
        if (page === null) return null;
        const { subscription, expiresAt } = page;
        if (subscription !== null) return { kind: 'subscribed', providerSubscriptionId: subscription };
        return { kind: expiresAt > clock.now() ? 'open' : 'over' };
      }),

    readSubscription: (id) =>
      at(() => {
        const subscription = books.find('subscription', id);
        return subscription === null ? null : readingOfSubscription(subscription);
      }),

    listSubscriptions: (id) =>
      at(() => books.ofCustomer('subscription', customer(id).id).map((one) => readingOfSubscription(one))),

    cancelSubscription: ({ providerSubscriptionId: id, atPeriodEnd }) =>
      at(() => {
        const subscription = books.find('subscription', id);
        if (subscription === null) throw new RailRefused({ reason: 'subscription_unknown', provider });
        if (subscription.state === 'canceled' || (atPeriodEnd && subscription.isEnding))
          return readingOfSubscription(subscription);
        if (!atPeriodEnd) return readingOfSubscription(end(life(), subscription));
        const ending = { ...subscription, isEnding: true };
        keep(life(), ending, 'subscription.updated');
        return readingOfSubscription(ending);
      }),

    pushInvoice: ({ invoiceId: ownId, providerCustomerId, currency, lines }) =>
      at(() => {
        const payer = customer(providerCustomerId);
        const [before] = books.ofOwn('invoice', ownId);
        if (before !== undefined) return invoiceReading(before.id);
        const amountCents = lines.reduce((sum, line) => sum + line.amountCents, 0);
        const invoice = {
          id: `in_${randomUUID()}`,
          ownId,
          customer: payer.id,
          currency,
          amountCents,
          lines: lines.map(({ description, amountCents: cents }) => ({ description, amountCents: cents })),
          state: 'open' as const,
          subscription: null,
          createdAt: clock.now(),
        };
        keepInvoice(life(), invoice);
        if (payer.pays || amountCents <= 0) settle(life(), invoice, 'paid');
        return invoiceReading(invoice.id);
      }),

    readInvoice: (id) => at(() => (books.find('invoice', id) === null ? null : invoiceReading(id))),

    listInvoices: (id) =>
      at(() =>
        books.ofCustomer('invoice', customer(id).id).map((one) => readingOfInvoice(one, pageUrl('invoice', one.id))),
      ),

    openPortal: ({ providerCustomerId, returnUrl }) =>
      at(() => {
        const id = `bps_${randomUUID()}`;
        const { id: of } = customer(providerCustomerId);
        books.put('portal', { id, ownId: '', customer: of, returnUrl, expiresAt: clock.now() + portalMs });
        return { url: pageUrl('portal', id) };
      }),
  };

  function invoiceReading(id: string) {
    const invoice = books.find('invoice', id);
    if (invoice === null) throw new Error(`the sandbox has lost the invoice ${id}`);
    return readingOfInvoice(invoice, pageUrl('invoice', id));
  }

  return {
    rail,
    readEvent(delivery) {
      if (signatureFault(secret, delivery, clock.now()) !== null) return null;
      const event = Event.safeParse(parseJson(delivery.body));
      if (!event.success) return null;
      const { id, type, data } = event.data;
      return { kind: 'billing', eventId: id, eventType: type, object: data.object, providerId: data.id };
    },
    desk: createSandboxDesk({ books, clock, wake: () => open.courier?.wake() }),
    startWebhooks(target) {
      const queue = {
        ...books,
        lease(nowMs: number, untilMs: number) {
          // Time passes also while nobody asks.
          books.change(() => goOn(life()));
          return books.lease(nowMs, untilMs);
        },
      };
      open.courier ??= startCourier({ ledger: queue, secret, target, clock });
    },
    async close() {
      if (open.isClosed) return;
      open.isClosed = true;
      await open.courier?.close();
      books.close();
    },
  };
}

const Event = z.object({
  id: z.string().max(100),
  type: z.string().max(100),
  data: z.object({ object: z.enum(['subscription', 'invoice', 'checkout']), id: z.string().max(100) }),
});

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
