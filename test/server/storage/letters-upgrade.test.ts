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
    { event_id: 'evt_dead', state: 'dead', outcome: { code: 'order_unknown' }, died_at: 5 },
  ]);
  expect(await storage.readDeadLetters({ ...page, box: 'outbox' })).toEqual([]);
  expect(await storage.leaseOutbox({ outlet: 'http', now: start, until: start + 1, limit: 9 })).toEqual([]);
  await storage.close();
});

/** What stood there in English, and what it is now. */
const deliveries: readonly (readonly [note: string | null, outcome: unknown])[] = [
  ['not ours', { code: 'not_ours' }],
  ['no page of ours', { code: 'not_ours' }],
  ['no such order', { code: 'order_unknown' }],
  ['the provider does not know it', { code: 'unknown_at_provider' }],
  ['no plan is mapped to its price', { code: 'price_unmapped' }],
  ['nobody keeps subscriptions here', { code: 'no_billing' }],
  ['open', { code: 'page_open' }],
  ['settled', { code: 'page_settled' }],
  ['RailUnavailable: it is "down"', { code: 'failed', told: 'RailUnavailable: it is "down"' }],
  [null, null],
];
const events: readonly (readonly [note: string | null, outcome: unknown])[] = [
  ['the server stopped', { code: 'server_stopped' }],
  ['this server could not send it', { code: 'not_sent' }],
  [
    'no answer from http://127.0.0.1:9 (ECONNREFUSED)',
    { code: 'no_answer', origin: 'http://127.0.0.1:9', told: 'ECONNREFUSED' },
  ],
  ['the receiver answered 500', { code: 'answered', status: 500, told: null }],
  ['Lago answered 401', { code: 'answered', status: 401, told: null }],
  ['Lago answered 422: code metric_not_found', { code: 'answered', status: 422, told: 'code metric_not_found' }],
  ['written by some earlier version', { code: 'written', text: 'written by some earlier version' }],
  [null, null],
];

it('an old file keeps what came of each letter, as a code', async () => {
  const path = `${folder.path}/ledger.db`;
  const db = openWriter(path);
  migrate(
    db,
    readMigrations().filter(({ id }) => id < 280),
  );
  const webhook = db.prepare(
    `INSERT INTO deliveries (provider, event_id, event_type, state, attempts, next_at, note, filed_at, died_at)
     VALUES ('stripe', ?, 'x', 'dead', 20, NULL, ?, 5, 6)`,
  );
  const event = db.prepare(
    `INSERT INTO outbox (outlet, event_id, type, subject, data, created_at, state, attempts, note, died_at)
     VALUES ('http', ?, 'x', 's', '{}', 5, 'dead', 20, ?, 6)`,
  );
  for (const [at, [note]] of deliveries.entries()) webhook.run(String(at), note);
  for (const [at, [note]] of events.entries()) event.run(String(at), note);
  db.close();
  const storage = openSqliteStorage({ path });
  const kept = async (box: 'inbox' | 'outbox') => {
    const letters = await storage.readDeadLetters({ box, state: 'dead', before: null, limit: 50 });
    return letters.map(({ outcome }) => outcome).toReversed();
  };
  expect(await kept('inbox')).toEqual(deliveries.map(([, outcome]) => outcome));
  expect(await kept('outbox')).toEqual(events.map(([, outcome]) => outcome));
  await storage.close();
});
