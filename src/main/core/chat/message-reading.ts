// How stored messages are read, also where some of them cannot be: as much as can be is told, each message in one place of the tree,
// the same to whoever reads it. What is stored stays as it is.
import { z } from 'zod';
import { MessageId, type ChatId } from '../../../preload/contract/ids.ts';
import type { Message } from '../../../preload/contract/message.ts';
import type { Part } from '../../../preload/contract/part.ts';
import type { ReadableDb, SqlParams } from '../store/db.ts';
import { MessageRow, PartRow, toMessage } from './chat-rows.ts';

/** `unshown`: how many messages have an id that cannot be read, and so are not among these. */
export type ReadMessages = { readonly messages: Message[]; readonly unshown: number };

/** All branches of a chat, oldest first. */
export function readChat(db: ReadableDb, chatId: ChatId): ReadMessages {
  return readMessages(db, 'chosen (seq, place) AS (SELECT seq, seq FROM messages WHERE chat_id = @chatId)', { chatId });
}

/** From the top of the chat to the message, both included. */
export function pathOf(db: ReadableDb, leafId: MessageId): Message[] {
  return endOfPath(db, leafId, Number.MAX_SAFE_INTEGER);
}

/** The last `count` messages of the path to a message, the oldest first. */
export function endOfPath(db: ReadableDb, leafId: MessageId, count: number): Message[] {
  const { messages } = readMessages(
    db,
    `path (seq, parent_id, depth) AS (
       SELECT seq, parent_id, 0 FROM messages WHERE id = @leafId
       UNION ALL SELECT m.seq, m.parent_id, path.depth + 1 FROM messages m JOIN path ON m.id = path.parent_id
         WHERE m.seq < path.seq AND path.depth + 1 < @count),
     chosen (seq, place) AS (SELECT seq, -depth FROM path)`,
    { leafId, count },
  );
  const chatId = messages.at(-1)?.chatId;
  if (chatId === undefined || isUnbroken(messages, count)) return messages;
  return walk(messagesById(readChat(db, chatId).messages), leafId, count);
}

/** Whether each follows the one before it, up to the top of the chat or as many as were asked for. */
function isUnbroken(path: readonly Message[], count: number): boolean {
  return path.every(({ parentId }, at) =>
    at === 0 ? parentId === null || path.length === count : parentId === path[at - 1]?.id,
  );
}

function walk(messages: ReadonlyMap<MessageId, Message>, leafId: MessageId, count: number): Message[] {
  const path: Message[] = [];
  let at = messages.get(leafId);
  while (at !== undefined && path.length < Math.min(count, messages.size)) {
    path.push(at);
    at = at.parentId === null ? undefined : messages.get(at.parentId);
  }
  return path.toReversed();
}

function messagesById(messages: readonly Message[]): ReadonlyMap<MessageId, Message> {
  return new Map(messages.map((message) => [message.id, message]));
}

/**
 * A message of which some cannot be read is given all the same, and says so: it is never written back.
 * `chosen`: the SQL of a table of that name, which says by `seq` and `place` which messages are read, and in what order.
 */
export function readMessages(db: ReadableDb, chosen: string, params: SqlParams): ReadMessages {
  const all = db.all(MessageRow, `WITH RECURSIVE ${chosen} ${messageSql}`, params);
  const rows = all.filter((row) => row !== null);
  const unshown = all.length - rows.length;
  if (rows.length === 0) return { messages: [], unshown };
  const parts = new Map(rows.map((row): [number, (Part | null)[]] => [row.seq, []]));
  for (const { messageSeq, part } of db.all(PartRow, `WITH RECURSIVE ${chosen} ${partSql}`, params))
    parts.get(messageSeq)?.push(part);
  const hasPlace = placesAmong(db, rows);
  const messages = rows.map((row, at) => {
    const message = toMessage(row, parts.get(row.seq) ?? []);
    return hasPlace(row, rows[at - 1]) ? message : inAnotherPlace(db, row, message);
  });
  return { messages, unshown };
}

const messageSql = `SELECT m.seq, m.id, m.chat_id, m.parent_id, m.role, m.created_at,
  a.run_id, a.model, a.place, a.host, a.ollama, a.ollama_name, a.notes, a.state, a.counts, a.first_token_ms, a.charge
  FROM chosen JOIN messages m ON m.seq = chosen.seq LEFT JOIN answers a ON a.message_id = m.id ORDER BY chosen.place`;

const partSql = `SELECT p.message_seq, p.kind, p.text, p.ms, p.body
  FROM chosen JOIN parts p ON p.message_seq = chosen.seq ORDER BY chosen.place, p.position`;

const IdRow = z.object({ id: MessageId });

/**
 * Whether a row is at the top of its chat, or what it follows is there and was stored before it, so that no path leads in a circle.
 * Nearly every row follows the one before it.
 */
function placesAmong(db: ReadableDb, rows: readonly MessageRow[]) {
  let seqs: Map<MessageId, number> | null = null;
  return ({ parent_id: id, chat_id: chatId, seq }: MessageRow, before: MessageRow | undefined): boolean => {
    if (id === null) return true;
    if (id === undefined) return false;
    if (id === before?.id) return before.seq < seq;
    seqs ??= new Map(rows.map((row) => [row.id, row.seq]));
    const known = seqs.get(id);
    return known === undefined ? db.get(z.unknown(), isThereSql, { id, chatId, seq }) !== null : known < seq;
  };
}

const isThereSql = 'SELECT 1 FROM messages WHERE id = @id AND chat_id = @chatId AND seq < @seq';

/**
 * For a message whose parent cannot be read or was not stored before it. It is given the message that was stored before it and its
 * siblings as its parent; else all that stands above it would be out of reach. That is a guess, so it counts as not read whole.
 */
function inAnotherPlace(db: ReadableDb, { seq }: MessageRow, message: Message): Message {
  const [instead] = db.readable(IdRow, insteadSql, { seq }).rows;
  return { ...message, parentId: instead?.id ?? null, unreadable: true };
}

/** Few of them, for the case that the ids of some cannot be read: this is asked for each message without a place. */
const insteadSql = `SELECT id FROM messages
  WHERE chat_id = (SELECT chat_id FROM messages WHERE seq = @seq) AND seq < (
    SELECT min(sibling.seq) FROM messages m JOIN messages sibling
      ON sibling.parent_id = m.parent_id AND sibling.chat_id = m.chat_id WHERE m.seq = @seq)
  ORDER BY seq DESC LIMIT 50`;
