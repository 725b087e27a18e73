// What was set aside in the inbox and the outbox: listed, counted, tried again, or discarded with a reason.
import type { KeptLetter } from '../../../contract/letters/dead-letters.ts';
import type { LetterNamed, LetterPage, LetterWrite } from '../../letters/letter-store.ts';
import type { Connection } from '../connection.ts';
import { type DeadDeliveryRow, type DeadMessageRow, fromInbox, fromOutbox } from '../../rows/letter-rows.ts';

export type DeadLetters = {
  page(page: LetterPage): readonly KeptLetter[];
  /** null: no letter of this id was ever dead. */
  letter(named: LetterNamed): KeptLetter | null;
  write(named: LetterNamed, write: LetterWrite): void;
  counts(): { readonly inbox: number; readonly outbox: number };
};

type Asked = [state: string, before: number, limit: number];

/** A dead delivery with a reason is a discarded one; filed and parked ones are due. */
const inboxLetters = `SELECT id, event_id, event_type, attempts, outcome, reason, filed_at AS created_at, died_at, provider, order_id,
    provider_txn_id, CASE WHEN state = 'dead' THEN iif(reason IS NULL, 'dead', 'discarded') WHEN state = 'done' THEN 'done'
    ELSE 'due' END AS state
  FROM deliveries`;
const outboxLetters = `SELECT id, event_id, type AS event_type, state, attempts, outcome, reason, created_at, died_at, outlet, subject
  FROM outbox`;

export function prepareDeadLetters(db: Connection): DeadLetters {
  const inboxPage = db.prepare<Asked, DeadDeliveryRow>(
    `${inboxLetters} WHERE state = 'dead' AND iif(reason IS NULL, 'dead', 'discarded') = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const outboxPage = db.prepare<Asked, DeadMessageRow>(
    `${outboxLetters} WHERE state = ? AND state IN ('dead', 'discarded') AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const inboxOne = db.prepare<[number], DeadDeliveryRow>(`${inboxLetters} WHERE id = ? AND died_at IS NOT NULL`);
  const outboxOne = db.prepare<[number], DeadMessageRow>(`${outboxLetters} WHERE id = ? AND died_at IS NOT NULL`);
  const due = {
    inbox: db.prepare<[number, number, number]>(
      "UPDATE deliveries SET state = 'filed', next_at = ?, attempts = ?, reason = NULL WHERE id = ?",
    ),
    outbox: db.prepare<[number, number, number]>(
      "UPDATE outbox SET state = 'due', next_at = ?, attempts = ?, reason = NULL WHERE id = ?",
    ),
  };
  const discarded = {
    inbox: db.prepare<[string, number]>("UPDATE deliveries SET state = 'dead', reason = ? WHERE id = ?"),
    outbox: db.prepare<[string, number]>("UPDATE outbox SET state = 'discarded', reason = ? WHERE id = ?"),
  };
  const counts = db.prepare<[], { readonly inbox: number; readonly outbox: number }>(
    `SELECT (SELECT COUNT(*) FROM deliveries WHERE state = 'dead' AND reason IS NULL) AS inbox,
       (SELECT COUNT(*) FROM outbox WHERE state = 'dead') AS outbox`,
  );

  return {
    page({ box, state, before, limit }) {
      const asked: Asked = [state, before ?? Number.MAX_SAFE_INTEGER, limit];
      switch (box) {
        case 'inbox':
          return inboxPage.all(...asked).map(fromInbox);
        case 'outbox':
          return outboxPage.all(...asked).map(fromOutbox);
      }
    },
    letter({ box, id }) {
      switch (box) {
        case 'inbox':
          return inboxOne.all(id).map(fromInbox)[0] ?? null;
        case 'outbox':
          return outboxOne.all(id).map(fromOutbox)[0] ?? null;
      }
    },
    write({ box, id }, write) {
      if (write.state === 'due') due[box].run(write.at, write.attempts, id);
      else discarded[box].run(write.reason, id);
    },
    counts: () => counts.get() ?? { inbox: 0, outbox: 0 },
  };
}
