// The hands of a test on customers, prices, subscriptions and invoices of the simulated Stripe.
import type { SimEvent } from '../acts.ts';
import { newId } from '../books.ts';
import type { RawWebhook } from '../../provider-sim/mailbox.ts';
import {
  type BillingBooks,
  known,
  type SimCard,
  type SimCustomer,
  type SimInvoice,
  type SimInvoiceItem,
  type SimPrice,
  type SimSubscription,
  type SimSubscriptionPage,
} from './billing-books.ts';
import { type Desk, giveUp } from './invoice-acts.ts';
import { become, begin, end, finishPage, goOn, pay } from './subscription-acts.ts';

export type BillingSim = {
  customers(): readonly SimCustomer[];
  subscriptions(): readonly SimSubscription[];
  invoices(): readonly SimInvoice[];
  items(): readonly SimInvoiceItem[];
  /** The id of the payment of a finalized invoice. */
  paymentOf(invoiceId: string): string | null;
  pages(): readonly SimSubscriptionPage[];
  /** Ten euros a month unless told. Returns its id. */
  addPrice(price?: Partial<Omit<SimPrice, 'id' | 'object'>>): string;
  retirePrice(priceId: string): void;
  /** null: nothing to pay with. */
  giveCard(customerId: string, card: SimCard | null): void;
  /** The buyer's doing on the hosted page. */
  finishPage(pageId: string, card: SimCard): readonly RawWebhook[];
  expirePage(pageId: string): readonly RawWebhook[];
  /** In the dashboard, without a word of ours. Returns its id. */
  begin(customerId: string, priceId: string): string;
  /** Its next period begins, or its end comes. */
  goOn(subscriptionId: string): readonly RawWebhook[];
  /** trialing, active, past_due, unpaid, paused, incomplete … */
  become(subscriptionId: string, status: string): readonly RawWebhook[];
  hold(subscriptionId: string, isHeld: boolean): readonly RawWebhook[];
  /** flag: as an API says it. date: as the portal does. later: at a date after its period. null: it goes on after all. */
  planEnd(subscriptionId: string, by: 'flag' | 'date' | 'later' | null): readonly RawWebhook[];
  end(subscriptionId: string, status?: 'canceled' | 'incomplete_expired'): readonly RawWebhook[];
  /** Ends what they had. */
  deleteCustomer(customerId: string): readonly RawWebhook[];
  /** On the invoice's page, or Stripe by itself. */
  pay(invoiceId: string, card: SimCard): readonly RawWebhook[];
  giveUp(invoiceId: string, as: 'void' | 'uncollectible'): readonly RawWebhook[];
  deleteDraft(invoiceId: string): readonly RawWebhook[];
  setUpPortal(isSetUp: boolean): void;
};

export function createBillingSim(desk: Desk, tell: (events: readonly SimEvent[]) => readonly RawWebhook[]): BillingSim {
  const { billing, now } = desk;
  const one = (id: string): SimSubscription => known(billing.subscriptions, id);

  return {
    customers: () => [...billing.customers.values()],
    subscriptions: () => [...billing.subscriptions.values()],
    invoices: () => [...billing.invoices.values()],
    items: () => billing.items,
    paymentOf: (id) => billing.payments.get(id) ?? null,
    pages: () => [...billing.pages.values()],
    addPrice: (price = {}) => addPrice(billing, price, now()),
    retirePrice: (id) => void (known(billing.prices, id).active = false),
    giveCard: (id, card) => void (card === null ? billing.cards.delete(id) : billing.cards.set(id, card)),
    finishPage: (id, card) => tell(finishPage(desk, known(billing.pages, id), card)),
    expirePage(id) {
      const page = Object.assign(known(billing.pages, id), { status: 'expired' as const, url: null });
      return tell([['checkout.session.expired', { ...page }]]);
    },
    begin(customer, priceId) {
      const { subscription, events } = begin(desk, { customer, price: known(billing.prices, priceId), metadata: {} });
      tell(events);
      return subscription.id;
    },
    goOn: (id) => tell(goOn(desk, one(id))),
    become: (id, status) => tell(become(one(id), { status })),
    hold: (id, isHeld) =>
      tell(become(one(id), { pause_collection: isHeld ? { behavior: 'void', resumes_at: null } : null })),
    planEnd(id, by) {
      const endsAt = one(id).items.data[0]?.current_period_end ?? 0;
      const cancelAt = { date: endsAt, later: endsAt + 86_400, flag: null };
      return tell(become(one(id), { cancel_at_period_end: by === 'flag', cancel_at: by && cancelAt[by] }));
    },
    end: (id, status) => tell(end(desk, one(id), status)),
    deleteCustomer(id) {
      known(billing.customers, id);
      billing.customers.delete(id);
      billing.deleted.add(id);
      const had = [...billing.subscriptions.values()].filter((sub) => sub.customer === id && sub.ended_at === null);
      const ends = had.flatMap((sub) => end(desk, sub));
      return tell([...ends, ['customer.deleted', { id, object: 'customer' }]]);
    },
    pay: (id, card) => tell(pay(desk, known(billing.invoices, id), card).events),
    giveUp: (id, as) => tell(giveUp(known(billing.invoices, id), as)),
    deleteDraft(id) {
      const invoice = known(billing.invoices, id);
      billing.invoices.delete(id);
      return tell([['invoice.deleted', { ...invoice }]]);
    },
    setUpPortal: (isSetUp) => void (billing.isPortalSetUp = isSetUp),
  };
}

function addPrice(billing: BillingBooks, price: Parameters<BillingSim['addPrice']>[0], created: number): string {
  const id = newId('price');
  billing.prices.set(id, {
    id,
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created,
    currency: 'eur',
    livemode: false,
    metadata: {},
    product: newId('prod'),
    recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
    type: 'recurring',
    unit_amount: 1000,
    ...price,
  });
  return id;
}
