// A purchase in words: in each of its states what happened to the money, and what to do next.
import type { Provider } from '../../../../server/contract/orders/orders.ts';
import type { AccountState, Purchase } from '../../../preload/contract/account.ts';
import { viewMethod } from './invoice/invoice-method.ts';
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
  const words = { ...wordsFor(purchase), ...partWords(purchase), ...refundWords(purchase) };
  return purchase.trouble === null || !words.isUnderWay
    ? words
    : { ...words, sentence: purchase.trouble, tone: 'attention' };
}

type Words = Pick<PurchaseView, 'label' | 'sentence' | 'tone'>;

function wordsFor(purchase: Purchase): PurchaseView {
  switch (purchase.state) {
    case 'starting':
      return underWay({
        label: 'Placing order',
        sentence: 'Placing your order. You haven’t been charged.',
        tone: 'waiting',
      });
    case 'open':
      return underWay({
        label: 'Waiting for payment',
        sentence: 'Waiting for payment. You haven’t been charged.',
        tone: 'waiting',
      });
    case 'seen':
      return underWay({
        label: 'Payment detected',
        sentence: `Your payment was detected and is being confirmed. ${sayConfirming(purchase.provider)}`,
        tone: 'waiting',
      });
    case 'declined':
      return underWay({
        label: 'Declined',
        sentence: 'Your payment was declined. You haven’t been charged. Try again, or pay another way.',
        tone: 'attention',
      });
    case 'paid':
      return underWay({
        label: 'Paid',
        sentence: 'Paid. Your credits are being added.',
        tone: 'waiting',
      });
    case 'claimed':
      return over({ label: 'Added', sentence: 'Paid. Your credits were added.', tone: 'good' });
    case 'expired':
      return again({
        label: 'Expired',
        sentence: `The payment time expired. You haven’t been charged.${sayLate(purchase.provider)}`,
        tone: 'over',
      });
    case 'failed':
      return again({
        label: 'Failed',
        sentence: 'Your payment failed. You haven’t been charged. Start again, or pay another way.',
        tone: 'over',
      });
    case 'disputed':
      return over({
        label: 'Disputed',
        sentence:
          'This payment was disputed with your bank. Its credits are on hold until the bank decides. If you didn’t dispute it, call your bank.',
        tone: 'attention',
      });
    case 'refunded':
      return over({
        label: 'Refunded',
        sentence: 'The payment was refunded, and its credits were removed.',
        tone: 'over',
      });
    case 'abandoned':
      return again({
        label: 'Cancelled',
        sentence: 'You cancelled this purchase. If a payment still arrives, it will be credited.',
        tone: 'over',
      });
  }
}

/** Once a part of an invoice has come in, nobody may read that they were not charged. */
function partWords({ state, methods }: Purchase): Partial<PurchaseView> {
  if (!methods.some((method) => viewMethod(method).received !== null)) return {};
  if (state === 'open') return { sentence: 'Partial payment received. Waiting for the rest.' };
  if (state !== 'expired' && state !== 'failed' && state !== 'abandoned') return {};
  return {
    sentence:
      'Only a part of the payment arrived. It isn’t lost: send the order number under All purchases to whoever runs the server.',
    tone: 'attention',
  };
}

const underWay = (words: Words): PurchaseView => ({ ...words, isUnderWay: true, canRepeat: false });
const over = (words: Words): PurchaseView => ({ ...words, isUnderWay: false, canRepeat: false });
const again = (words: Words): PurchaseView => ({ ...words, isUnderWay: false, canRepeat: true });

function sayConfirming(provider: Provider): string {
  switch (provider) {
    case 'btcpay':
      return 'Lightning takes seconds, on-chain payments 10 minutes to an hour. Your credits are added automatically.';
    case 'stripe':
      return 'Some banks take a few days. Your credits are added automatically.';
    case 'sandbox':
      return 'Your credits are added automatically.';
  }
}

/** Only a payment in bitcoin can be on its way without anybody having seen it. */
function sayLate(provider: Provider): string {
  return provider === 'btcpay' ? ' If you sent a payment, it will be credited when it arrives.' : '';
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
