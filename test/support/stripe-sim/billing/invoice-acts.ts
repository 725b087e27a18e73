// What happens to invoices at the simulated Stripe: each act changes its books and names the events that Stripe tells of it.
import type { SimEvent } from '../acts.ts';
import { type Books, newId, newIntent, type SimCharge, type SimIntent } from '../books.ts';
import { type BillingBooks, known, type Metadata, type SimCard, type SimInvoice } from './billing-books.ts';

export type Desk = {
  readonly books: Books;
  readonly billing: BillingBooks;
  readonly url: string;
  /** Epoch seconds. */
  readonly now: () => number;
};

export type Collected = {
  readonly kind: 'paid' | 'under_way' | 'declined' | 'no_card' | 'confirm';
  readonly events: readonly SimEvent[];
};

export function newInvoice(
  { billing, now }: Desk,
  of: {
    readonly customer: string;
    readonly currency: string;
    readonly metadata: Metadata;
    readonly reason: string;
    readonly total: number;
    readonly subscription: { readonly id: string; readonly metadata: Metadata } | null;
  },
): SimInvoice {
  const { subscription } = of;
  const invoice: SimInvoice = {
    id: newId('in'),
    object: 'invoice',
    amount_due: of.total,
    amount_paid: 0,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    billing_reason: of.reason,
    collection_method: 'charge_automatically',
    created: now(),
    currency: of.currency,
    customer: of.customer,
    hosted_invoice_url: null,
    livemode: false,
    metadata: of.metadata,
    parent:
      subscription === null
        ? null
        : {
            quote_details: null,
            subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
            type: 'subscription_details',
          },
    status: 'draft',
    total: of.total,
  };
  billing.invoices.set(invoice.id, invoice);
  return invoice;
}

/** What comes to nothing, or less, is paid with that. */
export function finalize({ books, billing, url, now }: Desk, invoice: SimInvoice): readonly SimEvent[] {
  Object.assign(invoice, { status: 'open', hosted_invoice_url: `${url}/i/${invoice.id}` });
  const told: readonly SimEvent[] = [['invoice.finalized', { ...invoice }]];
  if (invoice.total <= 0) return [...told, ...becomePaid(invoice)];
  const { currency } = invoice;
  const intent = newIntent(books, { amount: invoice.total, currency, metadata: {}, created: now(), isAutomatic: true });
  billing.payments.set(invoice.id, intent.id);
  return [...told, ['payment_intent.created', { ...intent }]];
}

/** With `card`, else with what the customer has left. */
export function collect(desk: Desk, invoice: SimInvoice, card?: SimCard): Collected {
  const { billing, books } = desk;
  const intent = known(books.intents, known(billing.payments, invoice.id));
  const means = card ?? billing.cards.get(invoice.customer);
  Object.assign(invoice, { attempted: true, attempt_count: invoice.attempt_count + 1 });
  switch (means) {
    case undefined:
      return { kind: 'no_card', events: [['invoice.payment_failed', { ...invoice }]] };
    case 'decline':
      Object.assign(intent, {
        status: 'requires_payment_method',
        last_payment_error: { type: 'card_error', code: 'card_declined' },
      });
      return {
        kind: 'declined',
        events: [
          ['payment_intent.payment_failed', { ...intent }],
          ['invoice.payment_failed', { ...invoice }],
        ],
      };
    case 'confirm':
      intent.status = 'requires_action';
      return { kind: 'confirm', events: [['invoice.payment_action_required', { ...invoice }]] };
    case 'process':
      Object.assign(intent, { status: 'processing', last_payment_error: null });
      return { kind: 'under_way', events: [['payment_intent.processing', { ...intent }]] };
    case 'succeed':
      return { kind: 'paid', events: succeed(desk, invoice, intent) };
  }
}

function succeed({ books, now }: Desk, invoice: SimInvoice, intent: SimIntent): readonly SimEvent[] {
  const charge: SimCharge = {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_refunded: 0,
    created: now(),
    currency: intent.currency,
    disputed: false,
    livemode: false,
    metadata: {},
    paid: true,
    payment_intent: intent.id,
    refunded: false,
    status: 'succeeded',
  };
  books.charges.set(charge.id, charge);
  Object.assign(intent, {
    status: 'succeeded',
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
  });
  return [['payment_intent.succeeded', { ...intent }], ['charge.succeeded', charge], ...becomePaid(invoice)];
}

function becomePaid(invoice: SimInvoice): readonly SimEvent[] {
  Object.assign(invoice, { status: 'paid', amount_paid: Math.max(0, invoice.total), amount_due: 0 });
  return [
    ['invoice.paid', { ...invoice }],
    ['invoice.payment_succeeded', { ...invoice }],
  ];
}

export function giveUp(invoice: SimInvoice, status: 'void' | 'uncollectible'): readonly SimEvent[] {
  invoice.status = status;
  return [[status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', { ...invoice }]];
}

/** As it is answered: its payments only where they are asked for. */
export function invoiceJson({ books, billing }: Desk, invoice: SimInvoice, expand: readonly string[]): object {
  const intent = books.intents.get(billing.payments.get(invoice.id) ?? '');
  if (!expand.some((path) => path.startsWith('payments'))) return invoice;
  const isWhole = expand.includes('payments.data.payment.payment_intent');
  const data =
    intent === undefined
      ? []
      : [
          {
            id: `inpay_${intent.id.slice(3)}`,
            object: 'invoice_payment',
            is_default: true,
            status: invoice.status === 'paid' ? 'paid' : 'open',
            payment: { type: 'payment_intent', payment_intent: isWhole ? intent : intent.id },
          },
        ];
  return {
    ...invoice,
    payments: { object: 'list', data, has_more: false, url: `/v1/invoices/${invoice.id}/payments` },
  };
}
