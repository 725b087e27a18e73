// The inbox of verified webhooks, processed under leases. Rows are never deleted: a repeat is recognised by them.
import type { Lease } from '../../commands.ts';
import type { Delivery, DeliveryEnd, NewDelivery } from '../../letters/letter-store.ts';
import { type DeliveryRow, toDelivery } from '../../rows/letter-rows.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const file = sql(
  `INSERT INTO deliveries (provider, event_id, event_type, order_id, provider_txn_id, billing, state, next_at, filed_at)
   VALUES ($1, $2, $3, $4, $5, $6, 'filed', $7, $7) ON CONFLICT (provider, event_id) DO NOTHING`,
);
const lease = sql<DeliveryRow>(
  `WITH due AS MATERIALIZED (
     SELECT id FROM deliveries WHERE next_at <= $2 ORDER BY next_at, id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE deliveries d SET next_at = $1, attempts = attempts + 1 FROM due WHERE d.id = due.id
   RETURNING d.id, provider, event_id, event_type, order_id, provider_txn_id, billing, attempts - 1 AS attempts, filed_at`,
);
// Each lease counts one more try, so that the number shows who holds the latest: the end of an earlier one changes nothing.
const end = sql(
  `UPDATE deliveries SET state = $1, next_at = $2, outcome = $3, died_at = $4
   WHERE id = $5 AND attempts = $6 AND state IN ('filed', 'parked')`,
);
const done = sql("UPDATE deliveries SET state = 'done', next_at = NULL WHERE id = $1 AND state IN ('filed', 'parked')");

export async function fileDelivery(tx: Transaction, delivery: NewDelivery): Promise<boolean> {
  const { provider, eventId, eventType, orderId, providerTxnId, billing = null, at } = delivery;
  const isNew = (await tx.run(file, [provider, eventId, eventType, orderId, providerTxnId, billing, at])) === 1;
  if (isNew) tx.tell({ kind: 'inbox' });
  return isNew;
}

export async function leaseDeliveries(tx: Transaction, { now, until, limit }: Lease): Promise<readonly Delivery[]> {
  const rows = await tx.all(lease, [until, now, limit]);
  return rows.toSorted((left, right) => left.id - right.id).map(toDelivery);
}

export async function endDelivery(
  tx: Transaction,
  { id, attempts }: Pick<Delivery, 'id' | 'attempts'>,
  ending: DeliveryEnd,
): Promise<void> {
  const outcome = JSON.stringify(ending.outcome);
  switch (ending.kind) {
    case 'retry':
      await tx.run(end, ['filed', ending.at, outcome, null, id, attempts + 1]);
      return;
    case 'parked':
      await tx.run(end, ['parked', ending.at, outcome, null, id, attempts + 1]);
      return;
    case 'dead':
      await tx.run(end, ['dead', null, outcome, ending.at, id, attempts + 1]);
      return;
    case 'done':
      await tx.run(end, ['done', null, outcome, null, id, attempts + 1]);
  }
}

/** null: no delivery led to this. */
export async function finishDelivery(tx: Transaction, id: number | null | undefined): Promise<void> {
  if (id != null) await tx.run(done, [id]);
}
