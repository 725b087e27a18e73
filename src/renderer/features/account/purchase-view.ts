// A purchase in words: in each of its states what happened to the money, and what to do next.
import type { Provider } from '../../../../server/contract/orders/orders.ts';
import type { AccountState, Purchase } from '../../../preload/contract/account.ts';
import { viewMethod } from './invoice/invoice-method.ts';
import { canCollect, refundLabel } from './purchases/refund-words.ts';
import { words } from '../../words.ts';
import { sayPurchaseTrouble } from '../../shared/trouble-words.ts';

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
  const view = { ...wordsFor(purchase), ...partWords(purchase), ...refundWords(purchase) };
  return purchase.trouble === null || !view.isUnderWay
    ? view
    : { ...view, sentence: sayPurchaseTrouble(purchase.trouble), tone: 'attention' };
}

function wordsFor({ state, provider }: Purchase): PurchaseView {
  const { label, sentence } = words.purchases.states[state];
  switch (state) {
    case 'starting':
    case 'open':
    case 'paid':
      return underWay({ label, sentence, tone: 'waiting' });
    case 'seen':
      return underWay({ label, sentence: `${sentence} ${words.purchases.confirming[provider]}`, tone: 'waiting' });
    case 'declined':
      return underWay({ label, sentence, tone: 'attention' });
    case 'claimed':
      return over({ label, sentence, tone: 'good' });
    case 'expired':
      return again({ label, sentence: `${sentence}${sayLate(provider)}`, tone: 'over' });
    case 'failed':
    case 'abandoned':
      return again({ label, sentence, tone: 'over' });
    case 'disputed':
      return over({ label, sentence, tone: 'attention' });
    case 'refunded':
      return over({ label, sentence, tone: 'over' });
  }
}

/** Once a part of an invoice has come in, nobody may read that they were not charged. */
function partWords({ state, methods }: Purchase): Partial<PurchaseView> {
  if (!methods.some((method) => viewMethod(method).received !== null)) return {};
  if (state === 'open') return { sentence: words.purchases.partReceived };
  if (state !== 'expired' && state !== 'failed' && state !== 'abandoned') return {};
  return {
    sentence: words.purchases.onlyPart,
    tone: 'attention',
  };
}

type Told = Pick<PurchaseView, 'label' | 'sentence' | 'tone'>;

const underWay = (told: Told): PurchaseView => ({ ...told, isUnderWay: true, canRepeat: false });
const over = (told: Told): PurchaseView => ({ ...told, isUnderWay: false, canRepeat: false });
const again = (told: Told): PurchaseView => ({ ...told, isUnderWay: false, canRepeat: true });

/** Only a payment in bitcoin can be on its way without anybody having seen it. */
function sayLate(provider: Provider): string {
  return provider === 'btcpay' ? ` ${words.purchases.lateBitcoin}` : '';
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
  return words.purchases.providers[provider];
}
