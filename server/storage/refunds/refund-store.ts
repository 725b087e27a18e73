// The port of refunds. They are written with their order (orders/order-store.ts).
import type { OrderId } from '../../contract/orders/orders.ts';
import type { RefundId } from '../../contract/refunds/refunds.ts';
import type { RefundRecord } from '../../domain/refunds/refund-record.ts';
import type { Lease } from '../commands.ts';

export type RefundStore = {
  /** Those of one order, in the order in which they were made. */
  readRefunds(id: OrderId): Promise<readonly RefundRecord[]>;
  /** Newest first, those older than `before`. null: `before` names no refund. */
  pageRefunds(page: RefundPage): Promise<readonly RefundRecord[] | null>;
  /** Refunds that the rail is to be asked for. */
  leaseRefunds(lease: Lease): Promise<readonly RefundRecord[]>;
};

export type RefundPage = { readonly before: RefundId | null; readonly limit: number };
