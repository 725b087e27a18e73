// What was set aside in the inbox and the outbox: listed, counted, tried again, or discarded with a reason.
import type { KeptLetter } from '../../../contract/letters/dead-letters.ts';
import type { LetterNamed, LetterPage, LetterWrite } from '../../letters/letter-store.ts';
import { type DeadDeliveryRow, type DeadMessageRow, fromInbox, fromOutbox } from '../../rows/letter-rows.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

/** A dead delivery with a reason is a discarded one; filed and parked ones are due. */
const inboxLetters = `SELECT id, event_id, event_type, attempts, outcome, reason, filed_at AS created_at, died_at, provider, order_id,
    provider_txn_id, CASE WHEN state = 'dead' THEN CASE WHEN reason IS NULL THEN 'dead' ELSE 'discarded' END WHEN state = 'done'
    THEN 'done' ELSE 'due' END AS state
  FROM deliveries`;
const outboxLetters = `SELECT id, event_id, type AS event_type, state, attempts, outcome, reason, created_at, died_at, outlet, subject
  FROM outbox`;

const inboxPage = sql<DeadDeliveryRow>(
  `${inboxLetters} WHERE state = 'dead' AND (reason IS NOT NULL) = ($1 = 'discarded') AND id < $2 ORDER BY id DESC LIMIT $3`,
);
const outboxPage = sql<DeadMessageRow>(
  `${outboxLetters} WHERE state = $1 AND state IN ('dead', 'discarded') AND id < $2 ORDER BY id DESC LIMIT $3`,
);
const inboxOne = sql<DeadDeliveryRow>(`${inboxLetters} WHERE id = $1 AND died_at IS NOT NULL FOR NO KEY UPDATE`);
const outboxOne = sql<DeadMessageRow>(`${outboxLetters} WHERE id = $1 AND died_at IS NOT NULL FOR NO KEY UPDATE`);
const due = {
  inbox: sql("UPDATE deliveries SET state = 'filed', next_at = $1, attempts = $2, reason = NULL WHERE id = $3"),
  outbox: sql("UPDATE outbox SET state = 'due', next_at = $1, attempts = $2, reason = NULL WHERE id = $3"),
};
const discarded = {
  inbox: sql("UPDATE deliveries SET state = 'dead', reason = $1 WHERE id = $2"),
  outbox: sql("UPDATE outbox SET state = 'discarded', reason = $1 WHERE id = $2"),
};
const counts = sql<{ readonly inbox: number; readonly outbox: number }>(
  `SELECT (SELECT count(*) FROM deliveries WHERE state = 'dead' AND reason IS NULL) AS inbox,
     (SELECT count(*) FROM outbox WHERE state = 'dead') AS outbox`,
);

export async function pageDeadLetters(
  tx: Transaction,
  { box, state, before, limit }: LetterPage,
): Promise<readonly KeptLetter[]> {
  const asked = [state, before ?? Number.MAX_SAFE_INTEGER, limit];
  switch (box) {
    case 'inbox':
      return (await tx.all(inboxPage, asked)).map(fromInbox);
    case 'outbox':
      return (await tx.all(outboxPage, asked)).map(fromOutbox);
  }
}

/** Locked. null: no letter of this id was ever dead. */
export async function lockDeadLetter(tx: Transaction, { box, id }: LetterNamed): Promise<KeptLetter | null> {
  switch (box) {
    case 'inbox':
      return (await tx.all(inboxOne, [id])).map(fromInbox)[0] ?? null;
    case 'outbox':
      return (await tx.all(outboxOne, [id])).map(fromOutbox)[0] ?? null;
  }
}

export async function writeDeadLetter(tx: Transaction, { box, id }: LetterNamed, write: LetterWrite): Promise<void> {
  if (write.state === 'due') await tx.run(due[box], [write.at, write.attempts, id]);
  else await tx.run(discarded[box], [write.reason, id]);
}

export async function countDeadLetters(tx: Transaction): Promise<{ readonly inbox: number; readonly outbox: number }> {
  return (await tx.one(counts)) ?? { inbox: 0, outbox: 0 };
}
