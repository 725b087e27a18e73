// What an invoice's two status words mean for an order. The table follows BTCPay Server 2.4; nothing here asks anybody.
import type { RailReading, RailRefund } from '../rail.ts';
import { toCents } from './decimal.ts';
import type { Invoice } from './shapes.ts';

/** Past its monitoring BTCPay Server takes no more notice; an hour more for clocks that differ. */
const graceMs = 3_600_000;

/** BTCPay Server tells what came in in these by whole units, since nobody uses their hundredths (as of 2.4). */
const toldByWholes = new Set(['ARS', 'COP']);

/** A payment that fills an invoice may come to a little less or more, since its worth is rounded on the way from bitcoin. */
function roundingCents(currency: string): number {
  return toldByWholes.has(currency) ? 100 : 1;
}

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
      return reading('paid', settled());
    case 'Invalid':
      return reading('failed', paid);
    case 'Expired':
      return expired();
  }

  function settled(): number | null {
    // Marked as settled by hand: it counts as paid, whatever came in.
    if (invoice.additionalStatus === 'Marked' || paid === null) return null;
    // What came beside the price may still be replaced by a payment to somebody else.
    if (invoice.additionalStatus === 'PaidOver' && !seen.isAllSettled) return price;
    return paid - price < roundingCents(invoice.currency) ? price : paid;
  }

  /** Stays Expired for ever, also when the money came late. */
  function expired(): RailReading {
    if (invoice.additionalStatus === 'PaidLate' || invoice.additionalStatus === 'PaidOver')
      return reading(
        seen.isAllSettled ? 'paid' : 'seen',
        paid !== null && Math.abs(price - paid) <= roundingCents(invoice.currency) && paid < price ? price : paid,
      );
    const isOver = seen.now >= invoice.monitoringExpiration * 1000 + graceMs;
    if (paid !== null && paid > 0 && !isOver) return reading('seen', paid);
    return reading('expired', paid);
  }
}

/** Whether only the single payments can tell if the money is there for good. */
export function needsPayments({ status, additionalStatus }: Invoice): boolean {
  return (
    (status === 'Expired' && additionalStatus !== 'None') || (status === 'Settled' && additionalStatus === 'PaidOver')
  );
}

/** Whether the amount that is left to pay may have changed. Servers that do not say what came in are asked each time. */
export function mayBePartPaid({ state, paidCents }: RailReading, isPartShown: boolean): boolean {
  return state === 'open' && (isPartShown || paidCents === null || paidCents > 0);
}

/** Whether BTCPay Server lets money go back for this invoice, so that some may have gone. */
export function mayHaveRefunds({ status, additionalStatus }: Invoice): boolean {
  return status === 'Settled' || ((status === 'Expired' || status === 'Invalid') && additionalStatus !== 'None');
}

export function withRefunds(reading: RailReading, refunds: readonly RailRefund[], invoice: Invoice): RailReading {
  const back = refunds.filter(({ state }) => state === 'succeeded').reduce((sum, one) => sum + one.amountCents, 0);
  const came = reading.paidCents ?? toCents(invoice.amount, invoice.currency);
  const isAllBack = reading.state === 'paid' && back > 0 && back >= came;
  const providerStatus =
    refunds.length === 0 ? reading.providerStatus : `${reading.providerStatus}, ${wordsFor(refunds)}`;
  return { ...reading, state: isAllBack ? 'refunded' : reading.state, providerStatus, refunds };
}

function wordsFor(refunds: readonly RailRefund[]): string {
  const count = (state: RailRefund['state']) => refunds.filter((one) => one.state === state).length;
  const words = (['succeeded', 'pending', 'failed'] as const).flatMap((state) =>
    count(state) === 0 ? [] : [`${count(state)} ${state}`],
  );
  return `refunds: ${words.join(', ')}`;
}
