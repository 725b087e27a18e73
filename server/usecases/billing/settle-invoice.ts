// Asks the provider where an invoice stands and moves it there. Webhooks, the reconciler and whoever pushes one all end up here.
import type { InvoiceId } from '../../contract/billing/invoice.ts';
import type { InvoiceStore } from '../../storage/billing/invoice-store.ts';
import { type InvoiceRecord, readInvoice } from '../../domain/billing/invoice.ts';
import type { InvoiceReading } from '../../rails/billing-rail.ts';
import { RailUnavailable } from '../../rails/rail.ts';
import { brand } from '../../lib/brand.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Postbox } from '../letters/postbox.ts';
import { type BillingAsking, askBilling } from './ask-billing.ts';

/** others: it is of a customer who is not ours. gone: the provider does not know it. */
export type InvoiceSettled =
  | { readonly kind: 'settled'; readonly invoice: InvoiceRecord }
  | { readonly kind: 'others' | 'gone' };

type Settling = BillingAsking & {
  readonly storage: Pick<InvoiceStore, 'changeInvoice'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly postbox: Postbox;
};

type SettleAsk = { readonly deliveryId: number | null; readonly signal: AbortSignal };

export type InvoiceSettler = ReturnType<typeof createInvoiceSettler>;

/** How often the provider is asked again because the invoice changed meanwhile. */
const asksMax = 5;

export function createInvoiceSettler(deps: Settling) {
  const { storage, clock, newId, postbox, billing } = deps;

  function provider() {
    if (billing === null) throw new RailUnavailable('no provider keeps invoices');
    return billing.provider;
  }

  /** The revision of an invoice before it is asked about; null: it is not known by this id yet. */
  function revisionOf(id: string): Promise<number | null> {
    const named = { atProvider: { provider: provider(), id }, ours: null, customer: '' };
    return storage.changeInvoice<number | null>(named, ({ invoice }) => ({
      write: null,
      answer: invoice?.revision ?? null,
    }));
  }

  /** null: it has changed since `seenRevision`, and is to be asked about again. */
  function book(
    reading: InvoiceReading,
    { seenRevision, deliveryId }: { readonly seenRevision: number | null; readonly deliveryId: number | null },
  ): Promise<InvoiceSettled | null> {
    const { providerInvoiceId: id, providerCustomerId, invoiceId } = reading;
    const ours = invoiceId === null ? null : brand<InvoiceId>(invoiceId);
    const named = { atProvider: { provider: provider(), id }, ours, customer: providerCustomerId };
    return storage.changeInvoice<InvoiceSettled | null>(named, ({ invoice, customer }) => {
      if (customer === null) return { write: null, answer: { kind: 'others' } };
      const bound = invoice?.providerInvoiceId == null ? null : invoice.revision;
      if (bound !== seenRevision) return { write: null, answer: null };
      const now = readInvoice(invoice, reading, { provider: provider(), customerId: customer.id, newId });
      const answer = { kind: 'settled', invoice: now } as const;
      if (now === invoice) return { write: deliveryId === null ? null : { deliveryId }, answer };
      const letters = postbox.ofInvoice(now, customer.entity, clock.now());
      return { write: { invoice: now, letters, deliveryId }, answer };
    });
  }

  async function settle(id: string, { deliveryId, signal }: SettleAsk): Promise<InvoiceSettled> {
    for (let asks = 0; asks < asksMax; asks += 1) {
      const seenRevision = await revisionOf(id);
      const reading = await askBilling(deps, signal, (rail, limited) => rail.readInvoice(id, limited));
      if (reading === null) return { kind: 'gone' };
      const booked = await book(reading, { seenRevision, deliveryId });
      if (booked !== null) return booked;
    }
    throw new RailUnavailable(`invoice ${id} changes faster than its provider answers`);
  }

  return {
    settle,
    revisionOf,
    /** What was read a moment ago, while `seenRevision` was what was known before. */
    async take(reading: InvoiceReading, seenRevision: number | null, ask: SettleAsk): Promise<InvoiceSettled> {
      const booked = await book(reading, { seenRevision, deliveryId: ask.deliveryId });
      return booked ?? settle(reading.providerInvoiceId, ask);
    },
  };
}
