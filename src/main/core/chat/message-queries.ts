// Messages and answers in the database.
import { z } from 'zod';
import { RunId, type ChatId, type MessageId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage, Charge, Message, UserMessage } from '../../../preload/contract/message.ts';
import type { ReadableDb, WritableDb } from '../store/db.ts';
import { AnswerMessageRow, MessageRow, UserMessageRow } from './chat-rows.ts';
import { toIndexed } from './search-text.ts';

const message = `SELECT m.id, m.chat_id, m.parent_id, m.role, m.text, m.created_at,
  a.run_id, a.model, a.place, a.host, a.notes, a.thinking, a.state, a.counts, a.charge
  FROM messages m LEFT JOIN answers a ON a.message_id = m.id`;

/** All branches, oldest first. */
export function messagesOf(db: ReadableDb, chatId: ChatId): Message[] {
  return db.all(MessageRow, `${message} WHERE m.chat_id = @chatId ORDER BY m.seq`, { chatId });
}

/** From the top of the chat to the message, both included. */
export function pathOf(db: ReadableDb, leafId: MessageId): Message[] {
  return db.all(
    MessageRow,
    `WITH RECURSIVE path (id, parent_id, depth) AS (
       SELECT id, parent_id, 0 FROM messages WHERE id = @leafId
       UNION ALL SELECT m.id, m.parent_id, path.depth + 1 FROM messages m JOIN path ON m.id = path.parent_id)
     ${message} JOIN path ON path.id = m.id ORDER BY path.depth DESC`,
    { leafId },
  );
}

export function findMessage(db: ReadableDb, chatId: ChatId, id: MessageId): Message | null {
  return db.get(MessageRow, `${message} WHERE m.id = @id AND m.chat_id = @chatId`, { id, chatId });
}

export function hasMessages(db: ReadableDb, chatId: ChatId): boolean {
  return db.get(z.unknown(), 'SELECT 1 FROM messages WHERE chat_id = @chatId LIMIT 1', { chatId }) !== null;
}

export function findUserMessage(db: ReadableDb, id: MessageId): UserMessage | null {
  return db.get(UserMessageRow, `${message} WHERE m.id = @id AND m.role = 'user'`, { id });
}

export function findAnswer(db: ReadableDb, runId: RunId): AnswerMessage | null {
  return db.get(AnswerMessageRow, `${message} WHERE a.run_id = @runId`, { runId });
}

/** Whose answers an earlier core left unfinished. */
export function unfinishedRuns(db: ReadableDb): RunId[] {
  return db.all(RunRow, 'SELECT run_id FROM answers WHERE is_streaming = 1').map((row) => row.run_id);
}

const RunRow = z.object({ run_id: RunId });

export function insertQuestion(db: WritableDb, question: UserMessage): void {
  insertMessage(db, question);
  indexMessage(db, question);
}

export function insertAnswer(db: WritableDb, answer: AnswerMessage): void {
  insertMessage(db, answer);
  db.run(
    `INSERT INTO answers (message_id, chat_id, run_id, model, place, host, notes, thinking, state, is_streaming, counts, charge)
     VALUES (@id, @chatId, @runId, @model, @place, @host, @notes, @thinking, @state, 1, NULL, @charge)`,
    {
      id: answer.id,
      chatId: answer.chatId,
      runId: answer.runId,
      model: answer.model,
      place: answer.place,
      host: answer.host,
      notes: JSON.stringify(answer.notes),
      thinking: answer.thinking,
      state: JSON.stringify(answer.state),
      charge: JSON.stringify(answer.charge),
    },
  );
}

/** The answer's final save: text, state, counts, who made it, and its price as far as that is known. */
export function endAnswer(db: WritableDb, answer: AnswerMessage, now: number): void {
  db.run('UPDATE messages SET text = @text WHERE id = @id', { id: answer.id, text: answer.text });
  db.run(
    `UPDATE answers SET model = @model, place = @place, notes = @notes, thinking = @thinking, state = @state, is_streaming = 0, counts = @counts, charge = @charge, ended_at = @now
     WHERE message_id = @id`,
    {
      id: answer.id,
      model: answer.model,
      place: answer.place,
      notes: JSON.stringify(answer.notes),
      thinking: answer.thinking,
      state: JSON.stringify(answer.state),
      counts: answer.counts === null ? null : JSON.stringify(answer.counts),
      charge: JSON.stringify(answer.charge),
      now,
    },
  );
  indexMessage(db, answer);
}

/** Of an answer that cannot be read only its text is kept. */
export function endUnreadableAnswer(
  db: WritableDb,
  { runId, charge, now }: { readonly runId: RunId; readonly charge: Charge; readonly now: number },
): void {
  db.run(
    `UPDATE answers SET notes = '[]', state = '{"kind":"interrupted"}', is_streaming = 0, counts = NULL, charge = @charge,
     ended_at = @now WHERE run_id = @runId`,
    { runId, charge: JSON.stringify(charge), now },
  );
}

/** What an answer cost that was not settled at its end. Gives false where there is no such answer. */
export function settleAnswer(db: WritableDb, runId: RunId, charge: Charge): boolean {
  const sql = `UPDATE answers SET charge = @charge WHERE run_id = @runId AND charge ->> '$.kind' = 'unsettled'`;
  return db.run(sql, { runId, charge: JSON.stringify(charge) }) > 0;
}

function insertMessage(db: WritableDb, row: Message): void {
  db.run(
    'INSERT INTO messages (id, chat_id, parent_id, role, text, created_at) VALUES (@id, @chatId, @parentId, @role, @text, @createdAt)',
    {
      id: row.id,
      chatId: row.chatId,
      parentId: row.parentId,
      role: row.role,
      text: row.text,
      createdAt: row.createdAt,
    },
  );
}

function indexMessage(db: WritableDb, row: Message): void {
  db.run('INSERT OR REPLACE INTO message_index (rowid, text) SELECT seq, @text FROM messages WHERE id = @id', {
    id: row.id,
    text: toIndexed(row.text),
  });
}
