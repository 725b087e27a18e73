// What is left out of chats, and what stands in its place, in the database.
import { z } from 'zod';
import { ContextSummary, type ContextState } from '../../../preload/contract/context.ts';
import { MessageId, type ChatId } from '../../../preload/contract/ids.ts';
import type { ReadableDb, WritableDb } from '../store/db.ts';

const LeftOutRow = z.object({ message_id: MessageId });
const ChangeRow = z.object({ changed_at: z.int() });
const SummaryRow = z
  .object({
    id: z.string(),
    upto_id: z.string().nullable(),
    kind: z.string(),
    text: z.string(),
    model: z.string().nullable(),
    created_at: z.int(),
  })
  .transform(({ upto_id: uptoId, created_at: createdAt, ...row }) => ({ ...row, uptoId, createdAt }))
  .pipe(ContextSummary);

/** Without what cannot be read: nothing is left out by it, and nothing stands in for it. */
export function findContext(db: ReadableDb, chatId: ChatId): ContextState {
  const params = { chatId };
  return {
    leftOut: db
      .readable(LeftOutRow, 'SELECT message_id FROM context_left_out WHERE chat_id = @chatId', params)
      .rows.map((row) => row.message_id),
    summaries: db.readable(
      SummaryRow,
      'SELECT id, upto_id, kind, text, model, created_at FROM context_summaries WHERE chat_id = @chatId ORDER BY created_at',
      params,
    ).rows,
    changedAt:
      db.readable(ChangeRow, 'SELECT changed_at FROM context_changes WHERE chat_id = @chatId', params).rows[0]
        ?.changed_at ?? 0,
  };
}

/** Messages of other chats are passed over. */
export function setLeftOut(
  db: WritableDb,
  chatId: ChatId,
  { ids, isLeftOut }: { readonly ids: readonly MessageId[]; readonly isLeftOut: boolean },
): void {
  const sql = isLeftOut
    ? `INSERT INTO context_left_out (message_id, chat_id)
       SELECT id, chat_id FROM messages WHERE id = @id AND chat_id = @chatId ON CONFLICT DO NOTHING`
    : 'DELETE FROM context_left_out WHERE message_id = @id AND chat_id = @chatId';
  for (const id of ids) db.run(sql, { id, chatId });
}

export function putSummary(db: WritableDb, chatId: ChatId, summary: ContextSummary): void {
  db.run(
    `INSERT INTO context_summaries (id, chat_id, upto_id, kind, text, model, created_at)
     VALUES (@id, @chatId, @uptoId, @kind, @text, @model, @createdAt) ON CONFLICT (id) DO NOTHING`,
    { ...summary, chatId },
  );
}

export function removeSummary(db: WritableDb, chatId: ChatId, id: string): void {
  db.run('DELETE FROM context_summaries WHERE id = @id AND chat_id = @chatId', { id, chatId });
}

export function noteChange(db: WritableDb, chatId: ChatId, now: number): void {
  db.run(
    `INSERT INTO context_changes (chat_id, changed_at) VALUES (@chatId, @now)
     ON CONFLICT (chat_id) DO UPDATE SET changed_at = @now`,
    { chatId, now },
  );
}

export function isChatThere(db: ReadableDb, id: ChatId): boolean {
  return db.get(z.unknown(), 'SELECT 1 FROM chats WHERE id = @id AND removed_at IS NULL', { id }) !== null;
}
