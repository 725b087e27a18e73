// What becomes of subscriptions and invoices in the sandbox: begun, renewed by the clock, paid, refused and ended.
import { randomUUID } from 'node:crypto';
import type { PriceReading } from '../../billing-rail.ts';
import type { Invoice, OpenBooks, Subscription } from './sandbox-books.ts';
import { endOfPeriod, priceNamed } from './sandbox-price.ts';

export type Life = { readonly books: OpenBooks; readonly now: number };

/** Active where its customer has something to pay with, or where it costs nothing. */
export async function begin(
  life: Life,
  of: { readonly ownId: string; readonly customer: string; readonly price: PriceReading },
): Promise<Subscription> {
  const { books, now } = life;
  const id = `sub_${randomUUID()}`;
  const pays = (await books.find('customer', of.customer))?.pays === true;
  const invoice = await bill(life, { ...of, subscription: id, at: now, isPaid: pays });
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
  await keep(life, subscription, 'subscription.created');
  return subscription;
}

async function bill(
  { books, now }: Life,
  of: {
    readonly customer: string;
    readonly price: PriceReading;
    readonly subscription: string;
    readonly at: number;
    readonly isPaid: boolean;
  },
): Promise<Invoice> {
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
  await keepInvoice({ books, now }, invoice);
  return invoice;
}

/** Every period that is over by now is followed by the next, or by the end that was planned. */
export async function goOn(life: Life): Promise<void> {
  for (const one of await life.books.running()) {
    let subscription: Subscription | null = one;
    while (subscription !== null && subscription.endsAt <= life.now)
      subscription = await renew(life, subscription, true);
  }
}

/** null: there is nothing more to renew. What nobody has paid for when its period ends is over. */
export async function renew(life: Life, subscription: Subscription, isPaid: boolean): Promise<Subscription | null> {
  const price = priceNamed(subscription.priceId);
  if (subscription.state === 'canceled' || price === null) return null;
  if (subscription.isEnding || subscription.state !== 'active') {
    await end(life, subscription);
    return null;
  }
  const { customer, endsAt: at, id } = subscription;
  const invoice = await bill(life, { customer, price, subscription: id, at, isPaid });
  if (invoice.state === 'open') await keepInvoice(life, { ...invoice, state: 'failed' });
  const state = invoice.state === 'paid' ? 'active' : 'past_due';
  const next = { ...subscription, state, startsAt: at, endsAt: endOfPeriod(at, price), invoice: invoice.id } as const;
  await keep(life, next, 'subscription.updated');
  return next;
}

export async function end(life: Life, subscription: Subscription): Promise<Subscription> {
  const ended = { ...subscription, state: 'canceled', isEnding: false } as const;
  await keep(life, ended, 'subscription.deleted');
  return ended;
}

/** What waited for it goes on. */
export async function settle(life: Life, invoice: Invoice, state: 'paid' | 'failed'): Promise<Invoice> {
  if (invoice.state === 'paid') return invoice;
  const settled = { ...invoice, state };
  await keepInvoice(life, settled);
  const subscription = await life.books.find('subscription', invoice.subscription ?? '');
  const isWaiting = subscription?.state === 'incomplete' || subscription?.state === 'past_due';
  if (state === 'paid' && isWaiting && subscription.invoice === invoice.id)
    await keep(life, { ...subscription, state: 'active' }, 'subscription.updated');
  return settled;
}

export async function keep({ books, now }: Life, subscription: Subscription, type: string): Promise<void> {
  await books.put('subscription', subscription);
  await books.tell({ type, object: 'subscription', id: subscription.id, at: now });
}

export async function keepInvoice({ books, now }: Life, invoice: Invoice): Promise<void> {
  await books.put('invoice', invoice);
  await books.tell({ type: `invoice.${invoice.state}`, object: 'invoice', id: invoice.id, at: now });
}
