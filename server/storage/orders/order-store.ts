// The port of orders. A change of an order takes all that hangs on its payment along: refunds, cases, credits and events.
import type { OrderId, Provider } from '../../contract/orders/orders.ts';
import type { RefundId } from '../../contract/refunds/refunds.ts';
import type { OrderEvent, OrderRecord } from '../../domain/orders/order.ts';
import type { RefundRecord } from '../../domain/refunds/refund-record.ts';
import type { CaseRecord } from '../../domain/suspense/suspense-case.ts';
import type { Posting, Wallet } from '../../domain/wallets/ledger.ts';
import type { Decide, Lease } from '../commands.ts';

export type OrderStore = {
  readOrder(id: OrderId): Promise<OrderRecord | null>;
  findOrder(payment: PaymentNamed): Promise<OrderRecord | null>;
  /** Locks an order with the wallet of its token; both null where there is none. */
  changeOrder<A>(
    id: OrderId,
    decide: Decide<OrderSeen, OrderWrite, A>,
    also?: { readonly refund: RefundId },
  ): Promise<A>;
  leaseOrders(lease: Lease): Promise<readonly OrderRecord[]>;
};

export type PaymentNamed = { readonly provider: Provider; readonly providerTxnId: string };

/** `wallet` is that of the order's token. `refund` is the one that was asked about, of whatever order it is. */
export type OrderSeen = {
  readonly order: OrderRecord | null;
  readonly wallet: Wallet | null;
  readonly refunds: readonly RefundRecord[];
  readonly cases: readonly CaseRecord[];
  readonly refund: RefundRecord | null;
};

export type OrderWrite = {
  readonly order: OrderRecord;
  /** The rows that changed. */
  readonly refunds?: readonly RefundRecord[];
  readonly cases?: readonly CaseRecord[];
  readonly posting: Posting | null;
  readonly events: readonly OrderEvent[];
  /** The delivery that this change finishes, in the same commit (I11). */
  readonly deliveryId: number | null;
  /** Epoch milliseconds from which the events may be told. */
  readonly at: number;
};
