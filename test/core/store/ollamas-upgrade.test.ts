// A database from before there could be several Ollamas: what is in it belongs to the one that there was.
import { expect, it } from 'vitest';
import { findChat } from '../../../src/main/core/chat/chat-queries.ts';
import { findAnswer } from '../../../src/main/core/chat/message-queries.ts';
import {
  storedDownloads,
  storedRemovals,
  storeDownload,
  storeRemoval,
} from '../../../src/main/core/downloads/download-rows.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { ChatId, firstOllama, OllamaId, RunId } from '../../../src/preload/contract/ids.ts';
import { tempDir } from '../temp-dir.ts';

const now = (): number => Date.UTC(2026, 0, 2);
const chatId = ChatId.parse('01890000-0000-7000-8000-000000000001');
const runId = RunId.parse('01890000-0000-7000-8000-000000000002');

it('is upgraded, with its chats, answers, downloads and removals', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 170) });
  old.db.run(`INSERT INTO chats (id, title, model, created_at, updated_at) VALUES (@chatId, 'Old', 'm', 1, 1)`, {
    chatId,
  });
  old.db.run(
    `INSERT INTO messages (id, chat_id, role, created_at)
     VALUES ('01890000-0000-7000-8000-000000000003', @chatId, 'assistant', 1)`,
    { chatId },
  );
  old.db.run(
    `INSERT INTO answers (message_id, chat_id, run_id, model, place, state, is_streaming, charge, ended_at)
     VALUES ('01890000-0000-7000-8000-000000000003', @chatId, @runId, 'm', 'other_computer', '{"kind":"stopped"}', 0, '{"kind":"none"}', 1)`,
    { chatId, runId },
  );
  old.db.run(
    `INSERT INTO downloads (name, asked_at, state, trouble, completed_bytes, total_bytes)
     VALUES ('b', 2, 'paused', NULL, 5, 9), ('a', 1, 'failed', '{"code":"unknown_model"}', 0, 0)`,
  );
  old.db.run(`INSERT INTO model_removals (name, goes_at, state) VALUES ('c', 7, 'waiting')`);
  old.close();

  const { db, close } = openStore({ dataDir, now });
  expect(findChat(db, chatId)).toMatchObject({ model: 'm', venue: 'local', ollama: firstOllama });
  expect(findAnswer(db, runId)).toMatchObject({ model: 'm', place: 'other_computer', ollama: null });
  expect(storedDownloads(db).rows).toMatchObject([
    { ollama: firstOllama, name: 'a', state: { kind: 'failed', trouble: { code: 'unknown_model' } } },
    { ollama: firstOllama, name: 'b', completedBytes: 5, totalBytes: 9, state: { kind: 'paused' } },
  ]);
  expect(storedRemovals(db).rows).toEqual([{ ollama: firstOllama, name: 'c', goesAt: 7, state: 'waiting' }]);
  const second = OllamaId.parse('second');
  const [first] = storedDownloads(db).rows;
  if (first !== undefined) storeDownload(db, { ...first, ollama: second });
  storeRemoval(db, { ollama: second, name: 'c', goesAt: 8, state: 'going' });
  expect([storedDownloads(db).rows.length, storedRemovals(db).rows.length]).toEqual([3, 2]);
  close();
});
