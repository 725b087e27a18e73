// The inbox of verified webhooks and the outbox of what became of orders: both are worked off under leases.
import type { OrderId, Provider } from '../../contract/orders.ts';
import type { OrderEvent } from '../../domain/order.ts';
import type { Delivery, DeliveryEnd, Lease, OutboxEnd, OutboxMessage } from '../storage.ts';
import type { Connection } from './connection.ts';

export type Mail = {
  file(delivery: Omit<Delivery, 'id' | 'attempts'> & { readonly at: number }): boolean;
  leaseDeliveries(lease: Lease): readonly Delivery[];
  endDelivery(id: number, end: DeliveryEnd): void;
  send(event: OrderEvent, at: number): void;
  leaseOutbox(lease: Lease): readonly OutboxMessage[];
  endOutbox(id: number, end: OutboxEnd): void;
};

type DeliveryRow = {
  readonly id: number;
  readonly provider: Provider;
  readonly event_id: string;
  readonly event_type: string;
  readonly order_id: OrderId | null;
  readonly provider_txn_id: string | null;
  readonly attempts: number;
};

type OutboxRow = { readonly id: number; readonly aggregate: string; readonly event: string; readonly attempts: number };

export function prepareMail(db: Connection): Mail {
  const file = db.prepare(
    `INSERT INTO deliveries (provider, event_id, event_type, order_id, provider_txn_id, state, next_at, filed_at)
     VALUES (?, ?, ?, ?, ?, 'filed', ?, ?) ON CONFLICT (provider, event_id) DO NOTHING`,
  );
  const leaseDeliveries = db.prepare<[number, number, number], DeliveryRow>(
    `UPDATE deliveries SET next_at = ?, attempts = attempts + 1 WHERE id IN
       (SELECT id FROM deliveries WHERE next_at <= ? ORDER BY next_at, id LIMIT ?)
     RETURNING id, provider, event_id, event_type, order_id, provider_txn_id, attempts - 1 AS attempts`,
  );
  const endDelivery = db.prepare(
    "UPDATE deliveries SET state = ?, next_at = ?, note = ? WHERE id = ? AND state IN ('filed', 'parked')",
  );
  const send = db.prepare("INSERT INTO outbox (aggregate, event, state, next_at) VALUES (?, ?, 'due', ?)");
  const leaseOutbox = db.prepare<[number, number, number], OutboxRow>(
    `UPDATE outbox SET next_at = ?, attempts = attempts + 1 WHERE id IN
       (SELECT id FROM outbox o WHERE state = 'due' AND next_at <= ?
          AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.aggregate = o.aggregate AND e.state = 'due' AND e.id < o.id)
        ORDER BY next_at, id LIMIT ?)
     RETURNING id, aggregate, event, attempts - 1 AS attempts`,
  );
  const endOutbox = db.prepare("UPDATE outbox SET state = ?, next_at = ?, note = ? WHERE id = ? AND state = 'due'");

  return {
    file({ provider, eventId, eventType, orderId, providerTxnId, at }) {
      return file.run(provider, eventId, eventType, orderId, providerTxnId, at, at).changes === 1;
    },
    leaseDeliveries: ({ now, until, limit }) => leaseDeliveries.all(until, now, limit).sort(byId).map(toDelivery),
    endDelivery(id, end) {
      switch (end.kind) {
        case 'done':
          endDelivery.run('done', null, null, id);
          return;
        case 'retry':
          endDelivery.run('filed', end.at, end.note, id);
          return;
        case 'parked':
          endDelivery.run('parked', end.at, end.note, id);
          return;
        case 'dead':
          endDelivery.run('dead', null, end.note, id);
      }
    },
    send(event, at) {
      send.run(`order:${event.orderId}`, JSON.stringify(event), at);
    },
    leaseOutbox: ({ now, until, limit }) =>
      leaseOutbox
        .all(until, now, limit)
        .sort(byId)
        .map(({ id, aggregate, event, attempts }) => ({
          id,
          aggregate,
          event: eventIn(event),
          attempts,
        })),
    endOutbox(id, end) {
      switch (end.kind) {
        case 'done':
          endOutbox.run('done', null, null, id);
          return;
        case 'retry':
          endOutbox.run('due', end.at, end.note, id);
          return;
        case 'dead':
          endOutbox.run('dead', null, end.note, id);
      }
    },
  };
}

function eventIn(column: string): OrderEvent {
  return JSON.parse(column);
}

function byId(left: { readonly id: number }, right: { readonly id: number }): number {
  return left.id - right.id;
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    provider: row.provider,
    eventId: row.event_id,
    eventType: row.event_type,
    orderId: row.order_id,
    providerTxnId: row.provider_txn_id,
    attempts: row.attempts,
  };
}
