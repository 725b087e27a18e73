// Money that goes back, in words: how much, where it is, and what the person has to do for it.
import type { Purchase, PurchaseRefund } from '../../../../preload/contract/account.ts';
import { formatMoney } from '../amounts.ts';

export type RefundLine = {
  readonly id: string;
  readonly sentence: string;
  /** Where it can be fetched; null where it comes by itself. */
  readonly collectUrl: string | null;
};

/** One line for each refund; one for all of them where only the sum is known yet. */
export function sayRefunds(purchase: Purchase, locale?: string): readonly RefundLine[] {
  const { refunds, refundedCents, currency } = purchase;
  if (refunds.length === 0 && refundedCents > 0 && purchase.state !== 'refunded') {
    const sentence = `${formatMoney(refundedCents, currency, locale)} of it went back to you, or is on its way.`;
    return [{ id: 'sum', sentence, collectUrl: null }];
  }
  return refunds.map((refund) => ({
    id: refund.id,
    sentence: sayRefund(refund, purchase, locale),
    collectUrl: canCollect(refund) ? refund.collectUrl : null,
  }));
}

/** Two or three words for a list; null when nothing of this purchase went back. */
export function refundLabel({ state, refundedCents, refunds }: Purchase): string | null {
  if (refunds.some(canCollect)) return 'Refund to collect';
  if (refunds.some((refund) => refund.state === 'pending')) return 'Refund on its way';
  if (state === 'refunded') return 'Refunded';
  if (refundedCents > 0) return 'Partly refunded';
  return null;
}

export function canCollect(refund: PurchaseRefund): boolean {
  return refund.state === 'pending' && refund.collectUrl !== null;
}

function sayRefund(refund: PurchaseRefund, { currency, provider }: Purchase, locale: string | undefined): string {
  const sum = formatMoney(refund.amountCents, currency, locale);
  switch (refund.state) {
    case 'pending':
      if (canCollect(refund)) return `${sum} waits for you. Collect it, and say there which wallet it should go to.`;
      return provider === 'stripe'
        ? `${sum} is on its way back to you. Banks take five to ten days for it.`
        : `${sum} is on its way back to you.`;
    case 'succeeded':
      return `${sum} was given back to you.`;
    case 'failed':
      return `${sum} could not be given back, so its credits stay yours. Ask whoever runs the server to try again.`;
  }
}
