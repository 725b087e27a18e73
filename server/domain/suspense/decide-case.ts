// What an operator decides on a case in suspense. The same decision again changes nothing.
import type { RefundId } from '../../contract/refunds/refunds.ts';
import type { SuspenseAction, SuspenseId } from '../../contract/suspense/suspense.ts';
import { revenueAccount, suspenseAccount } from '../wallets/ledger.ts';
import type { OrderAccount, OrderChange } from '../orders/order-account.ts';
import { type DecisionAt, openDraft } from '../orders/order-draft.ts';
import { newRefund } from '../refunds/refund-record.ts';
import { refundAside } from './suspense.ts';
import { type CaseRecord, ended } from './suspense-case.ts';

export type CaseAsk = {
  readonly id: SuspenseId;
  readonly action: SuspenseAction;
  readonly reason: string;
  /** The id of the refund to make, and the time before which no other worker tries it. */
  readonly refundId: RefundId;
  readonly tryAgainAt: number;
};

export type CaseDecision =
  | { readonly kind: 'decided'; readonly change: OrderChange; readonly case: CaseRecord }
  /** The same was decided before. */
  | { readonly kind: 'known'; readonly case: CaseRecord }
  | { readonly kind: 'otherwise'; readonly case: CaseRecord }
  /** The buyer's bank decides on this one. */
  | { readonly kind: 'disputed' }
  | { readonly kind: 'unknown' };

export function decideCase(account: OrderAccount, ask: CaseAsk, at: DecisionAt): CaseDecision {
  const known = account.cases.find(({ id }) => id === ask.id);
  if (known === undefined) return { kind: 'unknown' };
  if (known.outcome !== null) return { kind: known.outcome === ask.action ? 'known' : 'otherwise', case: known };
  if (known.kind === 'disputed') return { kind: 'disputed' };
  const draft = openDraft(account, at);
  const { id, amount, cents } = known;
  const cause = { code: 'written', text: ask.reason } as const;
  if (ask.action === 'refund') {
    const fromAside = refundAside(draft, known, { cents, id: ask.refundId });
    const made = { id: ask.refundId, orderId: known.orderId, origin: 'operator', amountCents: cents } as const;
    draft.put({
      ...newRefund({ ...made, state: 'pending', cause, now: at.now }),
      askedCents: cents,
      asideCents: cents,
      fromAside,
      caseId: id,
      nextTryAt: ask.tryAgainAt,
    });
  } else {
    const isCredit = ask.action === 'credit';
    draft.journal.move({
      ref: draft.ref('suspense', id),
      from: suspenseAccount,
      to: isCredit ? draft.journal.own : revenueAccount,
      amount,
      cause,
    });
    draft.setBooks({ handledCents: account.order.books.handledCents + cents });
  }
  const decided = { ...ended(known, ask.action, at.now), reason: ask.reason };
  draft.putCase(decided);
  const change = draft.close();
  return change === null ? { kind: 'known', case: decided } : { kind: 'decided', change, case: decided };
}
