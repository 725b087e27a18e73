// Chats written straight into the app's database, as the app itself stores them, since asking for them would take hours. The app must
// have made the database, and must not have it open.
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { toIndexed } from '../../../src/main/core/chat/search-text.ts';
import { ChatId } from '../../../src/preload/contract/ids.ts';
import { model } from './app-stack.ts';

type Filling = {
  readonly chats: number;
  /** Of each chat, questions and answers in turn. */
  readonly messages: number;
  /** The text of the message of this number, counted over all chats. */
  readonly text: (at: number) => string;
  /** So long ago the newest was written. */
  readonly agoMs?: number;
};

const counts = { promptTokens: 60, completionTokens: 180, totalNs: 9e9, loadNs: 0, promptNs: 1e9, completionNs: 8e9 };

/** The chats' ids, the oldest first. */
export function fillStore(path: string, { chats, messages, text, agoMs = 3_600_000 }: Filling): readonly ChatId[] {
  const db = new Database(path);
  try {
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -300000');
    const put = preparedIn(db);
    const ids = Array.from({ length: chats }, () => ChatId.parse(randomUUID()));
    const first = Date.now() - agoMs - chats * messages;
    let at = 0;
    for (const id of ids) {
      db.transaction(() => {
        put.chat.run({ id, title: `Chat about ${text(at).slice(0, 40)}`, model, at: first + at });
        let parentId: string | null = null;
        for (let own = 0; own < messages; own += 1) {
          parentId = put.message({ chatId: id, parentId, text: text(at), isAnswer: own % 2 === 1, at: first + at });
          at += 1;
        }
        put.end.run({ id, leafId: parentId, at: first + at });
      })();
    }
    db.pragma('wal_checkpoint(TRUNCATE)');
    return ids;
  } finally {
    db.close();
  }
}

type Row = {
  readonly chatId: string;
  readonly parentId: string | null;
  readonly text: string;
  readonly isAnswer: boolean;
  readonly at: number;
};

function preparedIn(db: Database.Database) {
  const message = db.prepare(
    'INSERT INTO messages (id, chat_id, parent_id, role, created_at) VALUES (@id, @chatId, @parentId, @role, @at)',
  );
  const part = db.prepare(`INSERT INTO parts (message_seq, position, kind, text) VALUES (@seq, 0, 'text', @text)`);
  const index = db.prepare('INSERT INTO message_index (rowid, text) VALUES (@seq, @text)');
  const answer = db.prepare(
    `INSERT INTO answers (message_id, chat_id, run_id, model, place, state, is_streaming, counts, charge, ended_at)
     VALUES (@id, @chatId, @runId, @model, 'this_computer', '{"kind":"done","reason":"stop"}', 0, @counts, '{"kind":"none"}', @at)`,
  );
  return {
    chat: db.prepare(
      'INSERT INTO chats (id, title, model, created_at, updated_at) VALUES (@id, @title, @model, @at, @at)',
    ),
    end: db.prepare('UPDATE chats SET leaf_id = @leafId, updated_at = @at WHERE id = @id'),
    message({ chatId, parentId, text, isAnswer, at }: Row): string {
      const id = randomUUID();
      const role = isAnswer ? 'assistant' : 'user';
      const seq = message.run({ id, chatId, parentId, role, at }).lastInsertRowid;
      part.run({ seq, text });
      index.run({ seq, text: toIndexed(text) });
      if (isAnswer) answer.run({ id, chatId, runId: randomUUID(), model, counts: JSON.stringify(counts), at });
      return id;
    },
  };
}
