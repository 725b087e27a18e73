// A database in which chats without a name were called "New chat", as the page finds it now.
import { expect, test } from 'vitest';
import { findChat } from '../../../src/main/core/chat/chat-queries.ts';
import { search } from '../../../src/main/core/chat/search.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { tempDir } from '../temp-dir.ts';
import { chatId, messageId } from './scene.ts';
import { noFiles } from '../../support/no-files.ts';

const now = (): number => Date.UTC(2026, 0, 2);

test('a chat that was called “New chat” in English has no title, unless a person or its question called it so', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 100) });
  const chats = [
    { title: 'New chat', isNamed: 0, question: '\u200b', expected: null },
    { title: 'New chat', isNamed: 1, question: 'Hello', expected: 'New chat' },
    { title: 'New chat', isNamed: 0, question: '**New chat**', expected: 'New chat' },
    { title: 'Hello', isNamed: 0, question: 'Hello', expected: 'Hello' },
  ].map((chat) => ({ ...chat, id: chatId() }));
  for (const { id, title, isNamed, question } of chats) {
    old.db.run('INSERT INTO chats (id, title, is_named, created_at, updated_at) VALUES (@id, @title, @isNamed, 1, 1)', {
      id,
      title,
      isNamed,
    });
    old.db.run('INSERT INTO title_index (rowid, text) SELECT seq, title FROM chats WHERE id = @id', { id });
    old.db.run(
      `INSERT INTO messages (id, chat_id, role, text, created_at) VALUES (@messageId, @id, 'user', @question, 1)`,
      { messageId: messageId(), id, question },
    );
  }
  old.close();
  const { db, close } = openStore({ dataDir, now });
  expect(chats.map(({ id }) => findChat(db, id)?.title)).toEqual(chats.map(({ expected }) => expected));
  const titlesFound = search(db, 'new chat', noFiles).filter((hit) => hit.messageId === null);
  expect(titlesFound.map((hit) => hit.title)).toEqual(['New chat', 'New chat']);
  close();
});
