// Money that goes back to the buyer, and what it takes from the books: first the money in suspense, then the order's credits in
// proportion. Each refund is booked when we first hear of it, and undone when it fails.
import type { Microcredits } from '../../contract/money.ts';
import { refundsAccount } from '../wallets/ledger.ts';
import { noMicrocredits, shareUp, subtract } from '../money.ts';
import { type Taken, nothingTaken } from '../orders/order.ts';
import type { OrderDraft } from '../orders/order-draft.ts';
import { type RefundRecord, goneOf } from './refund-record.ts';
import { openAside, refundAside, restoreAside } from '../suspense/suspense.ts';
import { giveBack, takeBack } from './take-back.ts';

/** The order's credits that were not taken back yet, and how many cents they are worth. */
export function remaining(draft: OrderDraft): { readonly cents: number; readonly credits: Microcredits } {
  const { books } = draft.order();
  if (books.voided !== null) return { cents: 0, credits: noMicrocredits };
  const gone = goneOf(draft.refunds());
  return { cents: books.creditedCents - gone.cents, credits: subtract(books.credited, gone.credits) };
}

/** Rounded up over all refunds so far, so that refunding the whole price takes all credits, however many refunds there are. */
export function creditsFor(draft: OrderDraft, cents: number): Microcredits {
  const { credited, creditedCents } = draft.order().books;
  const gone = goneOf(draft.refunds());
  const inAll = shareUp(credited, { part: gone.cents + cents, whole: creditedCents });
  return inAll > gone.credits ? subtract(inAll, gone.credits) : noMicrocredits;
}

/**
 * Books as much of `cents` as is left to refund, first from suspense; null: nothing is left. `row` is not one of the draft's live
 * refunds.
 */
export function bookRefund(draft: OrderDraft, row: RefundRecord, cents: number): RefundRecord | null {
  const open = openAside(draft);
  const asideCents = Math.min(cents, open?.cents ?? 0);
  const walletCents = Math.min(cents - asideCents, remaining(draft).cents);
  if (asideCents + walletCents === 0) return null;
  const fromAside = open === null ? noMicrocredits : refundAside(draft, open, { cents: asideCents, id: row.id });
  const credits = walletCents === 0 ? nothingTaken : takeCredits(draft, row, creditsFor(draft, walletCents));
  const amountCents = asideCents + walletCents;
  return { ...row, amountCents, asideCents, fromAside, caseId: open?.id ?? null, credits };
}

export function takeCredits(draft: OrderDraft, { id, cause }: RefundRecord, amount: Microcredits): Taken {
  return takeBack(draft, amount, { kind: 'refund', part: id, account: refundsAccount, cause });
}

/** Everything that the refund took goes back to where it was. */
export function undoRefund(draft: OrderDraft, row: RefundRecord): void {
  restoreAside(draft, row);
  const cause = draft.cause('refund_failed');
  giveBack(draft, row.credits, { kind: 'refund', part: row.id, account: refundsAccount, cause });
}
