// A file from before there were receivers: its dead webhooks become letters, and what was told to nobody is not told now.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWriter } from '../../../server/storage/sqlite/connection.ts';
import { migrate, readMigrations } from '../../../server/storage/sqlite/migrate.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { type Folder, start, temporaryFolder } from '../../support/server-ledger.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

it('an old file keeps its dead webhooks for the operator, and tells a new receiver nothing of the past', async () => {
  const path = `${folder.path}/ledger.db`;
  const db = openWriter(path);
  migrate(
    db,
    readMigrations().filter(({ id }) => id < 70),
  );
  db.exec(`INSERT INTO deliveries (provider, event_id, event_type, state, attempts, next_at, note, filed_at)
      VALUES ('stripe', 'evt_dead', 'x', 'dead', 20, NULL, 'no such order', 5), ('stripe', 'evt_done', 'x', 'done', 1, NULL, NULL, 6);
    INSERT INTO outbox (aggregate, event, state, next_at) VALUES ('order:1', '{}', 'due', 7), ('order:1', '{}', 'done', NULL);`);
  db.close();
  const storage = openSqliteStorage({ path });
  const page = { state: 'dead', before: null, limit: 9 } as const;
  expect(await storage.readDeadLetters({ ...page, box: 'inbox' })).toMatchObject([
    { event_id: 'evt_dead', state: 'dead', note: 'no such order', died_at: 5 },
  ]);
  expect(await storage.readDeadLetters({ ...page, box: 'outbox' })).toEqual([]);
  expect(await storage.leaseOutbox({ outlet: 'http', now: start, until: start + 1, limit: 9 })).toEqual([]);
  await storage.close();
});
