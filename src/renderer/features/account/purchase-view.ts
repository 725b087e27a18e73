// A purchase in words: in each of its states what happened to the money, and what to do next.
import type { Provider } from '../../../../server/contract/orders.ts';
import type { AccountState, Purchase } from '../../../preload/contract/account.ts';
import { canCollect, refundLabel } from './purchases/refund-words.ts';

export type PurchaseTone = 'waiting' | 'good' | 'attention' | 'over';

export type PurchaseView = {
  /** Two or three words for a list. */
  readonly label: string;
  /** What happened to the money and what to do next, in one to three sentences. */
  readonly sentence: string;
  readonly tone: PurchaseTone;
  /** It can still be taken up where it was left. */
  readonly isUnderWay: boolean;
  /** The same can be ordered again with one press. */
  readonly canRepeat: boolean;
};

export function viewPurchase(purchase: Purchase): PurchaseView {
  const words = { ...wordsFor(purchase), ...refundWords(purchase) };
  return purchase.trouble === null || !words.isUnderWay
    ? words
    : { ...words, sentence: purchase.trouble, tone: 'attention' };
}

type Words = Pick<PurchaseView, 'label' | 'sentence' | 'tone'>;

function wordsFor(purchase: Purchase): PurchaseView {
  switch (purchase.state) {
    case 'starting':
      return underWay({
        label: 'Being placed',
        sentence: 'The order is on its way to the server. Nothing was taken yet.',
        tone: 'waiting',
      });
    case 'open':
      return underWay({
        label: 'Waiting for payment',
        sentence: 'Waiting for the payment. Nothing was taken yet.',
        tone: 'waiting',
      });
    case 'seen':
      return underWay({
        label: 'Payment seen',
        sentence: `Your payment was seen and is being confirmed. ${sayConfirming(purchase.provider)}`,
        tone: 'waiting',
      });
    case 'declined':
      return underWay({
        label: 'Declined',
        sentence: 'The payment was declined and nothing was taken. Try again in the checkout, or pay another way.',
        tone: 'attention',
      });
    case 'paid':
      return underWay({
        label: 'Paid',
        sentence: 'Paid. Your credits are being fetched; there is nothing more to do.',
        tone: 'waiting',
      });
    case 'claimed':
      return over({ label: 'Added', sentence: 'Paid, and the credits are yours.', tone: 'good' });
    case 'expired':
      return again({
        label: 'Expired',
        sentence: `The time to pay ran out and nothing was taken. Start again when you like.${sayLate(purchase.provider)}`,
        tone: 'over',
      });
    case 'failed':
      return again({
        label: 'Failed',
        sentence: 'The payment did not go through and nothing was taken. Start again, or choose another way to pay.',
        tone: 'over',
      });
    case 'disputed':
      return over({
        label: 'Disputed',
        sentence:
          'Your bank was asked to take this payment back. Its credits rest until the bank has decided. If you did not ask for that, call your bank.',
        tone: 'attention',
      });
    case 'refunded':
      return over({
        label: 'Refunded',
        sentence: 'The payment is given back and its credits are taken off.',
        tone: 'over',
      });
    case 'abandoned':
      return again({
        label: 'Cancelled',
        sentence: 'You cancelled this purchase. A payment that comes in all the same is still yours.',
        tone: 'over',
      });
  }
}

const underWay = (words: Words): PurchaseView => ({ ...words, isUnderWay: true, canRepeat: false });
const over = (words: Words): PurchaseView => ({ ...words, isUnderWay: false, canRepeat: false });
const again = (words: Words): PurchaseView => ({ ...words, isUnderWay: false, canRepeat: true });

function sayConfirming(provider: Provider): string {
  switch (provider) {
    case 'btcpay':
      return 'Over Lightning that takes seconds, on the chain ten minutes to an hour. The credits are added by themselves.';
    case 'stripe':
      return 'Some banks take a few days for it. The credits are added by themselves.';
    case 'sandbox':
      return 'The credits are added by themselves.';
  }
}

/** Only a payment in bitcoin can be on its way without anybody having seen it. */
function sayLate(provider: Provider): string {
  return provider === 'btcpay' ? ' If you did send something, it is not lost: it is credited when it arrives.' : '';
}

/** Once paid, money that goes back is what a person wants to know first. */
function refundWords(purchase: Purchase): Partial<PurchaseView> {
  const label = purchase.state === 'disputed' ? null : refundLabel(purchase);
  if (label === null) return {};
  if (purchase.refunds.some(canCollect)) return { label, tone: 'attention' };
  return purchase.refunds.some(({ state }) => state === 'pending') ? { label, tone: 'waiting' } : { label };
}

/** The newest purchase that is still under way. */
export function purchaseUnderWay(state: AccountState | null): Purchase | null {
  return state?.purchases.find((purchase) => viewPurchase(purchase).isUnderWay) ?? null;
}

/** What one pays with. */
export function sayProvider(provider: Provider): string {
  switch (provider) {
    case 'stripe':
      return 'Card';
    case 'btcpay':
      return 'Lightning or Bitcoin';
    case 'sandbox':
      return 'Test payment';
  }
}
