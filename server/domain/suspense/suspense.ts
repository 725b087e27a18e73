// Money that came in and buys no credits. It is kept in suspense as a case, until the operator decides or later events do (I15).
// An order has at most one such open case, and one more while its payment is disputed.
import type { Microcredits } from '../../contract/money.ts';
import type { RefundId } from '../../contract/refunds/refunds.ts';
import type { SuspenseKind } from '../../contract/suspense/suspense.ts';
import { refundsAccount, suspenseAccount, worldAccount } from '../wallets/ledger.ts';
import { add, noMicrocredits, share, subtract } from '../money.ts';
import type { OrderDraft } from '../orders/order-draft.ts';
import type { RefundRecord } from '../refunds/refund-record.ts';
import { type CaseRecord, ended, newCase } from './suspense-case.ts';

export function openAside(draft: OrderDraft): CaseRecord | null {
  return draft.cases().find(({ kind, outcome }) => outcome === null && kind !== 'disputed') ?? null;
}

/** Brings the order's money in suspense to `cents`; for 0 there is no case. */
export function putAside(draft: OrderDraft, cents: number, kind: SuspenseKind): void {
  const before = openAside(draft);
  if ((before?.cents ?? 0) === cents) return;
  if (cents === 0) return endAside(draft, 'withdrawn');
  const { id, credits, amountCents, provider } = draft.order();
  const amount = share(credits, { part: cents, whole: amountCents });
  const had = before?.amount ?? noMicrocredits;
  const ref = draft.ref('surplus', 'more');
  if (amount > had) {
    draft.journal.move({
      ref,
      from: worldAccount(provider),
      to: suspenseAccount,
      amount: subtract(amount, had),
      cause: draft.cause(kind === 'overpaid' ? 'paid_too_much' : 'paid_too_little'),
    });
  } else {
    draft.journal.move({
      ref,
      from: suspenseAccount,
      to: worldAccount(provider),
      amount: subtract(had, amount),
      cause: draft.cause('less_came_in'),
    });
  }
  draft.putCase({ ...(before ?? newCase(draft.at, id, kind)), amount, cents });
}

/** Books the money in suspense back to where it came from. */
export function endAside(draft: OrderDraft, outcome: 'counted' | 'withdrawn'): void {
  const open = openAside(draft);
  if (open === null) return;
  const { provider } = draft.order();
  draft.journal.move({
    ref: draft.ref('surplus', 'end'),
    from: suspenseAccount,
    to: worldAccount(provider),
    amount: open.amount,
    cause: draft.cause(outcome === 'counted' ? 'counts_towards_order' : 'did_not_come_in'),
  });
  draft.putCase(ended(open, outcome, draft.at.now));
}

/** Gives `cents` of an open case back to the buyer; answers what that moved. */
export function refundAside(draft: OrderDraft, open: CaseRecord, gone: { cents: number; id: RefundId }): Microcredits {
  const { credits, amountCents, books } = draft.order();
  const cents = open.cents - gone.cents;
  const left = share(credits, { part: cents, whole: amountCents });
  const amount = left < open.amount ? subtract(open.amount, left) : noMicrocredits;
  draft.journal.move({
    ref: draft.ref('refund', `${gone.id}:aside`),
    from: suspenseAccount,
    to: refundsAccount,
    amount,
    cause: draft.cause('suspense_refunded'),
  });
  draft.setBooks({ handledCents: books.handledCents + gone.cents });
  draft.putCase(
    cents === 0 ? ended(open, 'refund', draft.at.now) : { ...open, cents, amount: subtract(open.amount, amount) },
  );
  return amount;
}

/** Its refund failed: the money is in suspense again, and the operator has to decide again. */
export function restoreAside(draft: OrderDraft, row: RefundRecord): void {
  if (row.asideCents === 0) return;
  const { id, books } = draft.order();
  draft.journal.move({
    ref: draft.ref('refund', `${row.id}:aside-back`),
    from: refundsAccount,
    to: suspenseAccount,
    amount: row.fromAside,
    cause: draft.cause('suspense_refund_failed'),
  });
  draft.setBooks({ handledCents: books.handledCents - row.asideCents });
  const open = openAside(draft);
  const ended = draft.cases().find(({ id: caseId }) => caseId === row.caseId) ?? newCase(draft.at, id, 'overpaid');
  draft.putCase(
    open === null
      ? { ...ended, outcome: null, resolvedAt: null, amount: row.fromAside, cents: row.asideCents }
      : { ...open, amount: add(open.amount, row.fromAside), cents: open.cents + row.asideCents },
  );
}
