// A database from before there were downloads: everything in it stays, and downloads can be stored.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { storedDownloads, storeDownload } from '../../../src/main/core/downloads/download-rows.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { tempDir } from '../temp-dir.ts';

const now = (): number => Date.UTC(2026, 0, 2);

it('is upgraded, with its chats', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 160) });
  old.db.run(`INSERT INTO chats (id, title, model, created_at, updated_at) VALUES ('a', 'Old', 'm', 1, 1)`);
  old.close();

  const { db, close } = openStore({ dataDir, now });
  expect(db.get(z.object({ title: z.string() }), 'SELECT title FROM chats')).toEqual({ title: 'Old' });
  expect(storedDownloads(db).rows).toEqual([]);
  const download = { ollama: firstOllama, name: 'gemma3:4b', askedAt: 1, completedBytes: 5, totalBytes: 9 };
  storeDownload(db, { ...download, state: { kind: 'failed', trouble: { code: 'unknown_model' } } });
  expect(storedDownloads(db).rows).toEqual([
    { ...download, state: { kind: 'failed', trouble: { code: 'unknown_model' } } },
  ]);
  storeDownload(db, { ...download, state: { kind: 'pulling', bytesPerS: 5, leftS: null } });
  expect(storedDownloads(db).rows).toEqual([{ ...download, state: { kind: 'queued' } }]);
  close();
});
