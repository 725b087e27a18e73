// What an invoice's two status words mean for an order. The table follows BTCPay Server 2.4; nothing here asks anybody.
import type { RailReading } from '../rail.ts';
import { toCents } from './decimal.ts';
import type { Invoice } from './shapes.ts';

/** Past its monitoring BTCPay Server takes no more notice; an hour more for clocks that differ. */
const graceMs = 3_600_000;

/** `isAllSettled`: whether every payment to the invoice is confirmed; asked only where the status does not say. */
export function readingOf(
  invoice: Invoice,
  seen: { readonly isAllSettled: boolean; readonly now: number },
): RailReading {
  const paid = invoice.paidAmount === undefined ? null : toCents(invoice.paidAmount, invoice.currency);
  const price = toCents(invoice.amount, invoice.currency);
  const reading = (state: RailReading['state'], paidCents: number | null): RailReading => ({
    providerTxnId: invoice.id,
    paymentTxnId: invoice.id,
    state,
    providerStatus:
      invoice.additionalStatus === 'None' ? invoice.status : `${invoice.status} (${invoice.additionalStatus})`,
    paidCents,
    refunds: [],
    dispute: 'none',
  });
  switch (invoice.status) {
    case 'New':
      return reading('open', paid);
    case 'Processing':
      return reading('seen', paid);
    case 'Settled':
      // Marked by hand: the operator vouches for it, whatever came in. Else a rounded rate may leave a fraction of a cent open.
      return reading('paid', invoice.additionalStatus === 'Marked' || paid === null ? null : Math.max(paid, price));
    case 'Invalid':
      return reading('failed', paid);
    case 'Expired':
      return expired();
  }

  /** Stays Expired for ever, also when the money came late. */
  function expired(): RailReading {
    if (invoice.additionalStatus === 'PaidLate' || invoice.additionalStatus === 'PaidOver')
      return reading(seen.isAllSettled ? 'paid' : 'seen', paid === null ? null : Math.max(paid, price));
    const isOver = seen.now >= invoice.monitoringExpiration * 1000 + graceMs;
    if (paid !== null && paid > 0 && !isOver) return reading('seen', paid);
    return reading('expired', paid);
  }
}

/** Whether only the single payments can tell if the money is there for good. */
export function needsPayments(invoice: Invoice): boolean {
  return invoice.status === 'Expired' && invoice.additionalStatus !== 'None';
}
