// Databases from before the context could be chosen, and from before questions could wait: what a model no longer sees of a chat
// stays chosen, no message is lost, and the chat goes on with what is new.
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { wantsTitle } from '../../../src/main/core/chat/chat-queries.ts';
import { messagesOf } from '../../../src/main/core/chat/message-queries.ts';
import { insertWaiting, waitingIn } from '../../../src/main/core/chat/queue-queries.ts';
import { turnsOf } from '../../../src/main/core/chat/turns.ts';
import { findContext, setLeftOut } from '../../../src/main/core/context/context-queries.ts';
import type { WritableDb } from '../../../src/main/core/store/db.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import type { ChatId, MessageId } from '../../../src/preload/contract/ids.ts';
import { textOf, textParts } from '../../../src/preload/contract/parts.ts';
import { noFiles } from '../../support/no-files.ts';
import { chatId, messageId, runId } from '../chat/scene.ts';
import { tempDir } from '../temp-dir.ts';

const now = (): number => Date.UTC(2026, 0, 2);
const before = (dataDir: string, number: number) =>
  openStore({ dataDir, now, migrations: migrations.filter((one) => one.number < number) });

/** Four questions in a row, by the columns that every version since 0130 has. */
function addChat(db: WritableDb): { readonly chat: ChatId; readonly ids: readonly MessageId[] } {
  const chat = chatId();
  const ids = [messageId(), messageId(), messageId(), messageId()];
  db.run(`INSERT INTO chats (id, title, model, created_at, updated_at) VALUES (@chat, 'Old', 'm', 1, 1)`, { chat });
  ids.forEach((id, at) => {
    db.run(`INSERT INTO messages (id, chat_id, parent_id, role, created_at) VALUES (@id, @chat, @parent, 'user', 1)`, {
      id,
      chat,
      parent: ids[at - 1] ?? null,
    });
    db.run(
      `INSERT INTO parts (message_seq, position, kind, text) SELECT seq, 0, 'text', @text FROM messages WHERE id = @id`,
      { id, text: `word${String(at)}` },
    );
  });
  return { chat, ids };
}

function sent(db: WritableDb, chat: ChatId): string {
  const turns = turnsOf(messagesOf(db, chat), { systemPrompt: '', contents: noFiles, context: findContext(db, chat) });
  return turns.map(({ text }) => text).join('\n');
}

test('of a chat from before, a model sees everything until a person chooses otherwise', () => {
  const dataDir = tempDir();
  const old = before(dataDir, 180);
  const { chat, ids } = addChat(old.db);
  old.close();
  const { db, close } = openStore({ dataDir, now });
  expect(findContext(db, chat)).toEqual({ leftOut: [], summaries: [], changedAt: 0 });
  expect(sent(db, chat)).toBe('word0\n\nword1\n\nword2\n\nword3');
  setLeftOut(db, chat, { ids: ids.slice(1, 2), isLeftOut: true });
  expect(sent(db, chat)).toBe('word0\n\nword2\n\nword3');
  close();
});

test('what was left out and summarised of a chat stays so, and its questions can wait now', () => {
  const dataDir = tempDir();
  const old = before(dataDir, 210);
  const { chat, ids } = addChat(old.db);
  const [first, , third] = ids;
  old.db.run('INSERT INTO context_left_out (message_id, chat_id) VALUES (@third, @chat)', { third: third ?? '', chat });
  old.db.run(
    `INSERT INTO context_summaries (id, chat_id, upto_id, kind, text, model, created_at)
     VALUES (@id, @chat, @first, 'summary', 'In short.', 'm', 5)`,
    { id: v7(), chat, first: first ?? '' },
  );
  old.db.run('INSERT INTO context_changes (chat_id, changed_at) VALUES (@chat, 6)', { chat });
  old.close();

  const { db, close } = openStore({ dataDir, now });
  expect(findContext(db, chat)).toMatchObject({
    leftOut: [third],
    summaries: [{ uptoId: first, text: 'In short.' }],
    changedAt: 6,
  });
  expect(sent(db, chat)).toMatch(/In short\.[^]*word1\n\nword3$/);
  expect(sent(db, chat)).not.toMatch(/word0|word2/);
  expect(messagesOf(db, chat).map(({ parts }) => textOf(parts))).toEqual(['word0', 'word1', 'word2', 'word3']);
  expect(wantsTitle(db, chat)).toBe(false);
  expect(waitingIn(db, chat)).toEqual([]);
  const waiting = {
    id: messageId(),
    chatId: chat,
    runId: runId(),
    answerId: messageId(),
    parts: textParts('Next'),
    model: 'm',
    venue: 'local' as const,
    sharesWith: null,
    createdAt: 7,
  };
  insertWaiting(db, waiting);
  expect(waitingIn(db, chat)).toEqual([waiting]);
  close();
});
