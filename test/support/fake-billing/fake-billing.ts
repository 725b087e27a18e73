// A provider of subscriptions and invoices in memory. A test moves what it keeps, and says which replies are lost and when it is silent.
import type {
  BillingEvent,
  BillingRail,
  BillingWay,
  InvoiceReading,
  PriceReading,
  SubscriptionReading,
} from '../../../server/rails/billing-rail.ts';
import { RailRefused, RailUnavailable, type RawDelivery } from '../../../server/rails/rail.ts';
import type { Clock } from '../../../server/lib/clock.ts';

type Page = {
  readonly id: string;
  readonly customer: string;
  readonly priceId: string;
  readonly ours: string;
  state: 'open' | 'over' | { readonly subscription: string };
};

export type FakeBilling = ReturnType<typeof createFakeBilling>;

const monthMs = 30 * 86_400_000;

export function createFakeBilling(clock: Pick<Clock, 'now'>) {
  const prices = new Map<string, PriceReading>();
  const customers = new Map<string, string>();
  const subscriptions = new Map<string, SubscriptionReading>();
  const invoices = new Map<string, InvoiceReading>();
  const pages = new Map<string, Page>();
  const calls: string[] = [];
  /** What is wrong with the next calls, first in first out: none; down, never arrived; cut, done but the reply was lost. */
  const faults: ('none' | 'down' | 'cut')[] = [];
  let made = 0;
  let pagesForgotten = false;
  /** What is answered to these calls is as it was when it was asked, and arrives only once this has opened. */
  let gate: { readonly until: Promise<void>; readonly calls: string } | null = null;

  const next = (kind: string) => `${kind}_${++made}`;

  /** A signal that has ended meanwhile has the answer lost. */
  function answer<A>(call: string, work: () => A, signal?: AbortSignal): Promise<A> {
    calls.push(call);
    const fault = faults.shift();
    if (fault === 'down') return Promise.reject(new RailUnavailable('down'));
    try {
      const done = work();
      if (fault === 'cut') return Promise.reject(new RailUnavailable('cut'));
      if (gate === null || !call.startsWith(gate.calls)) return Promise.resolve(done);
      return gate.until.then(() => {
        signal?.throwIfAborted();
        return done;
      });
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error('broken'));
    }
  }

  function begin(customer: string, given: { readonly priceId: string; readonly ours: string | null }) {
    const id = next('sub');
    const now = clock.now();
    const reading: SubscriptionReading = {
      providerSubscriptionId: id,
      providerCustomerId: customer,
      status: 'active',
      providerStatus: 'active',
      priceId: given.priceId,
      period: { startsAt: now, endsAt: now + monthMs },
      isCancelPlanned: false,
      subscriptionId: given.ours,
      createdAt: now + made,
    };
    subscriptions.set(id, reading);
    return reading;
  }

  const rail: BillingRail = {
    readPrice: (id) => answer(`price ${id}`, () => prices.get(id) ?? null),
    ensureCustomer: ({ customerId, known }) =>
      answer(`customer ${customerId}`, () => {
        const providerCustomerId = known ?? customers.get(customerId) ?? next('cus');
        customers.set(customerId, providerCustomerId);
        return { providerCustomerId };
      }),
    ensureSubscription: ({ subscriptionId, providerCustomerId, priceId }) =>
      answer(`subscription ${subscriptionId}`, () => {
        const before = [...subscriptions.values()].find((one) => one.subscriptionId === subscriptionId);
        return before ?? begin(providerCustomerId, { priceId, ours: subscriptionId });
      }),
    openSubscriptionPage: ({ subscriptionId, providerCustomerId, priceId, returnUrl }) =>
      answer(`page ${subscriptionId}`, () => {
        const ours = [...pages.values()].filter((page) => page.ours === subscriptionId);
        const before = ours.find(({ state }) => state !== 'over');
        const page = before ?? {
          id: next('cs'),
          customer: providerCustomerId,
          priceId,
          ours: subscriptionId,
          state: 'open' as const,
        };
        pages.set(page.id, page);
        const url = page.state === 'open' ? `https://pay.example/${page.id}` : returnUrl;
        return { url, providerCheckoutId: page.id };
      }),
    readSubscriptionPage: (id) =>
      answer(`read page ${id}`, () => {
        const state = pagesForgotten ? undefined : pages.get(id)?.state;
        if (state === undefined) return null;
        if (typeof state === 'string') return { kind: state };
        return { kind: 'subscribed', providerSubscriptionId: state.subscription };
      }),
    readSubscription: (id) => answer(`read ${id}`, () => subscriptions.get(id) ?? null),
    listSubscriptions: (customer) =>
      answer(`list ${customer}`, () =>
        [...subscriptions.values()].filter(({ providerCustomerId }) => providerCustomerId === customer).toReversed(),
      ),
    cancelSubscription: ({ providerSubscriptionId: id, atPeriodEnd }) =>
      answer(`cancel ${id}`, () => {
        const before = subscriptions.get(id);
        if (before === undefined) throw new RailRefused({ reason: 'subscription_unknown', provider: 'sandbox' });
        const after: SubscriptionReading = atPeriodEnd
          ? { ...before, isCancelPlanned: true }
          : { ...before, status: 'canceled', providerStatus: 'canceled' };
        subscriptions.set(id, after);
        return after;
      }),
    pushInvoice: ({ invoiceId, providerCustomerId, currency, lines }, signal) =>
      answer(
        `push ${invoiceId}`,
        () => {
          const before = [...invoices.values()].find((one) => one.invoiceId === invoiceId);
          if (before !== undefined) return before;
          const amountCents = lines.reduce((sum, line) => sum + line.amountCents, 0);
          return invoice(providerCustomerId, { invoiceId, amountCents, currency, providerSubscriptionId: null });
        },
        signal,
      ),
    readInvoice: (id) => answer(`read ${id}`, () => invoices.get(id) ?? null),
    listInvoices: (customer) =>
      answer(`invoices ${customer}`, () =>
        [...invoices.values()].filter(({ providerCustomerId }) => providerCustomerId === customer).toReversed(),
      ),
    openPortal: ({ providerCustomerId }) =>
      answer(`portal ${providerCustomerId}`, () => ({ url: `https://pay.example/portal/${providerCustomerId}` })),
  };

  function invoice(
    customer: string,
    given: Pick<InvoiceReading, 'invoiceId' | 'amountCents' | 'currency' | 'providerSubscriptionId'>,
  ): InvoiceReading {
    const providerInvoiceId = next('in');
    const reading: InvoiceReading = {
      ...given,
      providerInvoiceId,
      providerCustomerId: customer,
      status: 'finalized',
      providerStatus: 'open',
      isOver: false,
      pageUrl: `https://pay.example/${providerInvoiceId}`,
      createdAt: clock.now(),
    };
    invoices.set(providerInvoiceId, reading);
    return reading;
  }

  const way: BillingWay = {
    provider: 'sandbox',
    rail,
    readEvent: (delivery) => readEvent(delivery),
    returnUrl: () => 'https://credits.example/back',
  };

  return {
    way,
    calls,
    faults,
    /** `calls`: how those begin that are held back. */
    holdBack: (until: Promise<void> | null, calls = '') => void (gate = until && { until, calls }),
    price(priceId: string, reading: Partial<PriceReading> = {}) {
      const every = { unit: 'month', count: 1 } as const;
      prices.set(priceId, { priceId, amountCents: 1000, currency: 'USD', every, isActive: true, ...reading });
    },
    /** Somebody pays on a page, or it runs out. */
    pay(pageId: string): SubscriptionReading {
      const page = pages.get(pageId);
      if (page === undefined) throw new Error('no such page');
      const reading = begin(page.customer, { priceId: page.priceId, ours: page.ours });
      page.state = { subscription: reading.providerSubscriptionId };
      return reading;
    },
    expirePage(pageId: string) {
      const page = pages.get(pageId);
      if (page !== undefined) page.state = 'over';
    },
    /** The key of another account is put in, and that of this one again. */
    forgetPages: (areForgotten: boolean) => void (pagesForgotten = areForgotten),
    pages: () => [...pages.values()],
    /** Made at the provider by hand. */
    begin: (customer: string, priceId: string) => begin(customer, { priceId, ours: null }),
    invoice,
    moveSubscription(id: string, by: Partial<SubscriptionReading>) {
      const before = subscriptions.get(id);
      if (before !== undefined) subscriptions.set(id, { ...before, ...by });
    },
    moveInvoice(id: string, by: Partial<InvoiceReading>) {
      const before = invoices.get(id);
      if (before !== undefined) invoices.set(id, { ...before, isOver: by.status === 'paid', ...by });
    },
    subscriptions: () => [...subscriptions.values()],
    invoices: () => [...invoices.values()],
  };
}

/** A delivery of the fake's own: `{id, type, object, about}`. */
export function delivery(event: Omit<BillingEvent, 'kind'>): RawDelivery {
  return { body: Buffer.from(JSON.stringify(event)), headers: {} };
}

function readEvent({ body }: RawDelivery): BillingEvent | null {
  const said: unknown = JSON.parse(body.toString());
  if (typeof said !== 'object' || said === null) return null;
  const text = (name: string) => String(Reflect.get(said, name));
  const object = text('object');
  if (object !== 'subscription' && object !== 'invoice' && object !== 'checkout') return null;
  return {
    kind: 'billing',
    eventId: text('eventId'),
    eventType: text('eventType'),
    object,
    providerId: text('providerId'),
  };
}
