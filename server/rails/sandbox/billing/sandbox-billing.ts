// Subscriptions and invoices for development: no money moves, yet everything else happens as with a real provider.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../lib/clock.ts';
import { backAt, type BillingRail, type PriceReading, type ReadBillingEvent } from '../../billing-rail.ts';
import { RailRefused } from '../../rail.ts';
import { startCourier, type Courier } from '../courier.ts';
import { signatureFault } from '../signature.ts';
import type { SandboxPapers } from '../papers.ts';
import { openFileBooks } from './file-books.ts';
import type { Customer, Invoice } from './sandbox-books.ts';
import { createSandboxDesk, type SandboxBillingDesk } from './sandbox-desk.ts';
import { begin, end, goOn, keep, keepInvoice, type Life, settle } from './sandbox-life.ts';
import { priceNamed } from './sandbox-price.ts';
import { readingOfInvoice, readingOfSubscription } from './sandbox-readings.ts';
import { openSharedBooks } from './shared-books.ts';

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
  /** Where several nodes play one provider: the place that they share. Default: the file. */
  readonly papers?: SandboxPapers | null;
  readonly secret: string;
  readonly pageUrl: (kind: SandboxPageKind, id: string) => string;
  readonly clock: Clock;
};

const pageMs = 24 * 60 * 60_000;
const portalMs = 60 * 60_000;
const provider = 'sandbox';

/** For where the sandbox itself may run; `createSandboxRail` refuses elsewhere. */
export function createSandboxBilling(options: SandboxBillingOptions): SandboxBilling {
  const { secret, pageUrl, clock, papers = null } = options;
  const books = papers === null ? openFileBooks(options.path) : openSharedBooks(papers);
  const open: { courier: Courier | null; isClosed: boolean } = { courier: null, isClosed: false };

  /** In one commit, after everything that time has done by now. */
  async function at<Answer>(work: (life: Life) => Promise<Answer>): Promise<Answer> {
    const answer = await books.change(async (on) => {
      const life = { books: on, now: clock.now() };
      await goOn(life);
      return work(life);
    });
    open.courier?.wake();
    return answer;
  }

  const invoiceReading = (invoice: Invoice) => readingOfInvoice(invoice, pageUrl('invoice', invoice.id));

  const rail: BillingRail = {
    readPrice: async (id) => priceNamed(id),

    ensureCustomer: ({ customerId, known, email, name }) =>
      at(async ({ books: on }) => {
        const before = (await on.find('customer', known ?? '')) ?? (await on.ofOwn('customer', customerId))[0];
        const made = before ?? { id: `cus_${randomUUID()}`, ownId: customerId, email: null, name: null, pays: false };
        await on.put('customer', { ...made, email: made.email ?? email, name: made.name ?? name });
        return { providerCustomerId: made.id };
      }),

    ensureSubscription: ({ subscriptionId: ownId, providerCustomerId, priceId }) =>
      at(async (life) => {
        const [before] = await life.books.ofOwn('subscription', ownId);
        const asked = { ownId, customer: (await customer(life, providerCustomerId)).id, price: price(priceId) };
        return readingOfSubscription(before ?? (await begin(life, asked)));
      }),

    openSubscriptionPage: ({ subscriptionId: ownId, providerCustomerId, priceId, returnUrl }) =>
      at(async (life) => {
        const { books: on, now } = life;
        const { id: payer } = await customer(life, providerCustomerId);
        const asked = { ownId, customer: payer, priceId: price(priceId).priceId, returnUrl };
        const before = await on.ofOwn('page', ownId);
        const done = before.find(({ subscription }) => subscription !== null);
        if (done !== undefined) return { url: backAt(done.returnUrl, 'done'), providerCheckoutId: done.id };
        const still = before.find(({ expiresAt }) => expiresAt > now);
        const page = still ?? { id: `cs_${randomUUID()}`, ...asked, expiresAt: now + pageMs, subscription: null };
        if (still === undefined) await on.put('page', page);
        return { url: pageUrl('subscription', page.id), providerCheckoutId: page.id };
      }),

    readSubscriptionPage: (id) =>
      at(async ({ books: on, now }) => {
        const page = await on.find('page', id);
        if (page === null) return null;
        const { subscription, expiresAt } = page;
        if (subscription !== null) return { kind: 'subscribed', providerSubscriptionId: subscription };
        return { kind: expiresAt > now ? 'open' : 'over' };
      }),

    readSubscription: (id) =>
      at(async ({ books: on }) => {
        const subscription = await on.find('subscription', id);
        return subscription === null ? null : readingOfSubscription(subscription);
      }),

    listSubscriptions: (id) =>
      at(async (life) => {
        const { id: payer } = await customer(life, id);
        return (await life.books.ofCustomer('subscription', payer)).map((one) => readingOfSubscription(one));
      }),

    cancelSubscription: ({ providerSubscriptionId: id, atPeriodEnd }) =>
      at(async (life) => {
        const subscription = await life.books.find('subscription', id);
        if (subscription === null) throw new RailRefused({ reason: 'subscription_unknown', provider });
        if (subscription.state === 'canceled' || (atPeriodEnd && subscription.isEnding))
          return readingOfSubscription(subscription);
        if (!atPeriodEnd) return readingOfSubscription(await end(life, subscription));
        const ending = { ...subscription, isEnding: true };
        await keep(life, ending, 'subscription.updated');
        return readingOfSubscription(ending);
      }),

    pushInvoice: ({ invoiceId: ownId, providerCustomerId, currency, lines }) =>
      at(async (life) => {
        const payer = await customer(life, providerCustomerId);
        const [before] = await life.books.ofOwn('invoice', ownId);
        if (before !== undefined) return invoiceReading(before);
        const amountCents = lines.reduce((sum, line) => sum + line.amountCents, 0);
        const invoice: Invoice = {
          id: `in_${randomUUID()}`,
          ownId,
          customer: payer.id,
          currency,
          amountCents,
          lines: lines.map(({ description, amountCents: cents }) => ({ description, amountCents: cents })),
          state: 'open',
          subscription: null,
          createdAt: life.now,
        };
        await keepInvoice(life, invoice);
        return invoiceReading(payer.pays || amountCents <= 0 ? await settle(life, invoice, 'paid') : invoice);
      }),

    readInvoice: (id) =>
      at(async ({ books: on }) => {
        const invoice = await on.find('invoice', id);
        return invoice === null ? null : invoiceReading(invoice);
      }),

    listInvoices: (id) =>
      at(async (life) => {
        const { id: payer } = await customer(life, id);
        return (await life.books.ofCustomer('invoice', payer)).map(invoiceReading);
      }),

    openPortal: ({ providerCustomerId, returnUrl }) =>
      at(async (life) => {
        const id = `bps_${randomUUID()}`;
        const { id: of } = await customer(life, providerCustomerId);
        await life.books.put('portal', { id, ownId: '', customer: of, returnUrl, expiresAt: life.now + portalMs });
        return { url: pageUrl('portal', id) };
      }),
  };

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
        plan: books.plan,
        async lease(nowMs: number, untilMs: number) {
          // Time passes also while nobody asks.
          await books.change((on) => goOn({ books: on, now: clock.now() }));
          return books.lease(nowMs, untilMs);
        },
      };
      open.courier ??= startCourier({ ledger: queue, secret, target, clock });
    },
    async close() {
      if (open.isClosed) return;
      open.isClosed = true;
      await open.courier?.close();
      await books.close();
    },
  };
}

async function customer({ books }: Life, id: string): Promise<Customer> {
  const found = await books.find('customer', id);
  if (found === null) throw new RailRefused({ reason: 'customer_unknown', provider });
  return found;
}

function price(id: string): PriceReading {
  const found = priceNamed(id);
  if (found === null) throw new RailRefused({ reason: 'price_unknown', provider, price_id: id });
  return found;
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
