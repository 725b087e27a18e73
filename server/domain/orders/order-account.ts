// An order with all that hangs on it, as it is locked for a change, and what a change writes.
import type { Posting } from '../wallets/ledger.ts';
import type { OrderEvent, OrderRecord } from './order.ts';
import type { RefundRecord } from '../refunds/refund-record.ts';
import type { CaseRecord } from '../suspense/suspense-case.ts';

export type OrderAccount = {
  readonly order: OrderRecord;
  readonly refunds: readonly RefundRecord[];
  readonly cases: readonly CaseRecord[];
};

/** The rows that changed, the transfers that explain the change, and the events about it. */
export type OrderChange = {
  readonly order: OrderRecord;
  readonly refunds: readonly RefundRecord[];
  readonly cases: readonly CaseRecord[];
  readonly posting: Posting | null;
  readonly events: readonly OrderEvent[];
};
