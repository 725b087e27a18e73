// A database from before what runs owe stood in one table, as the account and the chat find it now.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createGrace } from '../../../src/main/core/account/funds/grace.ts';
import { createRunCharges } from '../../../src/main/core/account/funds/run-charges.ts';
import { findAnswer } from '../../../src/main/core/chat/message-queries.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { RunId } from '../../../src/preload/contract/ids.ts';
import { tempDir } from '../temp-dir.ts';

const now = (): number => new Date(2026, 0, 2, 12).getTime();
const origin = 'http://127.0.0.1:8787';
const id = (kind: number, index: number): string =>
  `01890000-0000-7000-${String(8000 + kind)}-00000000000${String(index)}`;
const runOf = (index: number): RunId => RunId.parse(id(2, index));

const usage = { promptTokens: 11, completionTokens: 7, durationMs: 2000 };
const capture = { kind: 'capture', usage, outcome: 'interrupted' };
const release = { kind: 'release', reason: 'stopped without a visible word' };
const captured = { kind: 'captured', source: 'free', microcredits: 0 };

type Old = {
  readonly owed: object | null;
  readonly run: { readonly funding: string; readonly ending?: object; readonly charge?: object } | null;
};

function openOld(olds: readonly Old[]) {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 70) });
  old.db.run(`INSERT INTO chats (id, title, created_at, updated_at) VALUES (@id, 'Old', 1, 1)`, { id: id(0, 0) });
  olds.forEach(({ owed, run }, index) => {
    old.db.run(
      `INSERT INTO messages (id, chat_id, role, text, created_at) VALUES (@id, @chat, 'assistant', 'words', 1)`,
      { id: id(1, index), chat: id(0, 0) },
    );
    old.db.run(
      `INSERT INTO answers (message_id, chat_id, run_id, model, thinking, state, is_streaming, charge, owed, ended_at)
       VALUES (@id, @chat, @run, 'm', '', '{"kind":"interrupted"}', 0, '{"kind":"held","source":"free"}', @owed, 1)`,
      { id: id(1, index), chat: id(0, 0), run: runOf(index), owed: owed === null ? null : JSON.stringify(owed) },
    );
    if (run === null) return;
    old.db.run(
      `INSERT INTO run_charges (run_id, origin, funding, source, ending, is_pending, charge, created_at, updated_at)
       VALUES (@run, @origin, @funding, 'free', @ending, @isPending, @charge, 1, 1)`,
      {
        run: runOf(index),
        origin,
        funding: run.funding,
        ending: run.ending === undefined ? null : JSON.stringify(run.ending),
        isPending: run.ending !== undefined && run.charge === undefined ? 1 : 0,
        charge: run.charge === undefined ? null : JSON.stringify(run.charge),
      },
    );
    if (run.funding === 'grace')
      old.db.run(`INSERT INTO grace_messages (run_id, day, counted_at) VALUES (@run, '2026-01-02', 1)`, {
        run: runOf(index),
      });
  });
  old.close();
  return openStore({ dataDir, now });
}

const told = { kind: 'release', reason: 'told before' };

test.each<
  readonly [string, Old, { readonly charge: object; readonly ending: object | null; readonly isPending: boolean }]
>([
  [
    'held, and its capture was not yet handed over',
    { owed: capture, run: { funding: 'held' } },
    {
      charge: { kind: 'unsettled' },
      ending: {
        kind: 'capture',
        usage: { prompt_tokens: 11, completion_tokens: 7, duration_ms: 2000 },
        outcome: 'interrupted',
      },
      isPending: true,
    },
  ],
  [
    'asked for, and its release was not yet handed over',
    { owed: release, run: { funding: 'asked' } },
    { charge: { kind: 'unsettled' }, ending: release, isPending: true },
  ],
  [
    'handed over, and waits for the server: the ending that was first stands',
    { owed: capture, run: { funding: 'held', ending: told } },
    { charge: { kind: 'unsettled' }, ending: told, isPending: true },
  ],
  [
    'settled, and its price was not yet beside the answer',
    { owed: release, run: { funding: 'held', ending: told, charge: captured } },
    { charge: captured, ending: told, isPending: false },
  ],
  [
    'refused',
    { owed: release, run: { funding: 'refused' } },
    { charge: { kind: 'none' }, ending: null, isPending: false },
  ],
  [
    'counted as an offline message',
    { owed: capture, run: { funding: 'grace' } },
    { charge: { kind: 'grace' }, ending: null, isPending: false },
  ],
  [
    'over for good',
    { owed: null, run: { funding: 'held', ending: told, charge: captured } },
    { charge: { kind: 'held', source: 'free' }, ending: told, isPending: false },
  ],
])('a run that was %s', (_, old, expected) => {
  const store = openOld([old]);
  expect(findAnswer(store.db, runOf(0))?.charge).toEqual(expected.charge);
  const row = createRunCharges(store.db, now).find(runOf(0));
  expect({ ending: row?.ending, isPending: row?.isPending }).toEqual({
    ending: expected.ending,
    isPending: expected.isPending,
  });
  store.close();
});

test('a run of which the account knows nothing costs nothing', () => {
  const store = openOld([{ owed: release, run: null }]);
  expect(findAnswer(store.db, runOf(0))?.charge).toEqual({ kind: 'none' });
  expect(createRunCharges(store.db, now).countPending(origin)).toBe(0);
  store.close();
});

test('an offline message that showed nothing is given back', () => {
  const store = openOld([
    { owed: release, run: { funding: 'grace' } },
    { owed: capture, run: { funding: 'grace' } },
  ]);
  expect(createGrace(store.db, 20).left(now())).toBe(19);
  expect(findAnswer(store.db, runOf(0))?.charge).toEqual({ kind: 'released' });
  store.close();
});

test('nothing but that table keeps what a run owes', () => {
  const store = openOld([]);
  const columns = store.db.all(z.object({ name: z.string() }), `SELECT name FROM pragma_table_info('answers')`);
  expect(columns.map(({ name }) => name)).not.toContain('owed');
  store.close();
});
