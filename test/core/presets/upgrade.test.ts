// A database from before chats had parameters: every chat leaves everything to its model, and can be given some.
import { expect, test } from 'vitest';
import { createPresets } from '../../../src/main/core/presets/presets.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { plainParameters } from '../../../src/preload/contract/parameters.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { chatId } from '../chat/scene.ts';
import { tempDir } from '../temp-dir.ts';

test('chats from before have plain parameters, there are no presets, and a chat takes its own with it when it goes', () => {
  const dataDir = tempDir();
  const clock = createFakeClock();
  const now = (): number => clock.now();
  const id = chatId();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 140) });
  old.db.run(`INSERT INTO chats (id, title, created_at, updated_at) VALUES (@id, 'Old', 1, 1)`, { id });
  old.close();
  const { db, close } = openStore({ dataDir, now });
  const presets = createPresets({ db, clock, onChange: () => undefined, reportDefect: () => undefined });
  expect(presets.presets.current()).toEqual([]);
  expect(presets.ofChats.of(id)).toEqual(plainParameters);
  expect(presets.set(id, { ...plainParameters, seed: 1 })).toMatchObject({ seed: 1 });
  db.run('DELETE FROM chats WHERE id = @id', { id });
  expect(presets.ofChats.of(id)).toEqual(plainParameters);
  close();
});
