// The statements of purchases.
import type { OrderId } from '../../../contract/orders/orders.ts';
import type { OrderRecord } from '../../../domain/orders/order.ts';
import type { Lease } from '../../commands.ts';
import type { OrdersOf, PaymentNamed } from '../../orders/order-store.ts';
import { orderChanges, orderColumns, type OrderRow, orderValues, toOrder } from '../../rows/order-rows.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const byId = sql<OrderRow>('SELECT * FROM orders WHERE id = $1');
const byIdLocked = sql<OrderRow>('SELECT * FROM orders WHERE id = $1 FOR NO KEY UPDATE');
const byPayment = sql<OrderRow>('SELECT * FROM orders WHERE provider = $1 AND provider_txn_id = $2');
const byExternalId = sql<OrderRow>('SELECT * FROM orders WHERE external_id = $1');
const byExternalIdLocked = sql<OrderRow>('SELECT * FROM orders WHERE external_id = $1 FOR NO KEY UPDATE');
const ofOwner = sql<OrderRow>(
  'SELECT * FROM orders WHERE owner = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4',
);
const write = sql(`INSERT INTO orders (${orderColumns}) VALUES (${placesFor(orderColumns)}) ${orderChanges}`);
const lease = sql<OrderRow>(
  `WITH due AS MATERIALIZED (
     SELECT id FROM orders WHERE next_poll_at <= $2 ORDER BY next_poll_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE orders o SET next_poll_at = $1, polls = polls + 1 FROM due WHERE o.id = due.id RETURNING o.*`,
);

export async function readOrder(tx: Transaction, id: OrderId): Promise<OrderRecord | null> {
  return toOrder(await tx.one(byId, [id]));
}

export async function findOrder(
  tx: Transaction,
  { provider, providerTxnId }: PaymentNamed,
): Promise<OrderRecord | null> {
  return toOrder(await tx.one(byPayment, [provider, providerTxnId]));
}

export async function findOrderCalled(tx: Transaction, externalId: string): Promise<OrderRecord | null> {
  return toOrder(await tx.one(byExternalId, [externalId]));
}

/** By what the operator's own program calls it, if that is said. */
export async function lockOrder(tx: Transaction, id: OrderId, externalId: string | null): Promise<OrderRecord | null> {
  return toOrder(await (externalId === null ? tx.one(byIdLocked, [id]) : tx.one(byExternalIdLocked, [externalId])));
}

export async function ordersOf(tx: Transaction, { owner, before, limit }: OrdersOf): Promise<readonly OrderRecord[]> {
  const rows = await tx.all(ofOwner, [owner, before?.createdAt ?? Number.MAX_SAFE_INTEGER, before?.id ?? '', limit]);
  return rows.flatMap((row) => toOrder(row) ?? []);
}

export async function writeOrder(tx: Transaction, order: OrderRecord): Promise<void> {
  tx.tell({ kind: 'order', id: order.id });
  await tx.run(write, orderValues(order));
}

export async function leaseOrders(tx: Transaction, { now, until, limit }: Lease): Promise<readonly OrderRecord[]> {
  return (await tx.all(lease, [until, now, limit])).flatMap((row) => toOrder(row) ?? []);
}
