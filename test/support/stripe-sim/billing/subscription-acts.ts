// What happens to subscriptions at the simulated Stripe, and what it tells of that.
import type { SimEvent } from '../acts.ts';
import { newId } from '../books.ts';
import {
  known,
  type Metadata,
  type SimCard,
  type SimInvoice,
  type SimItem,
  type SimPrice,
  type SimSubscription,
  type SimSubscriptionPage,
} from './billing-books.ts';
import { collect, type Collected, type Desk, finalize, newInvoice } from './invoice-acts.ts';

type Begun = {
  readonly subscription: SimSubscription;
  readonly invoice: SimInvoice;
  readonly events: readonly SimEvent[];
};

/** It waits for its first invoice, unless that comes to nothing. */
export function begin(
  desk: Desk,
  of: { readonly customer: string; readonly price: SimPrice; readonly metadata: Metadata },
): Begun {
  const { billing, now } = desk;
  const { customer, price, metadata } = of;
  const id = newId('sub');
  const created = now();
  const item: SimItem = {
    id: newId('si'),
    object: 'subscription_item',
    current_period_start: created,
    current_period_end: after(created, price),
    price,
    quantity: 1,
    subscription: id,
  };
  const subscription: SimSubscription = {
    id,
    object: 'subscription',
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    collection_method: 'charge_automatically',
    created,
    currency: price.currency,
    customer,
    ended_at: null,
    items: { object: 'list', data: [item], has_more: false, url: `/v1/subscription_items?subscription=${id}` },
    latest_invoice: null,
    livemode: false,
    metadata,
    pause_collection: null,
    status: 'incomplete',
  };
  billing.subscriptions.set(id, subscription);
  const told: readonly SimEvent[] = [['customer.subscription.created', snapshot(subscription)]];
  const invoice = invoiceOf(desk, subscription, 'subscription_create');
  const events = [...told, ...finalize(desk, invoice)];
  return { subscription, invoice, events: [...events, ...followInvoice(desk, invoice)] };
}

/** Pays the invoice, and the subscription that it is for follows. */
export function pay(desk: Desk, invoice: SimInvoice, card?: SimCard): Collected {
  const collected = collect(desk, invoice, card);
  return { ...collected, events: [...collected.events, ...followInvoice(desk, invoice)] };
}

function followInvoice({ billing }: Desk, invoice: SimInvoice): readonly SimEvent[] {
  const subscription = billing.subscriptions.get(invoice.parent?.subscription_details.subscription ?? '');
  if (subscription === undefined || subscription.latest_invoice !== invoice.id) return [];
  const isWaiting = ['incomplete', 'past_due', 'unpaid'].includes(subscription.status);
  if (invoice.status === 'paid' && isWaiting) return become(subscription, { status: 'active' });
  if (invoice.status === 'open' && subscription.status === 'active')
    return become(subscription, { status: 'past_due' });
  return [];
}

/** The next period begins, or the end that was planned has come. */
export function goOn(desk: Desk, subscription: SimSubscription): readonly SimEvent[] {
  const [item] = subscription.items.data;
  if (item === undefined || subscription.ended_at !== null) return [];
  if (subscription.cancel_at_period_end || subscription.cancel_at !== null) return end(desk, subscription);
  item.current_period_start = item.current_period_end;
  item.current_period_end = after(item.current_period_start, item.price);
  const invoice = invoiceOf(desk, subscription, 'subscription_cycle');
  const moved: readonly SimEvent[] = [['customer.subscription.updated', snapshot(subscription)]];
  const created: readonly SimEvent[] = [['invoice.created', { ...invoice }]];
  // What is on hold makes invoices that nobody is asked to pay.
  if (subscription.pause_collection !== null) return [...moved, ...created];
  const finalized = finalize(desk, invoice);
  return [...moved, ...created, ...finalized, ...(invoice.status === 'open' ? pay(desk, invoice).events : [])];
}

export function end({ now }: Desk, subscription: SimSubscription, status = 'canceled'): readonly SimEvent[] {
  Object.assign(subscription, { status, canceled_at: now(), ended_at: now() });
  // What was never begun has not ended, and is told of as a change.
  const isOver = status === 'canceled';
  return [[isOver ? 'customer.subscription.deleted' : 'customer.subscription.updated', snapshot(subscription)]];
}

export function become(subscription: SimSubscription, change: Partial<SimSubscription>): readonly SimEvent[] {
  Object.assign(subscription, change);
  return [['customer.subscription.updated', snapshot(subscription)]];
}

/** On the hosted page: what is paid there begins a subscription; a card that is declined leaves the page open. */
export function finishPage(desk: Desk, page: SimSubscriptionPage, card: SimCard): readonly SimEvent[] {
  const { billing } = desk;
  if (page.status !== 'open' || card === 'decline' || card === 'confirm') return [];
  const { price, metadata } = known(billing.wishes, page.id);
  const { subscription, invoice, events } = begin(desk, {
    customer: page.customer,
    price: known(billing.prices, price),
    metadata,
  });
  billing.cards.set(page.customer, card);
  const paid = invoice.status === 'open' ? pay(desk, invoice).events : [];
  Object.assign(page, {
    status: 'complete',
    payment_status: invoice.status === 'paid' ? 'paid' : 'unpaid',
    subscription: subscription.id,
    url: null,
  });
  return [...events, ...paid, ['checkout.session.completed', { ...page }]];
}

function invoiceOf(desk: Desk, subscription: SimSubscription, reason: string): SimInvoice {
  const { customer, currency, items } = subscription;
  const total = items.data.reduce((sum, { price, quantity }) => sum + (price.unit_amount ?? 0) * quantity, 0);
  const invoice = newInvoice(desk, { customer, currency, metadata: {}, reason, total, subscription });
  subscription.latest_invoice = invoice.id;
  return invoice;
}

/** As it is now, since it changes later. */
function snapshot(subscription: SimSubscription): object {
  return structuredClone(subscription);
}

/** Epoch seconds. A month after the 31st is the last day of a shorter one. */
function after(seconds: number, { recurring }: SimPrice): number {
  const { interval = 'month', interval_count: count = 1 } = recurring ?? {};
  if (interval === 'day' || interval === 'week') return seconds + (interval === 'day' ? 1 : 7) * count * 86_400;
  const months = interval === 'year' ? 12 * count : count;
  const from = new Date(seconds * 1000);
  const to = new Date(from);
  to.setUTCMonth(from.getUTCMonth() + months);
  if (to.getUTCDate() !== from.getUTCDate()) to.setUTCDate(0);
  return Math.floor(to.getTime() / 1000);
}
