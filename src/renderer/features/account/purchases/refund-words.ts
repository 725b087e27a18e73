// Money that goes back, in words: how much, where it is, and what the person has to do for it.
import type { Words } from '../../../../words/words.ts';
import type { Purchase, PurchaseRefund } from '../../../../preload/contract/account.ts';
import { formatMoney } from '../../../shared/amounts.ts';
import { words } from '../../../words.ts';

export type RefundLine = {
  readonly id: string;
  readonly sentence: string;
  /** Where it can be fetched; null where it comes by itself. */
  readonly collectUrl: string | null;
};

/** One line for each refund; one for all of them where only the sum is known yet. */
export function sayRefunds(purchase: Purchase, say: Words = words): readonly RefundLine[] {
  const { refunds, refundedCents, currency } = purchase;
  if (refunds.length === 0 && refundedCents > 0 && purchase.state !== 'refunded') {
    const sentence = say.purchases.refunds.wasOrIsBeing(formatMoney(refundedCents, currency, say));
    return [{ id: 'sum', sentence, collectUrl: null }];
  }
  return refunds.map((refund) => ({
    id: refund.id,
    sentence: sayRefund(refund, purchase, say),
    collectUrl: canCollect(refund) ? refund.collectUrl : null,
  }));
}

/** Two or three words for a list; null when nothing of this purchase went back. */
export function refundLabel({ state, refundedCents, refunds }: Purchase): string | null {
  if (refunds.some(canCollect)) return words.purchases.refunds.ready;
  if (refunds.some((refund) => refund.state === 'pending')) return words.purchases.refunds.pending;
  if (state === 'refunded') return words.purchases.refunds.refunded;
  if (refundedCents > 0) return words.purchases.refunds.partly;
  return null;
}

export function canCollect(refund: PurchaseRefund): boolean {
  return refund.state === 'pending' && refund.collectUrl !== null;
}

function sayRefund(refund: PurchaseRefund, { currency, provider }: Purchase, say: Words): string {
  const { refunds } = say.purchases;
  const sum = formatMoney(refund.amountCents, currency, say);
  switch (refund.state) {
    case 'pending':
      if (canCollect(refund)) return refunds.readyToCollect(sum);
      return provider === 'stripe' ? refunds.byBank(sum) : refunds.isBeing(sum);
    case 'succeeded':
      return refunds.was(sum);
    case 'failed':
      return refunds.failed(sum);
  }
}
