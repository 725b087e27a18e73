// The usage page's numbers are what a plain count over the answers gives, in every time zone, through every change of the clocks.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { insertChat, markRemoved, purgeChats, restoreMs } from '../../../src/main/core/chat/chat-queries.ts';
import { endAnswer, insertAnswer, insertQuestion } from '../../../src/main/core/chat/message-queries.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import type { WritableDb } from '../../../src/main/core/store/db.ts';
import { createUsage } from '../../../src/main/core/usage/usage.ts';
import { firstOllama, OllamaId, type ChatId } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage, AnswerState, Charge, Counts } from '../../../src/preload/contract/message.ts';
import type { Place } from '../../../src/preload/contract/models.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import type { UsageReport, UsageRow } from '../../../src/preload/contract/usage.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { chatId, messageId, runId } from '../chat/scene.ts';
import { tempDir } from '../temp-dir.ts';

const now = Date.UTC(2026, 3, 10, 15, 30);
const dayMs = 86_400_000;

type Used = {
  readonly endedAt: number;
  readonly model: string;
  readonly place: Place | null;
  readonly state: AnswerState;
  readonly counts: Counts | null;
  readonly charge: Charge;
  readonly chat: number;
  readonly ollama?: AnswerMessage['ollama'];
};

const failed: AnswerState = { kind: 'failed', failure: { code: 'ollama_cut', detail: null, canRetry: true } };
const used = fc.record<Used>({
  // In the hours around the changes of the clocks of 2026, and anywhere in the year before.
  endedAt: fc.oneof(
    fc.integer({ min: Date.UTC(2026, 2, 28, 18), max: Date.UTC(2026, 2, 30, 6) }),
    fc.integer({ min: Date.UTC(2026, 2, 7, 18), max: Date.UTC(2026, 2, 9, 12) }),
    fc.integer({ min: now - 3 * dayMs, max: now }),
    fc.integer({ min: now - 380 * dayMs, max: now }),
  ),
  model: fc.constantFrom('gemma3:4b', 'qwen3:8b', '=cmd'),
  place: fc.constantFrom('this_computer', 'operator', 'cloud', null),
  state: fc.constantFrom<AnswerState>(
    { kind: 'done', reason: 'stop' },
    { kind: 'stopped' },
    { kind: 'interrupted' },
    failed,
  ),
  counts: fc.option(
    fc
      .record({ promptTokens: fc.nat(5_000), completionTokens: fc.nat(900) })
      .map((counts) => ({ ...counts, totalNs: 1, loadNs: 1, promptNs: 1, completionNs: 1 })),
  ),
  charge: fc.oneof(
    fc
      .record({ source: fc.constantFrom('pro', 'free', 'plan'), microcredits: fc.nat(3_000_000) })
      .map((charge): Charge => ({ kind: 'captured', ...charge })),
    fc.constantFrom<Charge>({ kind: 'none' }, { kind: 'grace' }, { kind: 'unsettled' }),
  ),
  chat: fc.nat(2),
  ollama: fc.constantFrom(null, { id: firstOllama, name: '' }, { id: OllamaId.parse('desk'), name: 'Desk' }),
});

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Pacific/Chatham',
];

function fill(db: WritableDb, all: readonly Used[]): readonly ChatId[] {
  const chats = [chatId(), chatId(), chatId()];
  db.transact('relaxed', () => {
    for (const id of chats) insertChat(db, { id, model: null, now: 1 });
    for (const one of all) store(db, one, chats[one.chat] ?? chatId());
  });
  return chats;
}

function store(
  db: WritableDb,
  { endedAt, model, place, state, counts, charge, ollama = null }: Used,
  id: ChatId,
): void {
  const question = { id: messageId(), chatId: id, parentId: null, role: 'user', createdAt: 1 } as const;
  const answer: AnswerMessage = {
    ollama,
    model,
    place,
    state,
    counts,
    charge,
    id: messageId(),
    chatId: id,
    parentId: question.id,
    role: 'assistant',
    parts: [],
    createdAt: 1,
    runId: runId(),
    host: null,
    notes: [],
    firstTokenMs: null,
  };
  insertQuestion(db, { ...question, parts: textParts('?') });
  insertAnswer(db, { ...answer, state: { kind: 'streaming' } });
  endAnswer(db, answer, endedAt);
}

/** The same by the plainest way there is: each answer by itself, its day from the system's own calendar. */
function recomputed(all: readonly Used[], days: number, timeZone: string): UsageRow[] {
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const today = calendar.format(now);
  const first = new Date(Date.parse(today) - (days - 1) * dayMs).toISOString().slice(0, 10);
  const rows: Record<string, UsageRow> = {};
  for (const { endedAt, model, place, state, counts, charge, ollama: answering } of all) {
    const day = calendar.format(endedAt);
    if (day < first || day > today || state.kind === 'failed') continue;
    const ollama = answering?.id ?? (place === 'this_computer' ? firstOllama : null);
    const row = (rows[`${day} ${model} ${String(place)} ${String(ollama)}`] ??= {
      day,
      model,
      place,
      ollama,
      messages: 0,
      uncounted: 0,
      promptTokens: 0,
      completionTokens: 0,
      microcredits: 0,
    });
    row.messages += 1;
    row.uncounted += counts === null ? 1 : 0;
    row.promptTokens += counts?.promptTokens ?? 0;
    row.completionTokens += counts?.completionTokens ?? 0;
    row.microcredits += charge.kind === 'captured' && charge.source === 'pro' ? charge.microcredits : 0;
  }
  return Object.values(rows);
}

const keyOf = (row: UsageRow): string => `${row.day} ${row.model} ${String(row.place)} ${String(row.ollama)}`;
const sorted = (rows: readonly UsageRow[]): UsageRow[] => [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

function open(dataDir = tempDir()) {
  const { db, close } = openStore({ dataDir, now: () => now });
  return { db, close, usage: createUsage({ db, clock: { ...createFakeClock(), now: () => now } }) };
}

describe('a report', () => {
  test('is what a plain count over the answers gives, also after chats were deleted for good', () => {
    fc.assert(
      fc.property(
        fc.array(used, { maxLength: 60 }),
        fc.constantFrom(7, 30, 90, 365),
        fc.constantFrom(...zones),
        (all, days, timeZone) => {
          const { db, close, usage } = open();
          const [first = chatId()] = fill(db, all);
          const before = usage.report({ days, timeZone });
          expect(before.unit).toBe('day');
          expect(sorted(before.rows)).toEqual(sorted(recomputed(all, days, timeZone)));
          markRemoved(db, first, 1);
          expect(usage.report({ days, timeZone })).toEqual(before);
          expect(purgeChats(db, 2 + restoreMs)).toBe(1);
          const after = usage.report({ days, timeZone });
          expect(sorted(after.rows)).toEqual(sorted(before.rows));
          close();
        },
      ),
      { numRuns: 40 },
    );
  });

  test('of everything is told by month where it is long, and loses nothing', () => {
    const at = (year: number, month: number): Used => ({
      endedAt: Date.UTC(year, month, 15),
      model: 'm',
      place: 'this_computer',
      state: { kind: 'done', reason: 'stop' },
      counts: null,
      charge: { kind: 'none' },
      chat: 0,
    });
    const { db, close, usage } = open();
    fill(db, [at(2024, 0), at(2024, 0), at(2025, 11)]);
    const report = usage.report({ days: null, timeZone: 'UTC' });
    expect(report).toMatchObject({ unit: 'month', first: '2024-01-01', last: '2026-04-01' });
    expect(report.rows.map(({ day, messages }) => [day, messages])).toEqual([
      ['2024-01-01', 2],
      ['2025-12-01', 1],
    ]);
    close();
  });

  test('of one model on three Ollamas has it apart for each, as each was called last, also once its chats are deleted', () => {
    const { db, close, usage } = open();
    const places = { Desk: 'this_computer', Workshop: 'other_computer', Attic: 'other_computer' } as const;
    const all = Object.entries(places).map(([name, place]): Used => ({
      endedAt: now - 1,
      model: 'gemma3:4b',
      place,
      ollama: { id: OllamaId.parse(name.toLowerCase()), name },
      state: { kind: 'done', reason: 'stop' },
      counts: { promptTokens: 3, completionTokens: 5, totalNs: 1, loadNs: 1, promptNs: 1, completionNs: 1 },
      charge: { kind: 'none' },
      chat: 0,
    }));
    const [attic] = all.slice(-1);
    if (attic === undefined) throw new Error('There are three');
    const renamed = { id: OllamaId.parse('attic'), name: 'Roof' };
    const [first = chatId()] = fill(db, [
      ...all,
      { ...attic, endedAt: now - dayMs },
      { ...attic, ollama: renamed, endedAt: now },
    ]);
    const report = () => usage.report({ days: 7, timeZone: 'UTC' });
    const before = report();
    expect(
      before.rows.map(({ day, place, ollama, messages, completionTokens }) => [
        day,
        place,
        ollama,
        messages,
        completionTokens,
      ]),
    ).toEqual([
      ['2026-04-09', 'other_computer', 'attic', 1, 5],
      ['2026-04-10', 'other_computer', 'attic', 2, 10],
      ['2026-04-10', 'other_computer', 'workshop', 1, 5],
      ['2026-04-10', 'this_computer', 'desk', 1, 5],
    ]);
    expect(Object.fromEntries(before.ollamas.map(({ id, name }) => [id, name]))).toEqual({
      attic: 'Roof',
      workshop: 'Workshop',
      desk: 'Desk',
    });
    markRemoved(db, first, 1);
    expect(purgeChats(db, 2 + restoreMs)).toBe(1);
    expect(report()).toEqual(before);
    close();
  });

  test('of a store without an answer is empty, and a time zone that nobody knows is this computer’s own', () => {
    const { usage, close } = open();
    const empty: UsageReport = { unit: 'day', first: '2026-04-10', last: '2026-04-10', rows: [], ollamas: [] };
    expect(usage.report({ days: null, timeZone: 'UTC' })).toEqual(empty);
    expect(usage.report({ days: 7, timeZone: 'Not/AZone' })).toEqual(
      usage.report({ days: 7, timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone }),
    );
    close();
  });
});

test('answers of a database of before count as those of now', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now: () => now, migrations: migrations.filter(({ number }) => number < 200) });
  const [chat, question, answer] = [chatId(), messageId(), messageId()];
  old.db.run(`INSERT INTO chats (id, title, created_at, updated_at) VALUES (@chat, '', 1, 1)`, { chat });
  for (const [id, role] of [
    [question, 'user'],
    [answer, 'assistant'],
  ] as const)
    old.db.run('INSERT INTO messages (id, chat_id, role, created_at) VALUES (@id, @chat, @role, 1)', {
      id,
      chat,
      role,
    });
  old.db.run(
    `INSERT INTO answers (message_id, chat_id, run_id, model, state, is_streaming, counts, charge, ended_at)
     VALUES (@answer, @chat, @run, 'm', '{"kind":"done","reason":"stop"}', 0, @counts, @charge, @at)`,
    {
      answer,
      chat,
      run: runId(),
      counts: '{"promptTokens":4,"completionTokens":2}',
      charge: '{"kind":"captured","source":"pro","microcredits":1500}',
      at: now - dayMs,
    },
  );
  old.close();
  const { usage, close } = open(dataDir);
  expect(usage.report({ days: 7, timeZone: 'UTC' }).rows).toEqual([
    {
      day: '2026-04-09',
      model: 'm',
      place: null,
      ollama: null,
      messages: 1,
      uncounted: 0,
      promptTokens: 4,
      completionTokens: 2,
      microcredits: 1500,
    },
  ]);
  close();
});

test('sums of chats that were deleted before Ollamas were told apart stay as they are, and belong to the first', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now: () => now, migrations: migrations.filter(({ number }) => number < 255) });
  for (const [place, messages] of [
    ['this_computer', 3],
    ['operator', 2],
  ] as const)
    old.db.run(
      `INSERT INTO usage_of_deleted (ended_at, model, place, messages, uncounted, prompt_tokens, completion_tokens, microcredits)
       VALUES (@at, 'm', @place, @messages, 1, 40, 20, 9)`,
      { at: now - dayMs, place, messages },
    );
  old.close();
  const { usage, close } = open(dataDir);
  const { rows, ollamas } = usage.report({ days: 7, timeZone: 'UTC' });
  expect(rows).toMatchObject([
    {
      place: 'operator',
      ollama: null,
      messages: 2,
      uncounted: 1,
      promptTokens: 40,
      completionTokens: 20,
      microcredits: 9,
    },
    { place: 'this_computer', ollama: 'first', messages: 3 },
  ]);
  expect(ollamas).toEqual([{ id: 'first', name: '' }]);
  close();
});
