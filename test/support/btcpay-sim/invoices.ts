// The simulator's invoices: BTCPay Server's states and the events that each change brings.
import { randomBytes } from 'node:crypto';

export type SimInvoice = {
  readonly id: string;
  readonly orderId: string;
  readonly amount: string;
  readonly currency: string;
  readonly createdTime: number;
  readonly expirationTime: number;
  readonly monitoringExpiration: number;
  status: 'New' | 'Processing' | 'Settled' | 'Expired' | 'Invalid';
  additionalStatus: 'None' | 'PaidLate' | 'PaidPartial' | 'Marked' | 'Invalid' | 'PaidOver';
  payments: { value: number; status: 'Processing' | 'Settled' | 'Invalid' }[];
};

export type SimEvent = { readonly type: string; readonly extra?: Readonly<Record<string, unknown>> };

/** Base58 without the letters that are easily confused, as BTCPay Server's ids are. */
export function newId(length = 22): string {
  const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  return [...randomBytes(length)].map((byte) => letters[byte % letters.length]).join('');
}

export function paidOf(invoice: SimInvoice): number {
  return invoice.payments.filter(({ status }) => status !== 'Invalid').reduce((sum, { value }) => sum + value, 0);
}

/** Money arrives, not yet confirmed. Only before its end does an invoice move to Processing. */
export function receive(invoice: SimInvoice, value: number): readonly SimEvent[] {
  invoice.payments.push({ value, status: 'Processing' });
  const paid = paidOf(invoice);
  const price = Number(invoice.amount);
  const afterExpiration = invoice.status === 'Expired';
  const received = { type: 'InvoiceReceivedPayment', extra: { afterExpiration, paymentMethodId: 'BTC-CHAIN' } };
  if (afterExpiration) {
    invoice.additionalStatus = paid >= price ? 'PaidLate' : 'PaidPartial';
    return [received, ...(paid >= price ? [{ type: 'InvoicePaidAfterExpiration' }] : [])];
  }
  if (paid < price) {
    invoice.additionalStatus = 'PaidPartial';
    return [received];
  }
  invoice.additionalStatus = paid > price ? 'PaidOver' : 'None';
  if (invoice.status === 'Settled') return [received];
  invoice.status = 'Processing';
  return [received, { type: 'InvoiceProcessing', extra: { overPaid: paid > price } }];
}

/** Every payment is confirmed but those that were replaced. An expired invoice stays expired, and says nothing of being settled. */
export function confirm(invoice: SimInvoice): readonly SimEvent[] {
  for (const payment of invoice.payments) if (payment.status !== 'Invalid') payment.status = 'Settled';
  const settled = { type: 'InvoicePaymentSettled', extra: { afterExpiration: invoice.status === 'Expired' } };
  if (invoice.status !== 'Processing') return [settled];
  invoice.status = 'Settled';
  return [
    settled,
    { type: 'InvoiceSettled', extra: { manuallyMarked: false, overPaid: invoice.additionalStatus === 'PaidOver' } },
  ];
}

/** The payment was replaced by one to somebody else: the invoice waits again. */
export function replace(invoice: SimInvoice): readonly SimEvent[] {
  for (const payment of invoice.payments) payment.status = 'Invalid';
  invoice.status = 'New';
  invoice.additionalStatus = 'None';
  return [];
}

export function expire(invoice: SimInvoice): readonly SimEvent[] {
  const partiallyPaid = paidOf(invoice) > 0;
  invoice.status = 'Expired';
  return [
    { type: 'InvoiceExpired', extra: { partiallyPaid } },
    ...(partiallyPaid ? [{ type: 'InvoiceExpiredPaidPartial' }] : []),
  ];
}

export function invalidate(invoice: SimInvoice): readonly SimEvent[] {
  invoice.status = 'Invalid';
  return [{ type: 'InvoiceInvalid', extra: { manuallyMarked: false } }];
}

export function mark(invoice: SimInvoice, status: 'Settled' | 'Invalid'): readonly SimEvent[] {
  invoice.status = status;
  invoice.additionalStatus = 'Marked';
  return [{ type: `Invoice${status}`, extra: { manuallyMarked: true, overPaid: false } }];
}
