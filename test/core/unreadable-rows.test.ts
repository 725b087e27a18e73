// A row that this app cannot read, whatever wrote it, costs that row and not the start.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/main/core/store/store.ts';
import type { WritableDb } from '../../src/main/core/store/db.ts';
import type { ChatId, MessageId, RunId } from '../../src/preload/contract/ids.ts';
import { chatId, messageId, runId } from './chat/scene.ts';
import { openCore } from './core-scene.ts';
import { tempDir } from './temp-dir.ts';
import { plainParameters } from '../../src/preload/contract/parameters.ts';
import { textParts } from '../../src/preload/contract/parts.ts';

const now = (): number => Date.UTC(2026, 0, 2);
const origin = 'http://127.0.0.1:1';

type Cut = { readonly chatId: ChatId; readonly answerId: MessageId; readonly runId: RunId };

/** An answer in the middle of which the core was killed. */
function insertCutAnswer(db: WritableDb): Cut {
  const cut = { chatId: chatId(), answerId: messageId(), runId: runId() };
  const { answerId, ...rest } = cut;
  db.run(`INSERT INTO chats (id, title, created_at, updated_at) VALUES (@id, 'A chat', 1, 1)`, { id: cut.chatId });
  db.run(`INSERT INTO messages (id, chat_id, role, created_at) VALUES (@answerId, @chatId, 'assistant', 1)`, {
    answerId,
    chatId: cut.chatId,
  });
  db.run(
    `INSERT INTO answers (message_id, chat_id, run_id, model, state, is_streaming, charge)
     VALUES (@answerId, @chatId, @runId, 'm', '{"kind":"streaming"}', 1, '{"kind":"unsettled"}')`,
    { answerId, ...rest },
  );
  insertEvent(db, cut.runId, JSON.stringify({ n: 1, kind: 'text', text: 'Good day' }));
  return cut;
}

function insertEvent(db: WritableDb, id: RunId, event: string): void {
  db.run(`INSERT OR REPLACE INTO run_events (run_id, n, event, pieces, at) VALUES (@id, 1, @event, 1, 2)`, {
    id,
    event,
  });
}

function insertCharge(db: WritableDb, id: RunId, ending: string | null): void {
  db.run(
    `INSERT INTO run_charges (run_id, origin, funding, ending, is_pending, created_at, updated_at)
     VALUES (@id, @origin, 'held', @ending, @pending, 1, 1)`,
    { id, origin, ending, pending: ending === null ? 0 : 1 },
  );
}

async function startWith(prepare: (db: WritableDb) => Cut) {
  const dataDir = tempDir();
  const store = openStore({ dataDir, now });
  const cut = prepare(store.db);
  store.close();
  const { core, client } = await openCore({}, dataDir);
  const events = await client.chats.open({ id: cut.chatId });
  const first = await events.next();
  await events.return();
  if (first.done === true || first.value.kind !== 'snapshot') throw new Error('A chat begins with a snapshot');
  const { chat, beside } = first.value;
  return { core, dataDir, answer: chat.messages[0], beside, cut };
}

describe('at the start', () => {
  test('a charge that cannot be read is put aside and told of, and the answer that it was for is ended', async () => {
    const started = await startWith((db) => {
      const cut = insertCutAnswer(db);
      insertCharge(db, cut.runId, '{"kind":"of a later version"}');
      return cut;
    });
    expect(started.core.notices).toEqual([{ kind: 'charges_put_aside', runs: 1 }]);
    expect(started.answer).toMatchObject({
      parts: textParts('Good day'),
      state: { kind: 'interrupted' },
      charge: { kind: 'none' },
    });
    await started.core.close();
    const store = openStore({ dataDir: started.dataDir, now });
    const Aside = z.object({ run_id: z.string(), entry: z.string() });
    const aside = store.db.all(Aside, 'SELECT run_id, entry FROM run_charges_put_aside');
    expect(aside.map(({ run_id }) => run_id)).toEqual([started.cut.runId]);
    expect(aside[0]?.entry).toContain('of a later version');
    expect(store.db.all(z.unknown(), 'SELECT 1 FROM run_charges')).toEqual([]);
    store.close();
  });

  test('a settled charge that cannot be read is put aside where its answer was cut off, and is left alone elsewhere', async () => {
    const started = await startWith((db) => {
      const cut = insertCutAnswer(db);
      for (const id of [cut.runId, runId()]) insertCharge(db, id, '{"kind":"release","reason":"failed"}');
      db.run(`UPDATE run_charges SET is_pending = 0, charge = '{"kind":"of a later version"}'`, {});
      return cut;
    });
    expect(started.core.notices).toEqual([{ kind: 'charges_put_aside', runs: 1 }]);
    expect(started.answer).toMatchObject({ parts: textParts('Good day'), state: { kind: 'interrupted' } });
  });

  test('charges that can be read stay where they are', async () => {
    const started = await startWith((db) => {
      const cut = insertCutAnswer(db);
      insertCharge(db, cut.runId, null);
      return cut;
    });
    expect(started.core.notices).toEqual([]);
    expect(started.answer).toMatchObject({ parts: textParts('Good day'), charge: { kind: 'unsettled' } });
  });

  test.each([
    ['journal', (db: WritableDb, { runId: id }: Cut) => insertEvent(db, id, '{"n":1,"kind":"of a later version"}')],
    [
      'state',
      (db: WritableDb, { runId: id }: Cut) => {
        db.run(`UPDATE answers SET state = '{"kind":"of a later version"}' WHERE run_id = @id`, { id });
      },
    ],
  ])('an answer whose %s cannot be read is ended and not charged for', async (_what, spoil) => {
    const started = await startWith((db) => {
      const cut = insertCutAnswer(db);
      insertCharge(db, cut.runId, null);
      spoil(db, cut);
      return cut;
    });
    expect(started.answer).toMatchObject({ state: { kind: 'interrupted' }, charge: { kind: 'unsettled' } });
    await started.core.close();
    const store = openStore({ dataDir: started.dataDir, now });
    const Owed = z.object({ ending: z.string() });
    expect(store.db.all(Owed, 'SELECT ending FROM run_charges')).toEqual([
      { ending: '{"kind":"release","reason":"unreadable"}' },
    ]);
    store.close();
  });
});

describe('an open chat', () => {
  const ofLater = JSON.stringify([{ kind: 'of a later version' }]);

  test.each([
    [
      'parameters',
      (db: WritableDb, id: ChatId) =>
        db.run('INSERT INTO chat_parameters (chat_id, parameters) VALUES (@id, @ofLater)', { id, ofLater }),
    ],
    [
      'summary',
      (db: WritableDb, id: ChatId) =>
        db.run(
          `INSERT INTO context_summaries (id, chat_id, kind, text, created_at) VALUES ('of a later version', @id, 'summary', 'a', 1)`,
          { id },
        ),
    ],
  ] as const)('whose %s cannot be read is shown without it', async (_what, spoil) => {
    const started = await startWith((db) => {
      const cut = insertCutAnswer(db);
      spoil(db, cut.chatId);
      return cut;
    });
    expect(started.answer).toMatchObject({ parts: textParts('Good day') });
    expect(started.beside).toEqual({
      parameters: plainParameters,
      context: { leftOut: [], summaries: [], changedAt: 0 },
      queue: [],
    });
  });
});

/** Two rows each, of which the second cannot be read. */
function insertLists(db: WritableDb): void {
  const run = (sql: string): void => void db.run(sql, { id: messageId(), other: messageId(), parameters });
  const parameters = JSON.stringify(plainParameters);
  run(
    `INSERT INTO presets (id, name, parameters, created_at) VALUES (@id, 'one', @parameters, 1), (@other, 'two', '[]', 1)`,
  );
  const way = `'{"kind":"http","url":"http://127.0.0.1:1/","headers":[]}'`;
  run(`INSERT INTO tool_servers (id, name, way, place, is_on, created_at)
    VALUES (@id, 'one', ${way}, 'file', 0, 1), (@other, 'two', '{"kind":"of a later version"}', 'file', 1, 1)`);
  run(`INSERT INTO downloads (ollama, name, asked_at, state, completed_bytes, total_bytes)
    VALUES ('first', 'one', 1, 'paused', 0, 0), ('first', 'two', 9007199254740993, 'paused', 0, 0)`);
  run(`INSERT INTO model_removals (ollama, name, goes_at, state)
    VALUES ('first', 'three', 1, 'waiting'), ('first', 'four', 9007199254740993, 'waiting')`);
}

test('a preset, a server of tools, a download or a removal that cannot be read keeps no other from its list, nor the app from starting', async () => {
  const dataDir = tempDir();
  const store = openStore({ dataDir, now });
  insertLists(store.db);
  const rowsIn = ({ db }: typeof store) =>
    ['presets', 'tool_servers', 'downloads', 'model_removals'].map((table) =>
      db.all(z.unknown(), `SELECT * FROM ${table} WHERE name IN ('two', 'four')`),
    );
  const before = rowsIn(store);
  store.close();
  const { core, client } = await openCore({}, dataDir);
  const lists = [
    await client.presets.watch(),
    await client.tools.watch(),
    await client.downloads.watch(),
    await client.downloads.removals(),
  ];
  const names: string[][] = [];
  for (const list of lists) {
    const first = await list.next();
    await list.return();
    names.push(first.done === true ? [] : first.value.map(({ name }) => name));
  }
  expect(names).toEqual([['one'], ['one'], ['one'], ['three']]);
  const chat = await client.chat.send({
    chatId: chatId(),
    runId: runId(),
    messageId: messageId(),
    answerId: messageId(),
    parentId: null,
    parts: textParts('Good day'),
    model: 'gemma',
  });
  expect(chat.user?.parts).toEqual(textParts('Good day'));
  await core.close();
  const after = openStore({ dataDir, now });
  expect(rowsIn(after)).toEqual(before);
  after.close();
});

test.each([
  ['when it was made', `'stripe', 'computer', 9007199254740993`],
  ['whom it credits', `'stripe', 'me', 1`],
])(
  'a purchase of which nobody can read %s keeps no other from being listed, nor the app from starting',
  async (_what, values) => {
    const dataDir = tempDir();
    const store = openStore({ dataDir, now });
    const [readable, other] = [messageId(), messageId()];
    // What is damaged, or changed by hand, keeps no rules.
    store.db.run('PRAGMA ignore_check_constraints = ON');
    store.db.run(
      `INSERT INTO purchases (order_id, origin, amount_cents, currency, credits_microcredits, state, updated_at, provider, payee, created_at)
     VALUES (@readable, @origin, 100, 'EUR', 1, 'claimed', 1, 'stripe', 'computer', 1),
       (@other, @origin, 100, 'EUR', 1, 'claimed', 1, ${values})`,
      { readable, other, origin },
    );
    const rowsIn = ({ db }: typeof store) => db.all(z.unknown(), 'SELECT * FROM purchases');
    const before = rowsIn(store);
    store.close();
    const { core, client } = await openCore({}, dataDir);
    const states = await client.account.watch();
    const first = await states.next();
    await states.return();
    expect(first.value).toMatchObject({ purchases: [{ orderId: readable }], unlistedPurchases: 1 });
    await core.close();
    const after = openStore({ dataDir, now });
    expect(rowsIn(after)).toEqual(before);
    after.close();
  },
);
