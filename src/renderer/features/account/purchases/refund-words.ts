// Money that goes back, in words: how much, where it is, and what the person has to do for it.
import type { Purchase, PurchaseRefund } from '../../../../preload/contract/account.ts';
import { formatMoney } from '../../../shared/amounts.ts';

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
    const sentence = `${formatMoney(refundedCents, currency, locale)} was refunded, or is being refunded.`;
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
  if (refunds.some(canCollect)) return 'Refund ready';
  if (refunds.some((refund) => refund.state === 'pending')) return 'Refund pending';
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
      if (canCollect(refund)) return `${sum} is ready to collect. Choose the wallet it should go to.`;
      return provider === 'stripe' ? `${sum} is being refunded. Banks take 5 to 10 days.` : `${sum} is being refunded.`;
    case 'succeeded':
      return `${sum} was refunded.`;
    case 'failed':
      return `${sum} couldn’t be refunded, so you keep the credits. Ask whoever runs the server to try again.`;
  }
}
