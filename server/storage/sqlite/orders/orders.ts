// The statements of purchases.
import type { OrderId } from '../../../contract/orders/orders.ts';
import type { OrderRecord } from '../../../domain/orders/order.ts';
import type { Lease } from '../../commands.ts';
import type { OrdersOf, PaymentNamed } from '../../orders/order-store.ts';
import type { Connection } from '../connection.ts';
import { type OrderRow, orderChanges, orderColumns, orderValues, toOrder } from '../../rows/order-rows.ts';

export type Orders = {
  order(id: OrderId): OrderRecord | null;
  byPayment(payment: PaymentNamed): OrderRecord | null;
  called(externalId: string): OrderRecord | null;
  ofOwner(page: OrdersOf): readonly OrderRecord[];
  write(order: OrderRecord): void;
  lease(lease: Lease): readonly OrderRecord[];
};

export function prepareOrders(db: Connection): Orders {
  const byId = db.prepare<[string], OrderRow>('SELECT * FROM orders WHERE id = ?');
  const byPayment = db.prepare<[string, string], OrderRow>(
    'SELECT * FROM orders WHERE provider = ? AND provider_txn_id = ?',
  );
  const byExternalId = db.prepare<[string], OrderRow>('SELECT * FROM orders WHERE external_id = ?');
  const ofOwner = db.prepare<[string, number, string, number], OrderRow>(
    'SELECT * FROM orders WHERE owner = ? AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?',
  );
  // What was bought, by whom and for how much is written once; a repeat changes only what may change.
  const write = db.prepare(
    `INSERT INTO orders (${orderColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ${orderChanges}`,
  );
  const lease = db.prepare<[number, number, number], OrderRow>(
    `UPDATE orders SET next_poll_at = ?, polls = polls + 1 WHERE id IN
       (SELECT id FROM orders WHERE next_poll_at <= ? ORDER BY next_poll_at LIMIT ?) RETURNING *`,
  );

  return {
    order: (id) => toOrder(byId.get(id)),
    byPayment: ({ provider, providerTxnId }) => toOrder(byPayment.get(provider, providerTxnId)),
    called: (externalId) => toOrder(byExternalId.get(externalId)),
    ofOwner: ({ owner, before, limit }) =>
      ofOwner
        .all(owner, before?.createdAt ?? Number.MAX_SAFE_INTEGER, before?.id ?? '', limit)
        .flatMap((row) => toOrder(row) ?? []),
    write(order) {
      write.run(...orderValues(order));
    },
    lease: ({ now, until, limit }) => lease.all(until, now, limit).flatMap((row) => toOrder(row) ?? []),
  };
}
