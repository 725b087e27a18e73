// A database from before messages had parts: every word of it is where it was, is found, and a run cut off then is still ended.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { findAnswer, findUserMessage, messagesOf } from '../../../src/main/core/chat/message-queries.ts';
import { recoverAnswers } from '../../../src/main/core/chat/recovery.ts';
import { search } from '../../../src/main/core/chat/search.ts';
import { toIndexed } from '../../../src/main/core/chat/search-text.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { answerParts } from '../../support/answer-parts.ts';
import { createMeter } from '../chat/doubles.ts';
import { chatId, messageId, runId } from '../chat/scene.ts';
import { tempDir } from '../temp-dir.ts';
import { noFiles } from '../../support/no-files.ts';

const now = (): number => Date.UTC(2026, 0, 2);

/** The last of them is cut off in the middle, as by a kill. */
const answers = [
  { thinking: '', text: 'Spoken' },
  { thinking: 'Hm', text: 'Thought "first"\n\\ and spoken' },
  { thinking: 'Only thought', text: '' },
  { thinking: '', text: '' },
  { thinking: '', text: '', journal: ['{"n":1,"kind":"thinking","text":"Hm"}', '{"n":2,"kind":"text","text":"Half"}'] },
];

test('stored words become parts, and journals of before are folded into them', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 130) });
  const chat = chatId();
  const questionId = messageId();
  old.db.run(`INSERT INTO chats (id, title, model, created_at, updated_at) VALUES (@chat, 'Old', 'm', 1, 1)`, { chat });
  const message = `INSERT INTO messages (id, chat_id, parent_id, role, text, created_at)
    VALUES (@id, @chat, @parent, @role, @text, 1)`;
  old.db.run(message, { id: questionId, chat, parent: null, role: 'user', text: 'An über question' });
  const runs = answers.map(({ thinking, text, journal }) => {
    const [id, run] = [messageId(), runId()];
    const isCut = journal !== undefined;
    old.db.run(message, { id, chat, parent: questionId, role: 'assistant', text });
    old.db.run(
      `INSERT INTO answers (message_id, chat_id, run_id, model, thinking, state, is_streaming, charge, ended_at)
       VALUES (@id, @chat, @run, 'm', @thinking, @state, @isCut, '{"kind":"none"}', @endedAt)`,
      {
        id,
        chat,
        run,
        thinking,
        state: `{"kind":"${isCut ? 'streaming' : 'stopped'}"}`,
        isCut: isCut ? 1 : 0,
        endedAt: isCut ? null : 1,
      },
    );
    journal?.forEach((event, at) => {
      const sql = 'INSERT INTO run_events (run_id, n, event, pieces, at) VALUES (@run, @n, @event, 1, 2)';
      old.db.run(sql, { run, n: at + 1, event });
    });
    return run;
  });
  const indexed = old.db.all(z.object({ seq: z.int(), text: z.string() }), 'SELECT seq, text FROM messages');
  for (const { seq, text } of indexed)
    old.db.run('INSERT INTO message_index (rowid, text) VALUES (@seq, @text)', { seq, text: toIndexed(text) });
  old.close();

  const { db, close } = openStore({ dataDir, now });
  expect(findUserMessage(db, questionId)?.parts).toEqual(textParts('An über question'));
  expect(runs.map((run) => findAnswer(db, run)?.parts)).toEqual(
    answers.map(({ thinking, text }) => answerParts(thinking, text)),
  );
  expect(messagesOf(db, chat)).toHaveLength(answers.length + 1);
  for (const word of ['uber', 'first', 'spoken'])
    expect(
      search(db, word, noFiles)
        .at(0)
        ?.parts.some(({ isMatch }) => isMatch),
    ).toBe(true);

  recoverAnswers({
    db,
    meter: createMeter(),
    files: noFiles,
    now: now(),
    reportDefect: (error) => expect(error).toBeUndefined(),
  });
  expect(runs.map((run) => findAnswer(db, run)).at(-1)).toMatchObject({
    parts: answerParts('Hm', 'Half'),
    state: { kind: 'interrupted' },
  });
  close();
});
