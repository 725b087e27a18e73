// A database from before two answers could be written at once, with one that was cut in the middle.
import { expect, test } from 'vitest';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { tempDir } from '../temp-dir.ts';
import { z } from 'zod';
import { chatId, messageId, runId } from './scene.ts';

const now = (): number => Date.UTC(2026, 0, 2);

test('its answers stand on the first side, and each side of a chat still takes one at a time', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 250) });
  const chat = chatId();
  const insert = (side: '' | ', side', value: '' | ', 1'): string =>
    `INSERT INTO answers (message_id, chat_id, run_id, model, notes, state, is_streaming, charge${side})
     VALUES (@id, @chat, @run, 'gemma', '[]', '{"kind":"streaming"}', 1, '{"kind":"none"}'${value})`;
  const add = (db: typeof old.db, sql: string): void => {
    const id = messageId();
    db.run(`INSERT INTO messages (id, chat_id, role, created_at) VALUES (@id, @chat, 'assistant', 1)`, { id, chat });
    db.run(sql, { id, chat, run: runId() });
  };
  old.db.run(`INSERT INTO chats (id, title, created_at, updated_at) VALUES (@chat, '', 1, 1)`, { chat });
  add(old.db, insert('', ''));
  old.close();
  const { db, close } = openStore({ dataDir, now });
  const sides = (): number[] =>
    db.all(z.object({ side: z.int() }), 'SELECT side FROM answers ORDER BY side').map(({ side }) => side);
  expect(sides()).toEqual([0]);
  expect(() => add(db, insert('', ''))).toThrow(/UNIQUE/);
  add(db, insert(', side', ', 1'));
  expect(() => add(db, insert(', side', ', 1'))).toThrow(/UNIQUE/);
  expect(sides()).toEqual([0, 1]);
  close();
});
