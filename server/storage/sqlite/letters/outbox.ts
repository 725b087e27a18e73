// The outbox: one row for each event and receiver, told under leases and, for each subject, in order.
import type { OutgoingLetter } from '../../../domain/letters/outgoing.ts';
import type { OutboxEnd, OutboxLease, OutboxMessage } from '../../letters/letter-store.ts';
import type { Connection } from '../connection.ts';
import { type OutboxRow, toMessage } from '../../rows/letter-rows.ts';

export type Outbox = {
  write(letter: OutgoingLetter): void;
  lease(lease: OutboxLease): readonly OutboxMessage[];
  end(message: Pick<OutboxMessage, 'id' | 'attempts'>, end: OutboxEnd): void;
};

export function prepareOutbox(db: Connection): Outbox {
  const insert = db.prepare(
    'INSERT INTO outbox (outlet, event_id, type, subject, data, created_at, next_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  // An event waits only for older ones that are still to be told: after a dead letter the subject's later events go on.
  const lease = db.prepare<[number, string, number, number], OutboxRow>(
    `UPDATE outbox SET next_at = ?, attempts = attempts + 1 WHERE id IN
       (SELECT id FROM outbox o WHERE outlet = ? AND state = 'due' AND next_at <= ?
          AND NOT EXISTS (SELECT 1 FROM outbox e
            WHERE e.outlet = o.outlet AND e.subject = o.subject AND e.state = 'due' AND e.id < o.id)
        ORDER BY next_at, id LIMIT ?)
     RETURNING id, event_id, type, subject, data, created_at, attempts - 1 AS attempts`,
  );
  // Each lease counts one more try, so that the number shows who holds the latest: the end of an earlier one changes nothing,
  // unless the event has arrived.
  const end = db.prepare(
    "UPDATE outbox SET state = ?, next_at = ?, outcome = ?, died_at = ? WHERE id = ? AND attempts = ? AND state = 'due'",
  );
  const done = db.prepare(
    "UPDATE outbox SET state = 'done', next_at = NULL, reason = NULL, done_at = ? WHERE id = ? AND state <> 'done'",
  );

  return {
    write({ outlet, eventId, type, subject, data, at }) {
      insert.run(outlet, eventId, type, subject, data, at, at);
    },
    lease: ({ outlet, now, until, limit }) =>
      lease
        .all(until, outlet, now, limit)
        .sort((left, right) => left.id - right.id)
        .map(toMessage),
    end({ id, attempts }, ending) {
      switch (ending.kind) {
        case 'done':
          done.run(ending.at, id);
          return;
        case 'retry':
          end.run('due', ending.at, JSON.stringify(ending.outcome), null, id, attempts + 1);
          return;
        case 'dead':
          end.run('dead', null, JSON.stringify(ending.outcome), ending.at, id, attempts + 1);
      }
    },
  };
}
