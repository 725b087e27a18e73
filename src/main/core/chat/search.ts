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
import { excerpt, nearFirst, signsOf, toMatch, type Part } from './search-text.ts';

export const hitsMax = 50;
/** So many of the newest matches are looked at, since some may be of removed chats; older ones are found by asking more precisely. */
const candidatesMax = 2000;
/** Signs are in no index: so many of the newest messages are read for them. */
const readMax = 10_000;

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
  const { titles, texts } = rowsOf(db, query);
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

type Rows = {
  readonly titles: readonly z.infer<typeof TitleRow>[];
  readonly texts: readonly z.infer<typeof TextRow>[];
};

function rowsOf(db: ReadableDb, query: string): Rows {
  const match = toMatch(query);
  if (match !== null) {
    const { rows: titles } = db.readable(TitleRow, titleSql, { match, limit: hitsMax });
    const limit = hitsMax - titles.length;
    return { titles, texts: db.readable(TextRow, textSql, { match, limit, candidates: candidatesMax }).rows };
  }
  const asked = signsOf(query);
  if (asked.length === 0) return { titles: [], texts: [] };
  const signs = JSON.stringify(asked);
  const { rows: titles } = db.readable(TitleRow, titleSignsSql, { signs, limit: hitsMax });
  const limit = hitsMax - titles.length;
  return { titles, texts: db.readable(TextRow, textSignsSql, { signs, limit, read: readMax }).rows };
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

const textColumns = `m.id, m.chat_id, c.title,
    (SELECT group_concat(p.text, '' ORDER BY p.position) FROM parts p WHERE p.message_seq = m.seq AND p.kind = 'text') AS text,
    (SELECT json_group_array(json(p.body)) FROM parts p WHERE p.message_seq = m.seq AND p.kind IN ('image', 'file', 'tool_result') AND json_valid(p.body)) AS attached`;

const textSql = `WITH found AS MATERIALIZED (${foundIn('message_index')} UNION ${foundIn('message_index_before')})
  SELECT ${textColumns}
  FROM found JOIN messages m ON m.seq = found.seq JOIN chats c ON c.id = m.chat_id
  WHERE c.removed_at IS NULL ORDER BY found.seq DESC LIMIT @limit`;

const titleSignsSql = `SELECT c.id, c.title FROM chats c
  WHERE c.removed_at IS NULL AND c.title IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM json_each(@signs) s WHERE instr(c.title, s.value) = 0)
  ORDER BY c.updated_at DESC LIMIT @limit`;

// Read from the newest on, until enough are found: only a rare sign has all of them read.
const textSignsSql = `SELECT ${textColumns}
  FROM messages m CROSS JOIN chats c ON c.id = m.chat_id
  WHERE m.seq >= (SELECT min(seq) FROM (SELECT seq FROM messages ORDER BY seq DESC LIMIT @read))
    AND NOT EXISTS (SELECT 1 FROM json_each(@signs) s WHERE NOT EXISTS (
      SELECT 1 FROM parts p WHERE p.message_seq = m.seq AND p.kind = 'text' AND instr(p.text, s.value) > 0))
    AND c.removed_at IS NULL
  ORDER BY m.seq DESC LIMIT @limit`;
