// The port of orders. A change of an order takes all that hangs on its payment along: refunds, cases, credits and events.
import type { OrderId, Provider } from '../../contract/orders/orders.ts';
import type { RefundId } from '../../contract/refunds/refunds.ts';
import type { OutgoingLetter } from '../../domain/letters/outgoing.ts';
import type { OrderRecord } from '../../domain/orders/order.ts';
import type { RefundRecord } from '../../domain/refunds/refund-record.ts';
import type { CaseRecord } from '../../domain/suspense/suspense-case.ts';
import type { Posting, Wallet, WalletOwner } from '../../domain/wallets/ledger.ts';
import type { Decide, Lease } from '../commands.ts';

export type OrderStore = {
  readOrder(id: OrderId): Promise<OrderRecord | null>;
  findOrder(payment: PaymentNamed): Promise<OrderRecord | null>;
  /** By what the operator's own program calls it. */
  findOrderCalled(externalId: string): Promise<OrderRecord | null>;
  /** Newest first, those before `before`. */
  pageOrders(page: OrdersOf): Promise<readonly OrderRecord[]>;
  /** Locks an order with its owner's wallet; both null where there is no order. */
  changeOrder<A>(ask: OrderAsk, decide: Decide<OrderSeen, OrderWrite, A>): Promise<A>;
  leaseOrders(lease: Lease): Promise<readonly OrderRecord[]>;
};

export type OrdersOf = {
  readonly owner: WalletOwner;
  readonly before: Pick<OrderRecord, 'createdAt' | 'id'> | null;
  readonly limit: number;
};

export type PaymentNamed = { readonly provider: Provider; readonly providerTxnId: string };

/** `externalId`: it is looked for by this, and not by its id. `refund` is looked up too, whatever order it is of. */
export type OrderAsk = {
  readonly id: OrderId;
  readonly externalId?: string | null;
  readonly refund?: RefundId;
};

/** `wallet` is the owner's, `refund` the one that was asked about. */
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
  readonly letters: readonly OutgoingLetter[];
  /** The delivery that this change finishes, in the same commit (I11). */
  readonly deliveryId: number | null;
};
