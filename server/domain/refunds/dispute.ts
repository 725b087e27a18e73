// A payment that the buyer's bank has taken back for now. Its credits are frozen as far as they are free, and more of them as they
// become free. When the dispute ends they come back, or are taken as for a refund.
import type { RefundId } from '../../contract/refunds/refunds.ts';
import { brand } from '../../lib/brand.ts';
import { suspenseAccount } from '../wallets/ledger.ts';
import { add, lesser, subtract } from '../money.ts';
import type { OrderDraft } from '../orders/order-draft.ts';
import { creditsFor, remaining, takeCredits, undoRefund } from './refund.ts';
import { type RefundRecord, isLive, newRefund } from './refund-record.ts';
import { ended, newCase } from '../suspense/suspense-case.ts';
import { openDispute } from './take-back.ts';

export type DisputeTold = 'none' | 'open' | 'won' | 'lost';

/** Runs before the refunds of the same reading, so that what a bank took back is not refunded a second time. */
export function endDispute(draft: OrderDraft, told: DisputeTold): void {
  const lost = draft.refunds().find(({ origin }) => origin === 'dispute') ?? null;
  if (told === 'lost') return lose(draft, lost);
  if (told === 'won' && lost !== null && isLive(lost)) {
    undoRefund(draft, lost);
    draft.put({ ...lost, state: 'failed', failure: { reason: 'dispute_won' } });
  }
  if (told !== 'open') thaw(draft, 'won');
}

/** What was frozen goes back to the wallet. */
export function thaw(draft: OrderDraft, outcome: 'won' | 'withdrawn'): void {
  const open = openDispute(draft);
  if (open === null) return;
  draft.journal.move({
    ref: draft.ref('dispute', 'thaw'),
    from: suspenseAccount,
    to: draft.journal.own,
    amount: open.amount,
    cause: draft.cause('dispute_over'),
  });
  draft.putCase(ended(open, outcome, draft.at.now));
}

/** Runs after the refunds. A dispute that the bank has decided is not opened again. */
export function freeze(draft: OrderDraft): void {
  const { cents, credits } = remaining(draft);
  const isLost = draft.refunds().some((row) => row.origin === 'dispute' && isLive(row));
  if (cents === 0 || isLost) return thaw(draft, 'withdrawn');
  const open = openDispute(draft) ?? newCase(draft.at, draft.order().id, 'disputed');
  const more = lesser(subtract(credits, open.amount), draft.journal.free());
  draft.journal.move({
    ref: draft.ref('dispute', 'freeze'),
    from: draft.journal.own,
    to: suspenseAccount,
    amount: more,
    cause: draft.cause('order_disputed'),
  });
  draft.putCase({ ...open, amount: add(open.amount, more), cents });
}

/** The bank keeps the money, which is booked as a refund without a request. */
function lose(draft: OrderDraft, before: RefundRecord | null): void {
  const frozen = openDispute(draft);
  const { cents } = remaining(draft);
  const { now } = draft.at;
  if (cents > 0 && (before === null || !isLive(before))) {
    const row = before ?? lostRefund(draft, cents);
    const credits = takeCredits(draft, row, creditsFor(draft, cents));
    draft.put({ ...row, amountCents: cents, credits, state: 'succeeded', failure: null, endedAt: now });
  }
  if (frozen !== null) draft.putCase(ended(frozen, 'lost', now));
}

function lostRefund(draft: OrderDraft, amountCents: number): RefundRecord {
  return newRefund({
    id: brand<RefundId>(draft.at.newId()),
    orderId: draft.order().id,
    origin: 'dispute',
    amountCents,
    state: 'succeeded',
    cause: draft.cause('taken_by_bank'),
    now: draft.at.now,
  });
}
