// A purchase in words, and what can be done about it in each of its states.
import type { Provider } from '../../../../server/contract/orders.ts';
import type { AccountState, Purchase } from '../../../preload/contract/account.ts';

export type PurchaseTone = 'waiting' | 'good' | 'attention' | 'over';

export type PurchaseView = {
  /** Two or three words for a list. */
  readonly label: string;
  /** What happens now and what to do, in one or two sentences. */
  readonly sentence: string;
  readonly tone: PurchaseTone;
  /** It can still be taken up where it was left. */
  readonly isUnderWay: boolean;
};

export function viewPurchase(purchase: Purchase): PurchaseView {
  const words = wordsFor(purchase.state);
  return purchase.trouble === null || !words.isUnderWay
    ? words
    : { ...words, sentence: purchase.trouble, tone: 'attention' };
}

function wordsFor(state: Purchase['state']): PurchaseView {
  switch (state) {
    case 'starting':
      return {
        label: 'Being placed',
        sentence: 'The order is on its way to the server.',
        tone: 'waiting',
        isUnderWay: true,
      };
    case 'open':
      return { label: 'Waiting for payment', sentence: 'Waiting for the payment.', tone: 'waiting', isUnderWay: true };
    case 'seen':
      return {
        label: 'Payment seen',
        sentence: 'The payment is on its way and is being confirmed.',
        tone: 'waiting',
        isUnderWay: true,
      };
    case 'declined':
      return {
        label: 'Declined',
        sentence: 'The payment was declined and nothing was taken. Try again in the checkout.',
        tone: 'attention',
        isUnderWay: true,
      };
    case 'paid':
      return { label: 'Paid', sentence: 'Paid. Your credits are being fetched.', tone: 'waiting', isUnderWay: true };
    case 'claimed':
      return { label: 'Added', sentence: 'The credits are yours.', tone: 'good', isUnderWay: false };
    case 'expired':
      return {
        label: 'Expired',
        sentence: 'The time to pay ran out and nothing was taken. Start again when you like.',
        tone: 'over',
        isUnderWay: false,
      };
    case 'failed':
      return {
        label: 'Failed',
        sentence: 'The payment did not go through and nothing was taken. Start again, or choose another way to pay.',
        tone: 'over',
        isUnderWay: false,
      };
    case 'disputed':
      return {
        label: 'Disputed',
        sentence: 'Your bank has been asked to take this payment back. Its credits rest until that is decided.',
        tone: 'over',
        isUnderWay: false,
      };
    case 'refunded':
      return { label: 'Refunded', sentence: 'The money went back to you.', tone: 'over', isUnderWay: false };
    case 'abandoned':
      return {
        label: 'Cancelled',
        sentence: 'You cancelled this purchase. A payment that comes in all the same is still yours.',
        tone: 'over',
        isUnderWay: false,
      };
  }
}

/** The newest purchase that is still under way. */
export function purchaseUnderWay(state: AccountState | null): Purchase | null {
  return state?.purchases.find((purchase) => viewPurchase(purchase).isUnderWay) ?? null;
}

export function sayProvider(provider: Provider): string {
  switch (provider) {
    case 'stripe':
      return 'Card';
    case 'btcpay':
      return 'Bitcoin or Lightning';
    case 'sandbox':
      return 'Test payment';
  }
}
