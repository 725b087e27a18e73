// A database from before there were hosted models: every chat, answer and price in it stays what it was.
import { expect, test } from 'vitest';
import { createRunCharges } from '../../../src/main/core/account/funds/run-charges.ts';
import { findChat, shareChat } from '../../../src/main/core/chat/chat-queries.ts';
import { findAnswer } from '../../../src/main/core/chat/message-queries.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { ChatId, RunId } from '../../../src/preload/contract/ids.ts';
import { tempDir } from '../temp-dir.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

const now = (): number => Date.UTC(2026, 0, 2);
const id = (n: number): string => `01890000-0000-7000-8000-00000000000${String(n)}`;
const chatId = ChatId.parse(id(0));
const places = ['this_computer', 'other_computer', 'cloud', null] as const;
const runOf = (index: number): RunId => RunId.parse(`01890000-0000-7000-9000-00000000000${String(index)}`);

test('stored chats, answers and charges are local, and answers keep the place where they were made', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 90) });
  old.db.run(`INSERT INTO chats (id, title, model, created_at, updated_at) VALUES (@chatId, 'Old', 'm', 1, 1)`, {
    chatId,
  });
  places.forEach((place, index) => {
    old.db.run(
      `INSERT INTO messages (id, chat_id, role, text, created_at) VALUES (@id, @chatId, 'assistant', 'words', 1)`,
      { id: id(index + 1), chatId },
    );
    old.db.run(
      `INSERT INTO answers (message_id, chat_id, run_id, model, place, thinking, state, is_streaming, charge, ended_at)
       VALUES (@id, @chatId, @run, 'm', @place, '', '{"kind":"stopped"}', 0, '{"kind":"unsettled"}', 1)`,
      { id: id(index + 1), chatId, run: runOf(index), place },
    );
  });
  old.db.run(
    `INSERT INTO run_charges (run_id, origin, funding, is_pending, created_at, updated_at)
     VALUES (@run, 'https://a.example', 'held', 0, 1, 1)`,
    { run: runOf(0) },
  );
  old.close();

  const { db, close } = openStore({ dataDir, now });
  expect(places.map((_, index) => findAnswer(db, runOf(index)))).toMatchObject(
    places.map((place) => ({ place, host: null, model: 'm', notes: [], parts: textParts('words') })),
  );
  expect(findChat(db, chatId)).toMatchObject({ model: 'm', venue: 'local', sharedWith: null });
  expect(createRunCharges(db, now).find(runOf(0))).toMatchObject({ venue: 'local', funding: 'held' });
  shareChat(db, chatId, 'https://a.example');
  expect(findChat(db, chatId)?.sharedWith).toBe('https://a.example');
  db.run(`UPDATE answers SET place = 'operator' WHERE run_id = @run`, { run: runOf(0) });
  expect(findAnswer(db, runOf(0))?.place).toBe('operator');
  expect(() => db.run(`UPDATE answers SET place = 'elsewhere' WHERE run_id = @run`, { run: runOf(0) })).toThrow(
    /CHECK constraint/,
  );
  close();
});
