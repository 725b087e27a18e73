// Follows what a provider tells of refunds. Each is booked once under the provider's id, whether it was made here or at the
// provider, and every later change there is booked too: a smaller amount, or an end that is taken back.
import type { RefundId, RefundState } from '../../contract/refunds/refunds.ts';
import { brand } from '../../lib/brand.ts';
import type { OrderDraft } from '../orders/order-draft.ts';
import { bookRefund, remaining, undoRefund } from './refund.ts';
import { type RefundRecord, isLive, newRefund } from './refund-record.ts';
import { openAside } from '../suspense/suspense.ts';

/** A refund as the rail tells of it; `refundId` is ours, null where it was made at the provider. */
export type ToldRefund = {
  readonly providerRefundId: string;
  readonly refundId: string | null;
  readonly amountCents: number;
  readonly state: RefundState;
  readonly collectUrl: string | null;
};

/** Follows the refunds that are booked already. They can only bring credits back, so they go first: a repeat then changes nothing. */
export function followBooked(draft: OrderDraft, told: readonly ToldRefund[]): void {
  for (const one of told) {
    const row = rowOf(draft, one);
    if (row !== undefined && isLive(row)) followRefund(draft, row, one);
  }
}

/** Follows the others: our own that had failed, and those that were made at the provider. */
export function followOthers(draft: OrderDraft, told: readonly ToldRefund[]): void {
  const rows = told.map((one) => ({ one, row: rowOf(draft, one) }));
  for (const { one, row } of rows) if (row !== undefined && !isLive(row)) followRefund(draft, row, one);
  for (const { one, row } of rows) if (row === undefined) bookForeign(draft, one);
}

function rowOf(draft: OrderDraft, told: ToldRefund): RefundRecord | undefined {
  const isIt = ({ id, providerRefundId }: RefundRecord) =>
    providerRefundId === told.providerRefundId || id === told.refundId;
  return draft.refunds().find(isIt);
}

/** The provider says that everything was refunded, but lists refunds for a part only: the rest is booked as one more refund. */
export function refundRest(draft: OrderDraft, providerTxnId: string): void {
  const cents = remaining(draft).cents + (openAside(draft)?.cents ?? 0);
  const providerRefundId = `rest:${providerTxnId}`;
  if (cents === 0 || draft.refunds().some((row) => row.state === 'pending')) return;
  followOthers(draft, [{ providerRefundId, refundId: null, amountCents: cents, state: 'succeeded', collectUrl: null }]);
}

export function followRefund(draft: OrderDraft, row: RefundRecord, told: ToldRefund): void {
  const { now } = draft.at;
  const known = {
    ...row,
    providerRefundId: told.providerRefundId,
    collectUrl: told.collectUrl ?? row.collectUrl,
    nextTryAt: null,
  };
  const isOver = told.state !== 'pending';
  const put = (change: Partial<RefundRecord>) =>
    draft.put({ ...known, state: told.state, endedAt: isOver ? (row.endedAt ?? now) : null, ...change });
  if (told.state === 'failed') {
    if (isLive(row)) undoRefund(draft, row);
    return put({ failure: row.failure ?? { reason: 'failed_at_provider' } });
  }
  // The buyer collected only a part before it was closed: the credits of the rest come back.
  const cents = isLive(row) ? Math.min(told.amountCents, row.amountCents) : told.amountCents;
  if (isLive(row) && cents === row.amountCents) return put({});
  if (isLive(row)) {
    undoRefund(draft, row);
    draft.put({ ...known, state: 'failed' });
  }
  const again = bookRefund(draft, known, cents);
  if (again === null) return draft.put({ ...known, state: 'failed', endedAt: now });
  return put({ ...again, failure: null, state: told.state, endedAt: isOver ? now : null });
}

function bookForeign(draft: OrderDraft, told: ToldRefund): void {
  if (told.state === 'failed') return;
  const { now, newId } = draft.at;
  const { providerRefundId, amountCents, state, collectUrl } = told;
  const id = brand<RefundId>(newId());
  const cause = draft.cause('refunded_at_provider');
  const made = newRefund({ id, orderId: draft.order().id, origin: 'provider', amountCents, state, cause, now });
  const row = { ...made, providerRefundId, collectUrl };
  // A refund of more than is left cannot have come from this order.
  const booked = bookRefund(draft, row, told.amountCents);
  if (booked !== null) draft.put(booked);
}
