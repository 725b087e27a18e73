// Chats in the database: their list, their names, their end.
import { z } from 'zod';
import { firstOllama, MessageId, type ChatId, type OllamaId } from '../../../preload/contract/ids.ts';
import { Compared, type Chat, type ChatSummary } from '../../../preload/contract/message.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { Readable, ReadableDb, WritableDb } from '../store/db.ts';
import { SummaryRow } from './chat-rows.ts';
import { hasMoreThan } from './message-queries.ts';
import { endOfPath, readChat } from './message-reading.ts';
import { jsonColumn } from '../store/json-column.ts';
import { toIndexed } from './search-text.ts';

/** How long a removed chat can be taken back. */
export const restoreMs = 30 * 24 * 3600 * 1000;

const summary = `SELECT c.id, c.title, c.model, c.venue, c.ollama, c.shared_with, c.created_at, c.updated_at,
  (SELECT a.run_id FROM answers a WHERE a.chat_id = c.id AND a.is_streaming = 1 ORDER BY a.side LIMIT 1) AS active_run_id
  FROM chats c`;

/** Newest first; removed ones are not among them. One whose id cannot be read could not be opened. */
export function listChats(db: ReadableDb): Readable<ChatSummary> {
  return db.readable(SummaryRow, `${summary} WHERE c.removed_at IS NULL ORDER BY c.updated_at DESC, c.seq DESC`);
}

export function findChat(db: ReadableDb, id: ChatId): ChatSummary | null {
  return db.get(SummaryRow, `${summary} WHERE c.id = @id AND c.removed_at IS NULL`, { id });
}

/** Whether there is such a chat; also one that was removed and can still be restored. */
export function hasChat(db: ReadableDb, id: ChatId): boolean {
  return db.get(z.unknown(), 'SELECT 1 FROM chats WHERE id = @id', { id }) !== null;
}

const LeafRow = z.object({ id: MessageId });

/** The end of the branch that is shown: of the newest, where that message cannot be read or is not there. */
export function leafOf(db: ReadableDb, id: ChatId): MessageId | null {
  const [leaf] = db.readable(LeafRow, leafSql, { id }).rows;
  if (leaf !== undefined) return leaf.id;
  return db.readable(LeafRow, newestSql, { id }).rows[0]?.id ?? null;
}

const leafSql = 'SELECT m.id FROM chats c JOIN messages m ON m.id = c.leaf_id AND m.chat_id = c.id WHERE c.id = @id';
/** Few of them, for the case that the ids of some cannot be read. */
const newestSql = `SELECT m.id FROM chats c JOIN messages m ON m.chat_id = c.id
  WHERE c.id = @id AND c.leaf_id IS NOT NULL ORDER BY m.seq DESC LIMIT 50`;

const ComparedRow = z.object({ compared: jsonColumn(Compared).nullable().catch(null) });

/** The two answers that stand side by side; empty where none do, or nobody can read which. */
export function comparedIn(db: ReadableDb, id: ChatId): { readonly compared?: Compared } {
  const compared = db.get(ComparedRow, 'SELECT compared FROM chats WHERE id = @id', { id })?.compared ?? null;
  return compared === null ? {} : { compared };
}

export function setCompared(db: WritableDb, id: ChatId, compared: Compared | null): void {
  const text = compared === null ? null : JSON.stringify(compared);
  db.run('UPDATE chats SET compared = @text WHERE id = @id', { id, text });
}

export function loadChat(db: ReadableDb, id: ChatId): Chat | null {
  const found = findChat(db, id);
  if (found === null) return null;
  const { messages, unshown } = readChat(db, id);
  const chat = { summary: found, messages, leafId: leafOf(db, id), ...comparedIn(db, id) };
  return unshown === 0 ? chat : { ...chat, unshown };
}

/** A chat of so many messages is told at once, a longer one from its end. */
const toldAtOnce = 100;
/** More than the tallest window shows. */
const endCount = 40;

/** A chat's end, where it is too long to be told at once and knows its leaf; else null. */
export function loadEnd(db: ReadableDb, id: ChatId): Chat | null {
  if (!hasMoreThan(db, id, toldAtOnce)) return null;
  const found = findChat(db, id);
  const leafId = leafOf(db, id);
  return found === null || leafId === null
    ? null
    : { summary: found, messages: endOfPath(db, leafId, endCount), leafId, ...comparedIn(db, id) };
}

type NewChat = { readonly id: ChatId; readonly model: ModelRef | null; readonly now: number };

export function insertChat(db: WritableDb, { id, model, now }: NewChat): void {
  db.run(
    `INSERT INTO chats (id, title, model, venue, ollama, created_at, updated_at)
     VALUES (@id, '', @model, @venue, @ollama, @now, @now)`,
    { id, model: model?.name ?? null, venue: model?.venue ?? 'local', ollama: ollamaOf(model), now },
  );
}

/** `title`: null where there is none to give. */
export type Naming = {
  readonly id: ChatId;
  readonly title: string | null;
  readonly by: 'person' | 'question' | 'model';
};

/** Questions and models name only what no person has named. Gives whether the name was taken. */
export function nameChat(db: WritableDb, { id, title, by }: Naming): boolean {
  const isNamed = by === 'person' ? 1 : 0;
  const changes = db.run(
    'UPDATE chats SET title = @title, is_named = @isNamed WHERE id = @id AND (is_named = 0 OR @isNamed = 1)',
    { id, title: title ?? '', isNamed },
  );
  if (changes === 0) return false;
  db.run('INSERT OR REPLACE INTO title_index (rowid, text) SELECT seq, @text FROM chats WHERE id = @id', {
    id,
    text: toIndexed(title ?? ''),
  });
  return true;
}

/** Whether the chat is there, no person has named it, and no model was asked for its title. */
export function wantsTitle(db: ReadableDb, id: ChatId): boolean {
  const sql = 'SELECT 1 FROM chats WHERE id = @id AND removed_at IS NULL AND is_named = 0 AND is_title_asked = 0';
  return db.get(z.unknown(), sql, { id }) !== null;
}

export function noteTitleAsked(db: WritableDb, id: ChatId): void {
  db.run('UPDATE chats SET is_title_asked = 1 WHERE id = @id', { id });
}

export function setChatModel(db: WritableDb, id: ChatId, model: ModelRef): void {
  const { name, venue } = model;
  const sql = 'UPDATE chats SET model = @name, venue = @venue, ollama = @ollama WHERE id = @id';
  db.run(sql, { id, name, venue, ollama: ollamaOf(model) });
}

/** A hosted model has none; then the column says nothing. */
function ollamaOf(model: ModelRef | null): OllamaId {
  return model?.venue === 'local' ? model.ollama : firstOllama;
}

/** The person has agreed that this chat is sent to the server. */
export function shareChat(db: WritableDb, id: ChatId, server: string): void {
  db.run('UPDATE chats SET shared_with = @server WHERE id = @id', { id, server });
}

/** Gives false when the message is not one of the chat's. */
export function setChatLeaf(db: WritableDb, id: ChatId, leafId: MessageId): boolean {
  return (
    db.run(
      'UPDATE chats SET leaf_id = @leafId WHERE id = @id AND EXISTS (SELECT 1 FROM messages WHERE id = @leafId AND chat_id = @id)',
      { id, leafId },
    ) > 0
  );
}

/** Moves the chat to the top of the list. */
export function touchChat(db: WritableDb, id: ChatId, now: number): void {
  db.run('UPDATE chats SET updated_at = max(updated_at, @now) WHERE id = @id', { id, now });
}

export function markRemoved(db: WritableDb, id: ChatId, now: number): void {
  db.run('UPDATE chats SET removed_at = @now WHERE id = @id AND removed_at IS NULL', { id, now });
}

export function markRestored(db: WritableDb, id: ChatId): void {
  db.run('UPDATE chats SET removed_at = NULL WHERE id = @id', { id });
}

/** Deletes for good what was removed more than 30 days before `now`. Gives how many chats that were. */
export function purgeChats(db: WritableDb, now: number): number {
  const gone = db.all(z.object({ id: z.string() }), 'SELECT id FROM chats WHERE removed_at < @until', {
    until: now - restoreMs,
  });
  for (const { id } of gone) db.transact('relaxed', () => purgeChat(db, id));
  return gone.length;
}

function purgeChat(db: WritableDb, id: string): void {
  for (const index of ['message_index', 'message_index_before'])
    db.run(`DELETE FROM ${index} WHERE rowid IN (SELECT seq FROM messages WHERE chat_id = @id)`, { id });
  db.run('DELETE FROM title_index WHERE rowid IN (SELECT seq FROM chats WHERE id = @id)', { id });
  db.run('DELETE FROM chats WHERE id = @id', { id });
}
