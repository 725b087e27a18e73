// What becomes of subscriptions and invoices in the sandbox: begun, renewed by the clock, paid, refused and ended.
import { randomUUID } from 'node:crypto';
import type { PriceReading } from '../../billing-rail.ts';
import type { Invoice, SandboxBooks, Subscription } from './sandbox-books.ts';
import { endOfPeriod, priceNamed } from './sandbox-price.ts';

type Life = { readonly books: SandboxBooks; readonly now: number };

/** Active where its customer has something to pay with, or where it costs nothing. */
export function begin(
  life: Life,
  of: { readonly ownId: string; readonly customer: string; readonly price: PriceReading },
): Subscription {
  const { books, now } = life;
  const id = `sub_${randomUUID()}`;
  const pays = books.find('customer', of.customer)?.pays === true;
  const invoice = bill(life, { ...of, subscription: id, at: now, isPaid: pays });
  const subscription: Subscription = {
    id,
    ownId: of.ownId,
    customer: of.customer,
    priceId: of.price.priceId,
    state: invoice.state === 'paid' ? 'active' : 'incomplete',
    createdAt: now,
    startsAt: now,
    endsAt: endOfPeriod(now, of.price),
    isEnding: false,
    invoice: invoice.id,
  };
  keep(life, subscription, 'subscription.created');
  return subscription;
}

function bill(
  { books, now }: Life,
  of: {
    readonly customer: string;
    readonly price: PriceReading;
    readonly subscription: string;
    readonly at: number;
    readonly isPaid: boolean;
  },
): Invoice {
  const amountCents = of.price.amountCents ?? 0;
  const invoice: Invoice = {
    id: `in_${randomUUID()}`,
    ownId: '',
    customer: of.customer,
    currency: of.price.currency,
    amountCents,
    lines: [{ description: of.price.priceId, amountCents }],
    state: of.isPaid || amountCents === 0 ? 'paid' : 'open',
    subscription: of.subscription,
    createdAt: of.at,
  };
  keepInvoice({ books, now }, invoice);
  return invoice;
}

/** Every period that is over by now is followed by the next, or by the end that was planned. */
export function goOn(life: Life): void {
  for (const one of life.books.all('subscription')) {
    let subscription: Subscription | null = one;
    while (subscription !== null && subscription.endsAt <= life.now) subscription = renew(life, subscription, true);
  }
}

/** null: there is nothing more to renew. What nobody has paid for when its period ends is over. */
export function renew(life: Life, subscription: Subscription, isPaid: boolean): Subscription | null {
  const price = priceNamed(subscription.priceId);
  if (subscription.state === 'canceled' || price === null) return null;
  if (subscription.isEnding || subscription.state !== 'active') {
    end(life, subscription);
    return null;
  }
  const { customer, endsAt: at, id } = subscription;
  const invoice = bill(life, { customer, price, subscription: id, at, isPaid });
  if (invoice.state === 'open') keepInvoice(life, { ...invoice, state: 'failed' });
  const state = invoice.state === 'paid' ? 'active' : 'past_due';
  const next = { ...subscription, state, startsAt: at, endsAt: endOfPeriod(at, price), invoice: invoice.id } as const;
  keep(life, next, 'subscription.updated');
  return next;
}

export function end(life: Life, subscription: Subscription): Subscription {
  const ended = { ...subscription, state: 'canceled', isEnding: false } as const;
  keep(life, ended, 'subscription.deleted');
  return ended;
}

/** What waited for it goes on. */
export function settle(life: Life, invoice: Invoice, state: 'paid' | 'failed'): Invoice {
  if (invoice.state === 'paid') return invoice;
  const settled = { ...invoice, state };
  keepInvoice(life, settled);
  const subscription = life.books.find('subscription', invoice.subscription ?? '');
  const isWaiting = subscription?.state === 'incomplete' || subscription?.state === 'past_due';
  if (state === 'paid' && isWaiting && subscription.invoice === invoice.id)
    keep(life, { ...subscription, state: 'active' }, 'subscription.updated');
  return settled;
}

export function keep({ books, now }: Life, subscription: Subscription, type: string): void {
  books.put('subscription', subscription);
  books.tell({ type, object: 'subscription', id: subscription.id, at: now });
}

export function keepInvoice({ books, now }: Life, invoice: Invoice): void {
  books.put('invoice', invoice);
  books.tell({ type: `invoice.${invoice.state}`, object: 'invoice', id: invoice.id, at: now });
}
