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

const columns = z.object({
  id: MessageId,
  chat_id: ChatId,
  run_id: RunId,
  answer_id: MessageId,
  model: z.string(),
  venue: Venue,
  shares_with: z.string().nullable(),
  created_at: z.int(),
});

type Unreadable = z.infer<typeof columns> & { readonly parts: []; readonly unreadable: true };

const Row = z
  .union([
    columns.extend({ parts: jsonColumn(QuestionParts) }),
    columns.transform((row): Unreadable => ({ ...row, parts: [], unreadable: true })),
  ])
  .transform(({ chat_id, run_id, answer_id, shares_with, created_at, ...row }) => ({
    ...row,
    chatId: chat_id,
    runId: run_id,
    answerId: answer_id,
    sharesWith: shares_with,
    createdAt: created_at,
  }));

/** The first to be asked first; also what cannot be read. */
export function waitingIn(db: ReadableDb, chatId: ChatId): Waiting[] {
  return db.all(Row, 'SELECT * FROM queued_messages WHERE chat_id = @chatId ORDER BY seq', { chatId });
}

export function insertWaiting(db: WritableDb, waiting: Omit<Waiting, 'unreadable'>): void {
  db.run(
    `INSERT INTO queued_messages (id, chat_id, run_id, answer_id, parts, model, venue, shares_with, created_at)
     VALUES (@id, @chatId, @runId, @answerId, @parts, @model, @venue, @sharesWith, @createdAt)`,
    { ...waiting, parts: JSON.stringify(waiting.parts) },
  );
  nameFiles(db, waiting.id, waiting.parts);
}

type Named = { readonly chatId: ChatId; readonly id: MessageId };

/** One that cannot be read stays as it is stored. */
export function changeWaiting(db: WritableDb, { chatId, id }: Named, parts: readonly QuestionPart[]): void {
  if (waitingIn(db, chatId).some((one) => one.id === id && one.unreadable)) return;
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

/** Puts one before another, or behind all; those of a chat keep the places that they have between them. */
export function moveWaiting(db: WritableDb, { chatId, id }: Named, before: MessageId | null): void {
  const rows = db.all(PlaceRow, 'SELECT seq, id FROM queued_messages WHERE chat_id = @chatId ORDER BY seq', { chatId });
  const others = rows.map((row) => row.id).filter((other) => other !== id);
  const at = before === null ? others.length : others.indexOf(before);
  if (others.length === rows.length || at < 0) return;
  // Two rows never have one place, not even for a moment.
  others.toSpliced(at, 0, id).forEach((one, index) => {
    db.run('UPDATE queued_messages SET seq = -@seq WHERE id = @one', { one, seq: rows[index]?.seq ?? 0 });
  });
  db.run('UPDATE queued_messages SET seq = -seq WHERE chat_id = @chatId AND seq < 0', { chatId });
}

const PlaceRow = z.object({ seq: z.int(), id: MessageId });

function nameFiles(db: WritableDb, id: MessageId, parts: readonly QuestionPart[]): void {
  for (const fileId of new Set(attachmentsOf(parts).map((part) => part.fileId)))
    db.run('INSERT INTO queued_files (message_id, file_id) VALUES (@id, @fileId)', { id, fileId });
}
