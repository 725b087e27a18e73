// The payment itself: credited once and with the order's own amount, or in proportion to what came in; taken back where it
// turns out void, and given again where it turns out good after all (I8, I9).
import { transferRef, walletAccount, worldAccount } from '../wallets/ledger.ts';
import { add, share, subtract } from '../money.ts';
import { nothingTaken } from './order.ts';
import type { OrderDraft } from './order-draft.ts';
import { goneOf } from '../refunds/refund-record.ts';
import { endAside } from '../suspense/suspense.ts';
import { giveBack, takeBack } from '../refunds/take-back.ts';
import { thaw } from '../refunds/dispute.ts';

/** How many cents would buy credits if the payment were credited now; null: the provider does not say, so the price counts. */
export function creditableCents(draft: OrderDraft, paidCents: number | null): number {
  const { amountCents, books } = draft.order();
  if (paidCents === null) return amountCents;
  return Math.min(amountCents, Math.max(0, paidCents - books.handledCents));
}

/** The money is there. `cents` is above 0. */
export function creditPayment(draft: OrderDraft, cents: number, paymentTxnId: string): void {
  const { provider, amountCents, credits, paidAt, books } = draft.order();
  const world = worldAccount(provider);
  if (books.voided !== null) {
    const cause = draft.cause('payment_good_after_all');
    giveBack(draft, books.voided, { kind: 'void', part: 'end', account: world, cause });
    draft.setBooks({ voided: null });
  }
  if (books.creditedCents > 0) return;
  // Until now too little had come in, and it was in suspense. It counts towards the order now; whatever exceeds the price goes to
  // suspense again.
  endAside(draft, 'counted');
  const credited = share(credits, { part: cents, whole: amountCents });
  draft.journal.move({
    ref: transferRef('payment', `${provider}:${paymentTxnId}`),
    from: world,
    to: walletAccount(draft.at.slot.wallet.id),
    amount: credited,
    cause: draft.cause('order_paid'),
  });
  draft.setBooks({ credited, creditedCents: cents });
  draft.setOrder({ paidAt: paidAt ?? draft.at.now });
}

/**
 * The provider says that the payment is not there after all. The credits that were not refunded are taken back as far as they are
 * free, and so are those that a failing refund brings back. This runs after the refunds.
 */
export function voidPayment(draft: OrderDraft): void {
  const { provider, books } = draft.order();
  const gone = goneOf(draft.refunds());
  if (gone.cents === books.creditedCents) return;
  thaw(draft, 'withdrawn');
  const before = books.voided ?? nothingTaken;
  const left = subtract(books.credited, add(gone.credits, add(before.taken, before.short)));
  const cause = draft.cause('payment_void');
  const more = takeBack(draft, left, { kind: 'void', part: 'begin', account: worldAccount(provider), cause });
  const isMore = books.voided === null || left > 0;
  if (isMore)
    draft.setBooks({ voided: { taken: add(before.taken, more.taken), short: add(before.short, more.short) } });
}
