// Searching titles and messages: titles first, then the newest messages that match.
import { z } from 'zod';
import type { SearchHit } from '../../../preload/contract/chats.ts';
import { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import { FilePart, ImagePart } from '../../../preload/contract/file-part.ts';
import { ToolResultPart } from '../../../preload/contract/part.ts';
import type { FileContents } from '../ports.ts';
import type { ReadableDb } from '../store/db.ts';
import { jsonColumn } from '../store/json-column.ts';
import { Title } from './chat-rows.ts';
import { wordsIn } from './file-block.ts';
import { excerpt, nearFirst, toMatch, type Part } from './search-text.ts';

export const hitsMax = 50;
/** So many of the newest matches are looked at, since some may be of removed chats; older ones are found by asking more precisely. */
const candidatesMax = 2000;

const TitleRow = z.object({ id: ChatId, title: z.string() });
/** null: it cannot be read, and nothing is found in it. */
const Attached = z.discriminatedUnion('kind', [ImagePart, FilePart, ToolResultPart]).nullable().catch(null);
const TextRow = z.object({
  id: MessageId,
  chat_id: ChatId,
  title: Title.catch(null),
  text: z.string().nullable(),
  attached: jsonColumn(z.array(Attached)),
});

export function search(db: ReadableDb, query: string, contents: FileContents): SearchHit[] {
  const match = toMatch(query);
  if (match === null) return [];
  const { rows: titles } = db.readable(TitleRow, titleSql, { match, limit: hitsMax });
  const { rows: texts } = db.readable(TextRow, textSql, {
    match,
    limit: hitsMax - titles.length,
    candidates: candidatesMax,
  });
  return [
    ...titles.map((row): SearchHit => ({
      chatId: row.id,
      title: row.title,
      messageId: null,
      parts: excerpt(row.title, query),
    })),
    ...texts.map((row): SearchHit => ({
      chatId: row.chat_id,
      title: row.title,
      messageId: row.id,
      parts: excerptOf(row, query, contents),
    })),
  ];
}

/** Out of the message itself where it matches, else out of the first file or result of a tool that does. */
function excerptOf(row: z.infer<typeof TextRow>, query: string, contents: FileContents): Part[] {
  const own = excerpt(row.text ?? '', query);
  if (own.some(({ isMatch }) => isMatch)) return own;
  for (const words of row.attached.flatMap((part) => (part === null ? [] : wordsIn(part, contents)))) {
    const found = excerpt(nearFirst(words, query), query);
    if (found.some(({ isMatch }) => isMatch)) return found;
  }
  return own;
}

const titleSql = `SELECT c.id, c.title FROM title_index i JOIN chats c ON c.seq = i.rowid
  WHERE title_index MATCH @match AND c.removed_at IS NULL ORDER BY c.updated_at DESC LIMIT @limit`;

// A rank by relevance would read every row that holds a word before the first is given.
const foundIn = (index: 'message_index' | 'message_index_before'): string =>
  `SELECT seq FROM (SELECT rowid AS seq FROM ${index} WHERE ${index} MATCH @match ORDER BY rowid DESC LIMIT @candidates)`;

const textSql = `WITH found AS MATERIALIZED (${foundIn('message_index')} UNION ${foundIn('message_index_before')})
  SELECT m.id, m.chat_id, c.title,
    (SELECT group_concat(p.text, '' ORDER BY p.position) FROM parts p WHERE p.message_seq = m.seq AND p.kind = 'text') AS text,
    (SELECT json_group_array(json(p.body)) FROM parts p WHERE p.message_seq = m.seq AND p.kind IN ('image', 'file', 'tool_result') AND json_valid(p.body)) AS attached
  FROM found JOIN messages m ON m.seq = found.seq JOIN chats c ON c.id = m.chat_id
  WHERE c.removed_at IS NULL ORDER BY found.seq DESC LIMIT @limit`;
