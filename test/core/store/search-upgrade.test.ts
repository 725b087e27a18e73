// Databases whose search index kept beginnings of two and three letters only: everything stays found while the messages are taken over
// into the new index, and afterwards that alone is searched.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { markRemoved, purgeChats } from '../../../src/main/core/chat/chat-queries.ts';
import { renewIndex } from '../../../src/main/core/chat/index-renewal.ts';
import { search } from '../../../src/main/core/chat/search.ts';
import type { FileContents } from '../../../src/main/core/ports.ts';
import type { WritableDb } from '../../../src/main/core/store/db.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore, type Store } from '../../../src/main/core/store/store.ts';
import type { ChatId } from '../../../src/preload/contract/ids.ts';
import { noFiles } from '../../support/no-files.ts';
import { chatId, messageId } from '../chat/scene.ts';
import { tempDir } from '../temp-dir.ts';

const now = (): number => Date.UTC(2026, 0, 2);
const before = (dataDir: string): Store =>
  openStore({ dataDir, now, migrations: migrations.filter((one) => one.number < 240) });

/** More than are taken over in one step. */
const count = 120;

/** Questions of one chat, in the index of that time. */
function addChat(db: WritableDb): ChatId {
  const chat = chatId();
  db.run(`INSERT INTO chats (id, title, model, created_at, updated_at) VALUES (@chat, 'Old', 'm', 1, 1)`, { chat });
  for (let at = 0; at < count; at += 1) {
    const id = messageId();
    const text = `stickiness number${String(at)}x`;
    db.run(`INSERT INTO messages (id, chat_id, parent_id, role, created_at) VALUES (@id, @chat, NULL, 'user', 1)`, {
      id,
      chat,
    });
    db.run(
      `INSERT INTO parts (message_seq, position, kind, text) SELECT seq, 0, 'text', @text FROM messages WHERE id = @id`,
      { id, text },
    );
    db.run('INSERT INTO message_index (rowid, text) SELECT seq, @text FROM messages WHERE id = @id', { id, text });
  }
  return chat;
}

const contents: FileContents = noFiles;
const inIndex = (db: WritableDb, index: string): number =>
  db.get(z.object({ n: z.int() }), `SELECT count(*) AS n FROM ${index} WHERE ${index} MATCH 'stickiness'`)?.n ?? -1;

/** Takes `steps` of them, then is told to stop. */
async function renew(db: WritableDb, steps: number): Promise<void> {
  const stop = new AbortController();
  let waits = 0;
  const wait = async (): Promise<void> => {
    waits += 1;
    if (waits > steps) stop.abort();
  };
  await renewIndex({ db, contents, clock: { wait }, signal: stop.signal });
}

test('whatever was found is found before, while and after an old index is taken over, once each', async () => {
  const dataDir = tempDir();
  const old = before(dataDir);
  addChat(old.db);
  old.close();
  const { db, close } = openStore({ dataDir, now });
  const found = (query: string): number => search(db, query, contents).length;
  const check = (): void => {
    for (const query of ['sti', 'stic', 'stick', 'stickin']) expect(found(query)).toBe(50);
    for (const query of ['number7x', 'number119x']) expect(found(query)).toBe(1);
  };

  expect([inIndex(db, 'message_index'), inIndex(db, 'message_index_before')]).toEqual([0, count]);
  check();
  await renew(db, 1);
  expect([inIndex(db, 'message_index'), inIndex(db, 'message_index_before')]).toEqual([50, count - 50]);
  check();
  await renew(db, Number.MAX_SAFE_INTEGER);
  expect([inIndex(db, 'message_index'), inIndex(db, 'message_index_before')]).toEqual([count, 0]);
  check();
  expect(db.get(z.unknown(), 'SELECT 1 FROM index_renewal')).toBeNull();
  close();
});

test('a chat that is deleted for good leaves nothing in either index', async () => {
  const dataDir = tempDir();
  const old = before(dataDir);
  const chat = addChat(old.db);
  old.close();
  const { db, close } = openStore({ dataDir, now });
  await renew(db, 1);
  markRemoved(db, chat, 1);
  expect(purgeChats(db, now())).toBe(1);
  expect([inIndex(db, 'message_index'), inIndex(db, 'message_index_before')]).toEqual([0, 0]);
  await renew(db, Number.MAX_SAFE_INTEGER);
  expect(db.get(z.unknown(), 'SELECT 1 FROM index_renewal')).toBeNull();
  close();
});
