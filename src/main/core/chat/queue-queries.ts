// Waiting questions in the database.
import { z } from 'zod';
import { ChatId, MessageId, RunId } from '../../../preload/contract/ids.ts';
import { Venue } from '../../../preload/contract/models.ts';
import { QuestionParts, type QuestionPart } from '../../../preload/contract/part.ts';
import { attachmentsOf } from '../../../preload/contract/parts.ts';
import type { QueuedMessage } from '../../../preload/contract/queue.ts';
import type { ReadableDb, WritableDb } from '../store/db.ts';
import { jsonColumn } from '../store/json-column.ts';

/** `sharesWith`: the server that the person has agreed to send it to. */
export type Waiting = QueuedMessage & { readonly sharesWith: string | null };

const Row = z
  .object({
    id: MessageId,
    chat_id: ChatId,
    run_id: RunId,
    answer_id: MessageId,
    parts: jsonColumn(QuestionParts),
    model: z.string(),
    venue: Venue,
    shares_with: z.string().nullable(),
    created_at: z.int(),
  })
  .transform(({ chat_id, run_id, answer_id, shares_with, created_at, ...row }) => ({
    ...row,
    chatId: chat_id,
    runId: run_id,
    answerId: answer_id,
    sharesWith: shares_with,
    createdAt: created_at,
  }));

/** The first to be asked first. */
export function waitingIn(db: ReadableDb, chatId: ChatId): Waiting[] {
  return db.all(Row, 'SELECT * FROM queued_messages WHERE chat_id = @chatId ORDER BY seq', { chatId });
}

export function insertWaiting(db: WritableDb, waiting: Waiting): void {
  db.run(
    `INSERT INTO queued_messages (id, chat_id, run_id, answer_id, parts, model, venue, shares_with, created_at)
     VALUES (@id, @chatId, @runId, @answerId, @parts, @model, @venue, @sharesWith, @createdAt)`,
    { ...waiting, parts: JSON.stringify(waiting.parts) },
  );
  nameFiles(db, waiting.id, waiting.parts);
}

type Named = { readonly chatId: ChatId; readonly id: MessageId };

export function changeWaiting(db: WritableDb, { chatId, id }: Named, parts: readonly QuestionPart[]): void {
  const changes = db.run('UPDATE queued_messages SET parts = @parts WHERE id = @id AND chat_id = @chatId', {
    id,
    chatId,
    parts: JSON.stringify(parts),
  });
  if (changes === 0) return;
  db.run('DELETE FROM queued_files WHERE message_id = @id', { id });
  nameFiles(db, id, parts);
}

export function dropWaiting(db: WritableDb, { chatId, id }: Named): void {
  db.run('DELETE FROM queued_messages WHERE id = @id AND chat_id = @chatId', { id, chatId });
}

function nameFiles(db: WritableDb, id: MessageId, parts: readonly QuestionPart[]): void {
  for (const fileId of new Set(attachmentsOf(parts).map((part) => part.fileId)))
    db.run('INSERT INTO queued_files (message_id, file_id) VALUES (@id, @fileId)', { id, fileId });
}
