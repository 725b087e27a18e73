// The inbox of verified webhooks, processed under leases. Rows are never deleted: a repeat is recognised by them.
import type { Lease } from '../../commands.ts';
import type { Delivery, DeliveryEnd, NewDelivery } from '../../letters/letter-store.ts';
import type { Connection } from '../connection.ts';
import { type DeliveryRow, toDelivery } from '../../rows/letter-rows.ts';

export type Inbox = {
  file(delivery: NewDelivery): boolean;
  lease(lease: Lease): readonly Delivery[];
  end(delivery: Pick<Delivery, 'id' | 'attempts'>, end: DeliveryEnd): void;
  done(id: number): void;
};

export function prepareInbox(db: Connection): Inbox {
  const file = db.prepare(
    `INSERT INTO deliveries (provider, event_id, event_type, order_id, provider_txn_id, billing, state, next_at, filed_at)
     VALUES (?, ?, ?, ?, ?, ?, 'filed', ?, ?) ON CONFLICT (provider, event_id) DO NOTHING`,
  );
  const lease = db.prepare<[number, number, number], DeliveryRow>(
    `UPDATE deliveries SET next_at = ?, attempts = attempts + 1 WHERE id IN
       (SELECT id FROM deliveries WHERE next_at <= ? ORDER BY next_at, id LIMIT ?)
     RETURNING id, provider, event_id, event_type, order_id, provider_txn_id, billing, attempts - 1 AS attempts, filed_at`,
  );
  // Each lease counts one more try, so that the number shows who holds the latest: the end of an earlier one changes nothing.
  const end = db.prepare(
    `UPDATE deliveries SET state = ?, next_at = ?, outcome = ?, died_at = ?
     WHERE id = ? AND attempts = ? AND state IN ('filed', 'parked')`,
  );
  const done = db.prepare(
    "UPDATE deliveries SET state = 'done', next_at = NULL WHERE id = ? AND state IN ('filed', 'parked')",
  );

  return {
    file({ provider, eventId, eventType, orderId, providerTxnId, billing = null, at }) {
      return file.run(provider, eventId, eventType, orderId, providerTxnId, billing, at, at).changes === 1;
    },
    lease: ({ now, until, limit }) => lease.all(until, now, limit).sort(byId).map(toDelivery),
    end({ id, attempts }, ending) {
      switch (ending.kind) {
        case 'retry':
          end.run('filed', ending.at, JSON.stringify(ending.outcome), null, id, attempts + 1);
          return;
        case 'parked':
          end.run('parked', ending.at, JSON.stringify(ending.outcome), null, id, attempts + 1);
          return;
        case 'dead':
          end.run('dead', null, JSON.stringify(ending.outcome), ending.at, id, attempts + 1);
          return;
        case 'done':
          end.run('done', null, JSON.stringify(ending.outcome), null, id, attempts + 1);
      }
    },
    done(id) {
      done.run(id);
    },
  };
}

function byId(left: { readonly id: number }, right: { readonly id: number }): number {
  return left.id - right.id;
}
