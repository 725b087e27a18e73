// An order's account while one decision works on it: rows are laid over those that were read, transfers are gathered, and
// closing it says what is to be written. Nothing outlives the decision.
import type { BookingCause } from '../../contract/booking-cause.ts';
import type { OrderId } from '../../contract/orders/orders.ts';
import type { RefundId } from '../../contract/refunds/refunds.ts';
import type { SuspenseId } from '../../contract/suspense/suspense.ts';
import { type Journal, type WalletSlot, openJournal } from '../wallets/journal.ts';
import { type TransferRef, type TransferRefKind, transferRef } from '../wallets/ledger.ts';
import type { OrderBooks, OrderEvent, OrderRecord } from './order.ts';
import type { OrderAccount, OrderChange } from './order-account.ts';
import { type RefundRecord, isLive } from '../refunds/refund-record.ts';
import type { CaseRecord } from '../suspense/suspense-case.ts';

/** `newId` gives a new UUID at each call; `now` is epoch milliseconds. */
export type DecisionAt = { readonly slot: WalletSlot; readonly now: number; readonly newId: () => string };

/** Why something is booked for an order. */
type OrderCause = Extract<BookingCause, { readonly order_id: OrderId }>['code'];

export type OrderDraft = {
  readonly at: DecisionAt;
  readonly journal: Journal;
  order(): OrderRecord;
  refunds(): readonly RefundRecord[];
  cases(): readonly CaseRecord[];
  setOrder(change: Partial<Omit<OrderRecord, 'books'>>): void;
  setBooks(change: Partial<OrderBooks>): void;
  put(row: RefundRecord): void;
  putCase(row: CaseRecord): void;
  /** A name that no other change of this order gives to a transfer. */
  ref(kind: TransferRefKind, part: string): TransferRef;
  cause<Code extends OrderCause>(code: Code): { readonly code: Code; readonly order_id: OrderId };
  /** null: all is as it was. */
  close(): OrderChange | null;
};

export function openDraft(account: OrderAccount, at: DecisionAt): OrderDraft {
  const journal = openJournal(at.slot, at.now);
  const revision = account.order.books.revision + 1;
  const now = { order: account.order };
  const refunds = new Map<RefundId, RefundRecord>(account.refunds.map((row) => [row.id, row]));
  const cases = new Map<SuspenseId, CaseRecord>(account.cases.map((row) => [row.id, row]));

  function close(): OrderChange | null {
    const rows = [...refunds.values()];
    const changedRefunds = rows.filter((row) => !account.refunds.includes(row));
    const changedCases = [...cases.values()].filter((row) => !account.cases.includes(row));
    const posting = journal.posting();
    const isSame = now.order === account.order && changedRefunds.length === 0 && changedCases.length === 0;
    if (isSame && posting === null) return null;
    const order = { ...now.order, books: { ...now.order.books, revision, ...sumsOf(rows) } };
    return {
      order,
      refunds: changedRefunds,
      cases: changedCases,
      posting,
      events: [...orderEvents(account.order, order), ...refundEvents(order, account.refunds, changedRefunds)],
    };
  }

  return {
    at,
    journal,
    order: () => now.order,
    refunds: () => [...refunds.values()],
    cases: () => [...cases.values()],
    setOrder(change) {
      now.order = differs(now.order, change) ? { ...now.order, ...change } : now.order;
    },
    setBooks(change) {
      now.order = { ...now.order, books: { ...now.order.books, ...change } };
    },
    put: (row) => lay(refunds, row),
    putCase: (row) => lay(cases, row),
    ref: (kind, part) => transferRef(kind, `${account.order.id}:${revision}:${part}`),
    cause: (code) => ({ code, order_id: account.order.id }),
    close,
  };
}

/** A row that is equal to the present one is not written. */
function lay<Id, Row extends { readonly id: Id }>(rows: Map<Id, Row>, row: Row): void {
  const before = rows.get(row.id);
  if (before === undefined || differs(before, row)) rows.set(row.id, row);
}

function differs<T extends object>(whole: T, change: Partial<T>): boolean {
  const before = new Map<string, unknown>(Object.entries(whole));
  return Object.entries(change).some(([key, value]) => before.get(key) !== value);
}

function sumsOf(rows: readonly RefundRecord[]): Pick<OrderBooks, 'refundedCents' | 'pendingCents'> {
  const sum = (some: readonly RefundRecord[]) => some.reduce((cents, row) => cents + row.amountCents, 0);
  return {
    refundedCents: sum(rows.filter(isLive)),
    pendingCents: sum(rows.filter(({ state }) => state === 'pending')),
  };
}

function orderEvents(before: OrderRecord, { id, state, credits }: OrderRecord): readonly OrderEvent[] {
  return before.state === state ? [] : [{ kind: 'order.changed', orderId: id, state, credits }];
}

function refundEvents(
  { id: orderId, currency }: OrderRecord,
  before: readonly RefundRecord[],
  changed: readonly RefundRecord[],
): readonly OrderEvent[] {
  return changed.flatMap(({ id: refundId, amountCents, state }) => {
    const old = before.find(({ id }) => id === refundId);
    if (old !== undefined && old.state === state && old.amountCents === amountCents) return [];
    return [{ kind: 'refund.changed', refundId, orderId, amountCents, currency, state }];
  });
}
