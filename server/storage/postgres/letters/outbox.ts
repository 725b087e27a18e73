// The outbox: one row for each event and receiver, told under leases and, for each subject, in order.
import type { OutgoingLetter } from '../../../domain/letters/outgoing.ts';
import type { OutboxEnd, OutboxLease, OutboxMessage } from '../../letters/letter-store.ts';
import { type OutboxRow, toMessage } from '../../rows/letter-rows.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const insert = sql(
  `INSERT INTO outbox (outlet, event_id, type, subject, data, created_at, next_at)
   SELECT outlet, event_id, type, subject, data, at, at
   FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
     AS new (outlet, event_id, type, subject, data, at)`,
);
// An event waits only for older ones that are still to be told: after a dead letter the subject's later events go on.
const lease = sql<OutboxRow>(
  `WITH due AS MATERIALIZED (
     SELECT id FROM outbox o WHERE outlet = $2 AND state = 'due' AND next_at <= $3
       AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.outlet = o.outlet AND e.subject = o.subject AND e.state = 'due' AND e.id < o.id)
     ORDER BY next_at, id LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE outbox SET next_at = $1, attempts = attempts + 1 FROM due WHERE outbox.id = due.id
   RETURNING outbox.id, event_id, type, subject, data, created_at, attempts - 1 AS attempts`,
);
// Each lease counts one more try, so that the number shows who holds the latest: the end of an earlier one changes nothing,
// unless the event has arrived.
const end = sql(
  "UPDATE outbox SET state = $1, next_at = $2, outcome = $3, died_at = $4 WHERE id = $5 AND attempts = $6 AND state = 'due'",
);
const done = sql(
  "UPDATE outbox SET state = 'done', next_at = NULL, reason = NULL, done_at = $1 WHERE id = $2 AND state <> 'done'",
);

export async function writeLetters(tx: Transaction, letters: readonly OutgoingLetter[] = []): Promise<void> {
  if (letters.length === 0) return;
  tx.tell({ kind: 'outbox' });
  await tx.run(insert, [
    letters.map(({ outlet }) => outlet),
    letters.map(({ eventId }) => eventId),
    letters.map(({ type }) => type),
    letters.map(({ subject }) => subject),
    letters.map(({ data }) => data),
    letters.map(({ at }) => at),
  ]);
}

export async function leaseOutbox(tx: Transaction, asked: OutboxLease): Promise<readonly OutboxMessage[]> {
  const rows = await tx.all(lease, [asked.until, asked.outlet, asked.now, asked.limit]);
  return rows.toSorted((left, right) => left.id - right.id).map(toMessage);
}

export async function endOutbox(
  tx: Transaction,
  { id, attempts }: Pick<OutboxMessage, 'id' | 'attempts'>,
  ending: OutboxEnd,
): Promise<void> {
  switch (ending.kind) {
    case 'done':
      await tx.run(done, [ending.at, id]);
      return;
    case 'retry':
      await tx.run(end, ['due', ending.at, JSON.stringify(ending.outcome), null, id, attempts + 1]);
      return;
    case 'dead':
      await tx.run(end, ['dead', null, JSON.stringify(ending.outcome), ending.at, id, attempts + 1]);
  }
}
